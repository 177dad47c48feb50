// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api } from './support/nepenthes-api.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf, filters } from './support/nepenthes-api.ts'

const CLOUD = 'https://cloud.example/nc+1'

let nepenthes: Nepenthes
let call: Api
let cloud: number
let other: number
let porters: number

beforeAll(async () => {
	nepenthes = await startNepenthes({ clock: () => new Date('2026-03-02T12:00:00Z') })
	cloud = nepenthes.addStorage({ name: 'Cloud', host: CLOUD }).id
	other = nepenthes.addStorage({ name: 'Other', host: 'https://other.example', projects: ['garden'] }).id
	porters = nepenthes.workPackageBySubject('Book porters for the summit trail').id
	nepenthes.linkFile(1042, cloud, { id: '5', name: 'rim.jpg' })
	nepenthes.linkFile(porters, cloud, { id: '5', name: 'rim.jpg' })
	nepenthes.linkFile(1001, other, { id: '5', name: 'another file of that number' })
	call = apiOf(nepenthes)
})

afterAll(() => nepenthes.close())

async function find(...list: Parameters<typeof filters>) {
	const { body } = await call(`/work_packages?${filters(...list)}&pageSize=-1`)
	return body._embedded.elements
}

const subjects = async (...list: Parameters<typeof filters>) => (await find(...list)).map(({ subject }) => subject)
const found = async (as: string, ...list: Parameters<typeof filters>) => (await call(`/work_packages?${filters(...list)}&pageSize=-1`, { as })).body._embedded.elements.map(({ id }) => id)

describe('typeahead', () => {
	const typeahead = (text: string) => ({ typeahead: { operator: '**', values: [text] } })

	it.each([
		['words of the subject in any order and case', 'RIM leaks'],
		['the number', '1042'],
		['the number after #', '#1042'],
		['type and status', 'bug progress lower'],
		['the project and a word', 'garden lower'],
	])('finds by %s', async (_, text) => {
		expect(await subjects(typeahead(text))).toContain('Pitcher leaks at the lower rim')
	})

	it('finds by semantic id, by Arabic and by emoji', async () => {
		expect(await subjects(typeahead('nep-7'))).toEqual(['وصف نباتات الجرة على سفح الجبل'])
		expect(await subjects(typeahead('نباتات الجرة'))).toEqual(['وصف نباتات الجرة على سفح الجبل'])
		expect(await subjects(typeahead('🪰'))).toHaveLength(1)
	})

	it('wants every word, and finds closed ones too', async () => {
		expect(await subjects(typeahead('lower nonsense'))).toEqual([])
		expect(await subjects(typeahead('trench drip'))).toEqual(['Dig the trench for the drip line'])
	})

	it('takes what looks like a pattern for what it is', async () => {
		expect(await subjects(typeahead('%'))).toEqual(['Raise the night humidity to 80 %'])
		expect(await subjects(typeahead('_'))).toEqual([])
	})
})

describe('the other filters', () => {
	it('find by number, many at once', async () => {
		expect(await found('alice', { id: { operator: '=', values: ['1042', '1001', '4711'] } })).toEqual([1001, 1042])
		expect(await found('alice', { id: { operator: '!', values: ['1042'] } })).not.toContain(1042)
	})

	it('find by status', async () => {
		const statuses = async (filter: { operator: string, values?: string[] | null }) => new Set((await find({ status: filter })).map(({ _links: links }) => links.status!.title))
		expect(await statuses({ operator: 'c' })).toEqual(new Set(['Closed', 'Rejected']))
		expect(await statuses({ operator: 'o', values: null })).toEqual(new Set(['New', 'In progress', 'On hold', 'To be tested']))
		expect(await statuses({ operator: '=', values: ['7', '9'] })).toEqual(new Set(['In progress', 'On hold']))
		expect(await statuses({ operator: '!', values: ['1', '7'] })).not.toContain('New')
	})

	it('find by assignee: me, a group, nobody', async () => {
		const assignees = async (filter: { operator: string, values?: string[] }) => new Set((await find({ assignee: filter })).map(({ _links: links }) => links.assignee!.title))
		expect(await assignees({ operator: '=', values: ['me'] })).toEqual(new Set(['Alice Archer']))
		expect(await assignees({ operator: '=', values: ['101'] })).toEqual(new Set(['Greenhouse team']))
		expect(await assignees({ operator: '!*' })).toEqual(new Set([undefined]))
	})

	it('find by words of the subject', async () => {
		expect(await subjects({ subject: { operator: '~', values: ['lower rim'] } })).toEqual(['Pitcher leaks at the lower rim'])
		expect(await subjects({ subject: { operator: '!~', values: ['the'] } })).not.toContain('Pitcher leaks at the lower rim')
		expect(await subjects({ subjectOrId: { operator: '**', values: ['1042'] } })).toEqual(['Pitcher leaks at the lower rim'])
		expect(await subjects({ search: { operator: '**', values: ['lower'] } })).toHaveLength(2)
	})

	it('find by days, of change and of what is due', async () => {
		const days = async (filter: { operator: string, values?: string[] }) => (await find({ dueDate: filter })).map(({ dueDate, date }) => String(dueDate ?? date))
		expect(new Set(await days({ operator: '=d', values: ['2026-03-05'] }))).toEqual(new Set(['2026-03-05']))
		expect(new Set(await days({ operator: 't' }))).toEqual(new Set(['2026-03-02']))
		expect((await days({ operator: '<t+', values: ['2'] })).toSorted()).toEqual(expect.arrayContaining(['2026-03-02', '2026-03-04']))
		expect(await days({ operator: '<>d', values: ['', '2026-02-01'] })).not.toContain('2026-03-02')
		const changed = await find({ updatedAt: { operator: '>t-', values: ['1'] } })
		expect(changed.length).toBeGreaterThan(0)
		expect(changed.every(({ updatedAt }) => String(updatedAt) >= '2026-03-01')).toBe(true)
	})

	it('are all to be met', async () => {
		expect(await subjects({ project: { operator: '=', values: ['2'] } }, { type: { operator: '=', values: ['3'] } }, { assignee: { operator: '=', values: ['5'] } }, { typeahead: { operator: '**', values: ['pitcher'] } })).toEqual(['Pitcher leaks at the lower rim'])
	})

	it('lose what stands second in one object, as the real server does', async () => {
		const id = { operator: '=', values: ['1042', '1001'] }
		const typeahead = { operator: '**', values: ['sphagnum'] }
		expect(await found('alice', { id, typeahead })).toEqual([1001, 1042])
		expect(await found('alice', { id }, { typeahead })).toEqual([1001])
	})
})

describe('what people ask for every day', () => {
	const mine = { assignee: { operator: '=', values: ['me'] } }
	const open = { status: { operator: 'o' } }

	async function ask(sortBy: string[][], ...list: Parameters<typeof filters>) {
		const { body } = await call(`/work_packages?${filters(...list)}&pageSize=-1&sortBy=${encodeURIComponent(JSON.stringify(sortBy))}`)
		return body._embedded.elements
	}

	it('is what they work on, changed last first', async () => {
		const found = await ask([['updatedAt', 'desc']], mine, open)
		expect(found.length).toBeGreaterThan(5)
		expect(new Set(found.map(({ _links: links }) => links.assignee!.title))).toEqual(new Set(['Alice Archer']))
		expect(found.map(({ _links: links }) => links.status!.title)).not.toContain('Closed')
		const changes = found.map(({ updatedAt }) => String(updatedAt))
		expect(changes).toEqual(changes.toSorted().reverse())
	})

	it('is what is due within a week, the next first, milestones too', async () => {
		const found = await ask([['dueDate', 'asc'], ['id', 'asc']], mine, open, { dueDate: { operator: '<t+', values: ['7'] } })
		const days = found.map(({ dueDate, date }) => String(dueDate ?? date))
		expect(days.length).toBeGreaterThan(5)
		expect(days).toEqual(days.toSorted())
		expect([days[0]! >= '2026-03-02', days.at(-1)! <= '2026-03-09']).toEqual([true, true])
		expect((await ask([['dueDate', 'asc']], mine, open, { dueDate: { operator: '<t+', values: ['60'] } })).at(-1)).toMatchObject({ date: '2026-04-21' })
	})

	it('is what should be done by now', async () => {
		expect((await ask([['dueDate', 'asc']], mine, open, { dueDate: { operator: '<t-', values: ['1'] } })).map(({ subject }) => subject)).toEqual(['Level the bog bed after the storm'])
		expect((await ask([['dueDate', 'asc']], mine, open, { dueDate: { operator: '<>d', values: ['', '2026-03-02'] } }))[0]).toMatchObject({ dueDate: '2026-02-28' })
	})

	it('is what they have just touched: it comes first', async () => {
		nepenthes.advanceClock(60)
		nepenthes.commentOn(porters, { by: 'bob', text: 'Booked.' })
		expect((await ask([['updatedAt', 'desc']]))[0]!.id).toBe(porters)
	})

	it('is what they watch, or are accountable for', async () => {
		expect((await ask([['id', 'asc']], { watcher: { operator: '=', values: ['me'] } })).map(({ subject }) => subject)).toEqual(['Camera that counts visits to a pitcher', 'Pitcher leaks at the lower rim'])
		expect(await ask([], { responsible: { operator: '=', values: ['me'] } })).toEqual([])
		expect((await ask([], { version: { operator: '*' } })).length).toBe(0)
		expect((await ask([], { startDate: { operator: '=d', values: ['2026-03-07'] } })).length).toBeGreaterThan(0)
	})
})

describe('filters of linked files', () => {
	const file = { fileLinkOriginId: { operator: '=', values: ['5'] } }

	it('find the work packages of a file, on any storage and on one', async () => {
		expect(await found('alice', file)).toEqual([1001, porters, 1042].toSorted())
		expect(await found('alice', file, { storageUrl: { operator: '=', values: [encodeURIComponent(CLOUD)] } })).toEqual([porters, 1042].toSorted())
		expect(await found('alice', file, { storageId: { operator: '=', values: [String(other)] } })).toEqual([1001])
	})

	it.each(['storageUrl', 'storage_url'])('know an address in any spelling that a client may send: %s', async (name) => {
		for (const value of [CLOUD, `${CLOUD}/`]) {
			expect(await found('alice', { [name]: { operator: '=', values: [encodeURIComponent(value)] } })).toHaveLength(2)
		}
		// Decoded once more, the plus sign of an address that nobody encoded is a blank.
		expect(await found('alice', { [name]: { operator: '=', values: [CLOUD] } })).toEqual([])
		expect(await found('alice', { [name]: { operator: '=', values: [encodeURIComponent('http://cloud.example/nc+1')] } })).toEqual([])
	})

	it('hide what the caller may not know of', async () => {
		nepenthes.setPermissions('bob', 'garden', ['view_work_packages'])
		expect(await found('bob', file)).toEqual([porters])
		nepenthes.setPermissions('bob', 'garden', ['view_work_packages', 'view_file_links'])
		expect(await found('bob', file)).toHaveLength(3)
	})

	it.each(['linkableToStorageUrl', 'linkable_to_storage_url', 'linkableToStorageId'])('offer only where the storage is active and the caller may link: %s', async (name) => {
		const linkable = { [name]: { operator: '=', values: [name.endsWith('Id') ? String(other) : 'https://other.example'] } }
		const { body } = await call(`/work_packages?${filters(linkable)}&pageSize=-1`)
		expect(new Set(body._embedded.elements.map(({ _links: links }) => links.project!.title))).toEqual(new Set(['Garden']))
		expect(await found('bob', linkable)).toEqual([])
	})
})

describe('a query that is not right', () => {
	it.each([
		['a filter that there is not', [{ beauty: { operator: '=', values: ['1'] } }]],
		['a name from the language itself', [{ constructor: { operator: '=', values: ['1'] } }]],
		['an operator that the filter does not know', [{ id: { operator: '~', values: ['1'] } }]],
		['no values where some are wanted', [{ id: { operator: '=', values: [] } }]],
		['values where none are wanted', [{ status: { operator: 'o', values: ['1'] } }]],
		['two values for one', [{ typeahead: { operator: '**', values: ['a', 'b'] } }]],
		['a day that is none', [{ dueDate: { operator: '=d', values: ['tomorrow'] } }]],
		['no operator', [{ id: { values: ['1'] } }]],
		['an empty object', [{}]],
		['an object instead of a list', { id: { operator: '=', values: ['1'] } }],
	])('is refused: %s', async (_, query) => {
		expect(await call(`/work_packages?filters=${encodeURIComponent(JSON.stringify(query))}`)).toMatchObject({ status: 400, body: apiError('InvalidQuery') })
	})

	it.each(['[{"id"', ''])('is refused when it is no JSON: "%s"', async (text) => {
		expect(await call(`/work_packages?filters=${encodeURIComponent(text)}`)).toMatchObject({ status: 400, body: apiError('InvalidQuery') })
	})
})

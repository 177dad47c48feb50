// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api, Hal } from './support/nepenthes-api.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { apiError, apiOf, filters } from './support/nepenthes-api.ts'

let nepenthes: Nepenthes
let call: Api

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np', clock: () => new Date('2026-03-02T12:00:00Z') })
	nepenthes.addStorage({ name: 'Cloud', host: 'https://cloud.example' })
	call = apiOf(nepenthes)
})

afterAll(() => nepenthes.close())

const list = async (query: string, as = 'alice') => (await call(`/work_packages?${query}`, { as })).body

const ids = ({ _embedded: { elements } }: Hal) => elements.map(({ id }) => id)

describe('a list of work packages', () => {
	it('holds open ones only where the caller says nothing about filters', async () => {
		expect((await list('')).total).toBeLessThan((await list(filters())).total)
		expect((await list('')).total).toBe((await list(filters({ status: { operator: 'o' } }))).total)
	})

	it('holds what the caller may see: 80 for the administrator, fewer for others, nothing for nobody\'s member', async () => {
		expect((await list(filters(), 'admin')).total).toBe(80)
		const [alice, bob] = [await list(filters(), 'alice'), await list(filters(), 'bob')]
		expect(alice.total).toBeLessThan(80)
		expect(bob.total).toBeLessThan(alice.total)
		expect(await call('/work_packages', { as: 'carol' })).toMatchObject({ status: 403, body: { ...apiError('MissingPermission'), message: expect.stringMatching(/^Sie sind nicht berechtigt/) } })
	})

	it('is a collection of its own type, with schemas and without anything embedded in its elements', async () => {
		const answer = await list('')
		expect(answer._type).toBe('WorkPackageCollection')
		expect(answer._embedded.schemas).toMatchObject({ _type: 'Collection' })
		expect(answer._embedded.elements.every((element) => !('_embedded' in element))).toBe(true)
	})

	it('names users, groups, placeholders and nobody as assignees', async () => {
		const { _embedded: { elements } } = await list(`${filters()}&pageSize=-1`)
		const assignees = new Set(elements.map(({ _links: links }) => links.assignee!.href?.replace(/\d+$/, '') ?? null))
		expect(assignees).toEqual(new Set(['/np/api/v3/users/', '/np/api/v3/groups/', '/np/api/v3/placeholder_users/', null]))
	})

	it('gives milestones one date, others two', async () => {
		const { _embedded: { elements: [milestone] } } = await list(filters({ type: { operator: '=', values: ['2'] } }))
		expect(milestone).toHaveProperty('date')
		expect(milestone).not.toHaveProperty('dueDate')
		expect((await call('/work_packages/1042')).body).toMatchObject({ startDate: '2026-02-26', dueDate: '2026-03-05', duration: 'P8D' })
	})

	it('is scoped to a project by its number or name', async () => {
		const one = (await call(`/projects/garden/work_packages?${filters()}`)).body
		expect(one.total).toBe((await list(filters({ project: { operator: '=', values: ['2'] } }))).total)
		expect((await call(`/workspaces/2/work_packages?${filters()}`)).body.total).toBe(one.total)
		expect(await call('/projects/vault/work_packages')).toMatchObject({ status: 404 })
	})
})

describe('the pages of a list', () => {
	it('hold 20, are counted from 1 and lead on only while there is more', async () => {
		const first = await list(filters())
		expect(first).toMatchObject({ count: 20, pageSize: 20, offset: 1 })
		expect(first._links).not.toHaveProperty('previousByOffset')

		const seen = ids(first)
		let page = first
		while (page._links.nextByOffset) {
			const response = await call(page._links.nextByOffset.href.replace('/np/api/v3', ''))
			page = response.body
			seen.push(...ids(page))
		}
		expect(seen).toHaveLength(first.total)
		expect(new Set(seen).size).toBe(first.total)
		expect(page._links.previousByOffset!.href).toContain('offset=3&')
	})

	it('have no next one where the last is exactly full', async () => {
		const { total } = await list(filters())
		const last = await list(`${filters()}&pageSize=${total}`)
		expect(last.count).toBe(total)
		expect(last._links).not.toHaveProperty('nextByOffset')
	})

	it.each([['-1', 1000], ['5000', 1000], ['7', 7], ['many', 20]])('have a limit: pageSize=%s means %i', async (wanted, pageSize) => {
		expect(await list(`pageSize=${wanted}`)).toMatchObject({ pageSize })
	})

	it('are empty beyond the end, with the total all the same', async () => {
		expect(await list(`${filters()}&offset=99`)).toMatchObject({ count: 0, total: 77 })
	})
})

describe('sorting', () => {
	it('goes by several properties, in both directions', async () => {
		const { _embedded: { elements } } = await list(`${filters()}&pageSize=-1&sortBy=${encodeURIComponent('[["status","desc"],["id","asc"]]')}`)
		const keys = elements.map(({ id, _links: links }) => [links.status!.title, id])
		expect(keys[0]![0]).toBe('Rejected')
		expect(keys.at(-1)![0]).toBe('New')
		const rejected = keys.filter(([status]) => status === 'Rejected').map(([, id]) => Number(id))
		expect(rejected).toEqual(rejected.toSorted((one, other) => one - other))
	})

	it('puts what was changed last first, when asked to', async () => {
		const { _embedded: { elements } } = await list(`sortBy=${encodeURIComponent('[["updatedAt","desc"]]')}`)
		const changes = elements.map(({ updatedAt }) => String(updatedAt))
		expect(changes).toEqual(changes.toSorted().reverse())
	})

	it.each(['[["beauty","asc"]]', '[["id","sideways"]]', '["id"]', 'id'])('refuses %s', async (sortBy) => {
		expect(await call(`/work_packages?sortBy=${encodeURIComponent(sortBy)}`)).toMatchObject({ status: 400, body: apiError('InvalidQuery') })
	})
})

describe('one work package', () => {
	it('is found by number and by semantic id, and links by number', async () => {
		const byName = (await call('/work_packages/NEP-7')).body
		expect(byName.displayId).toBe('NEP-7')
		expect(byName._links.self!.href).toBe(`/np/api/v3/work_packages/${byName.id}`)
		expect((await call(`/work_packages/${byName.id}`)).body.displayId).toBe('NEP-7')
		expect((await call('/work_packages/1042')).body).toMatchObject({ displayId: '1042', subject: 'Pitcher leaks at the lower rim' })
	})

	it('is 404 where there is none, and where the caller may not see it', async () => {
		const hidden = nepenthes.workPackageBySubject('Count the seed packets in drawer 3').id
		for (const id of [hidden, 4711, 'NEP-4711', '1042abc']) {
			expect(await call(`/work_packages/${id}`)).toMatchObject({ status: 404, body: apiError('NotFound') })
		}
		expect((await call(`/work_packages/${hidden}`, { as: 'admin' })).status).toBe(200)
	})

	it('embeds what a preview needs: project, colours, people, links of files', async () => {
		const { _embedded: embedded } = (await call('/work_packages/1042')).body
		expect(embedded).toMatchObject({
			project: { identifier: 'garden', _links: { storages: [{ title: 'Cloud' }] } },
			status: { name: 'In progress', color: '#CC5DE8', isClosed: false },
			type: { name: 'Bug', color: '#E03131' },
			priority: { name: 'High' },
			assignee: { _type: 'User', name: 'Bob Builder' },
			fileLinks: { _type: 'Collection', total: 0 },
		})
	})

	it('offers actions only to those who may', async () => {
		const actions = async (as: string) => Object.keys((await call('/work_packages/1042', { as })).body._links).filter((name) => ['fileLinks', 'addFileLink', 'updateImmediately', 'delete'].includes(name))
		expect(await actions('alice')).toEqual(['fileLinks', 'addFileLink', 'updateImmediately', 'delete'])
		expect(await actions('bob')).toEqual(['fileLinks'])
	})

	it('offers no links of files where the project has no storages, not even to the administrator', async () => {
		const { id } = nepenthes.workPackageBySubject('Renew the phytosanitary certificate')
		const { _links: links, _embedded: embedded } = (await call(`/work_packages/${id}`, { as: 'admin' })).body
		expect(links).not.toHaveProperty('fileLinks')
		expect(links).not.toHaveProperty('addFileLink')
		expect(embedded).not.toHaveProperty('fileLinks')
	})

	it('gives subjects as they are, whatever they hold', async () => {
		const subjects = (await list(`${filters()}&pageSize=-1`))._embedded.elements.map(({ subject }) => String(subject))
		expect(subjects).toContain('<script>alert(1)</script>')
		expect(Math.max(...subjects.map(({ length }) => length))).toBe(255)
		expect(subjects).toContain('a')
	})
})

describe('what an administrator changes meanwhile', () => {
	it('counts at once: a membership taken away hides the work packages', async () => {
		nepenthes.setPermissions('bob', 'garden', null)
		expect((await call('/work_packages/1042', { as: 'bob' })).status).toBe(404)
		nepenthes.setPermissions('bob', 'garden', ['view_work_packages'])
		expect((await call('/work_packages/1042', { as: 'bob' })).body._links).not.toHaveProperty('fileLinks')
		nepenthes.setPermissions('bob', 'garden', ['view_work_packages', 'view_file_links'])
	})
})

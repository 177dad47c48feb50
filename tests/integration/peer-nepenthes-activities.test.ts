// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TSchema } from 'typebox'
import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api } from './support/nepenthes-api.ts'

import { Value } from 'typebox/value'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiErrorBody, SingleWorkPackage } from '../peers/nepenthes/api-schemas.ts'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import * as schemas from '../peers/nepenthes/notification-schemas.ts'
import { apiError, apiOf } from './support/nepenthes-api.ts'

const PATH = '/work_packages/1042'

let nepenthes: Nepenthes
let call: Api
/** Links of users, by login. */
let people: Record<string, { href: string }>

beforeEach(async () => {
	nepenthes = await startNepenthes({ basePath: '/np', clock: () => new Date('2026-03-02T12:00:00Z') })
	call = apiOf(nepenthes)
	people = Object.fromEntries(nepenthes.instance.users.all().map(({ id, login }) => [login, { href: `/np/api/v3/users/${id}` }]))
	for (const login of Object.keys(people)) {
		nepenthes.clearNotifications(login)
	}
	nepenthes.unwatch('alice', 1042)
	nepenthes.setGeneralReasons('alice', [])
})

afterEach(() => nepenthes.close())

/** What is wrong with an answer, in words; nothing if it is right. */
const faults = (schema: TSchema, body: unknown) => Value.Errors(schema, body).map(({ instancePath, message }) => `${instancePath}: ${message}`)

const lockVersion = async () => Number((await call(PATH, { as: 'admin' })).body.lockVersion)

/** Changes the work package as the version that it has now. */
const change = async (body: Record<string, unknown>, { as = 'alice', query = '' } = {}) => call(`${PATH}${query}`, { as, method: 'PATCH', body: { lockVersion: await lockVersion(), ...body } })

const comment = (raw: string, { as = 'bob', query = '' } = {}) => call(`${PATH}/activities${query}`, { as, body: { comment: { raw } } })

const mention = (login: string, name: string) => `<mention class="mention" data-id="${people[login]!.href.split('/').at(-1)}" data-type="user" data-text="@${name}">@${name}</mention>`

/** Who was told why, by login. */
function told() {
	return Object.fromEntries(Object.keys(people).flatMap((login) => {
		const reasons = nepenthes.notificationsOf(login).map(({ reason }) => reason)
		return reasons.length > 0 ? [[login, reasons]] : []
	}))
}

describe('a comment', () => {
	it('becomes an activity of the work package, which is changed by it but not outdated', async () => {
		const before = (await call(PATH)).body
		nepenthes.advanceClock(60)
		const { status, body } = await comment('The rim is <b>wet</b> again.')
		expect(status).toBe(201)
		expect(faults(schemas.SingleActivity, body)).toEqual([])
		expect(body).toMatchObject({
			_type: 'Activity::Comment',
			comment: { format: 'markdown', raw: 'The rim is <b>wet</b> again.', html: '<p class="op-uc-p">The rim is &#60;b&#62;wet&#60;/b&#62; again.</p>' },
			details: [],
			_links: { user: { title: 'Bob Builder' }, workPackage: { href: '/np/api/v3/work_packages/1042' } },
		})
		expect((await call(`/activities/${body.id}`, { as: 'bob' })).body).toEqual(body)
		expect((await call(PATH)).body).toMatchObject({ lockVersion: before.lockVersion, updatedAt: '2026-03-02T12:01:00.000Z' })
	})

	it('stands in the list of all that happened, the oldest first', async () => {
		await comment('Again.')
		const { body } = await call(`${PATH}/activities`)
		expect(body).toMatchObject({ _type: 'Collection', total: body._embedded.elements.length, _links: { self: { href: '/np/api/v3/work_packages/1042/activities' } } })
		expect(body._embedded.elements.flatMap((element) => faults(schemas.Activity, element))).toEqual([])
		expect(body._embedded.elements.map(({ version }) => version)).toEqual(body._embedded.elements.map((_, index) => index + 1))
		expect(body._embedded.elements.at(-1)).toMatchObject({ comment: { raw: 'Again.' } })
	})

	it.each<[number, string, unknown]>([
		[422, 'nothing', {}],
		[422, 'blanks', { comment: { raw: ' \n' } }],
		[422, 'a number', { comment: { raw: 7 } }],
		[400, 'a list', []],
	])('is refused, %i, when it holds %s', async (expected, _, body) => {
		const answer = await call(`${PATH}/activities`, { body })
		expect(answer.status).toBe(expected)
		expect(faults(ApiErrorBody, answer.body)).toEqual([])
	})

	it('is for those who may comment', async () => {
		nepenthes.setPermissions('bob', 'garden', ['view_work_packages'])
		expect(await comment('Hello.')).toMatchObject({ status: 403, body: apiError('MissingPermission') })
		expect((await call(PATH, { as: 'bob' })).body._links).not.toHaveProperty('addComment')
		nepenthes.setPermissions('bob', 'garden', null)
		expect(await comment('Hello.')).toMatchObject({ status: 404, body: apiError('NotFound') })
		const { id } = (await call(`${PATH}/activities`)).body._embedded.elements[0]!
		expect(await call(`/activities/${id}`, { as: 'bob' })).toMatchObject({ status: 404 })
		expect(await call('/activities/4711')).toMatchObject({ status: 404 })
	})

	it('shows whom it mentions as a link to them', async () => {
		const { body } = await comment(`Could ${mention('alice', 'Alice Archer')} have a look?`)
		expect(body.comment).toMatchObject({ html: expect.stringMatching(/^<p class="op-uc-p">Could <a class="user-mention" href="\/np\/users\/\d+">@Alice Archer<\/a> have a look\?<\/p>$/) })
	})
})

describe('a change', () => {
	it('gives a work package to somebody else', async () => {
		const { status, body } = await change({ _links: { assignee: people.alice } })
		expect(status).toBe(200)
		expect(faults(SingleWorkPackage, body)).toEqual([])
		expect(body).toMatchObject({ lockVersion: 1, _links: { assignee: { title: 'Alice Archer' }, status: { title: 'In progress' } } })
		expect((await call(`${PATH}/activities`)).body._embedded.elements.at(-1)).toMatchObject({
			_type: 'Activity',
			comment: { raw: '', html: '' },
			details: [{ format: 'custom', raw: 'Assignee: Bob Builder → Alice Archer', html: '<strong>Assignee</strong>: <i>Bob Builder</i> → <i>Alice Archer</i>' }],
		})
		expect((await change({ _links: { assignee: { href: null } } })).body._links.assignee).toEqual({ href: null })
	})

	it('may be of many properties at once, and leaves all others as they are', async () => {
		const { body } = await change({
			subject: 'Rim & lid',
			description: { raw: 'Both leak.' },
			dueDate: '2026-03-09',
			percentageDone: 40,
			_links: { status: { href: '/np/api/v3/statuses/12' }, priority: { href: '/np/api/v3/priorities/7' } },
		})
		expect(body).toMatchObject({
			subject: 'Rim & lid',
			description: { raw: 'Both leak.' },
			startDate: '2026-02-26',
			dueDate: '2026-03-09',
			percentageDone: 40,
			_links: { status: { title: 'Closed' }, priority: { title: 'Low' }, assignee: { title: 'Bob Builder' }, type: { title: 'Bug' } },
		})
		const { details } = (await call(`${PATH}/activities`)).body._embedded.elements.at(-1)!
		expect((details as { raw: string }[]).map(({ raw }) => raw)).toEqual([
			'Subject: Pitcher leaks at the lower rim → Rim & lid',
			'Description: – → Both leak.',
			'Status: In progress → Closed',
			'Priority: High → Low',
			'Finish date: 2026-03-05 → 2026-03-09',
			'% Complete: 0 → 40',
		])
	})

	it('of the duration moves the last day', async () => {
		expect((await change({ duration: 'P3D' })).body).toMatchObject({ startDate: '2026-02-26', dueDate: '2026-02-28', duration: 'P3D' })
	})

	it('of a custom field is judged, but required ones that nobody names are not asked for', async () => {
		expect((await change({ customField11: '2026-01-05', _links: { customField10: { href: '/np/api/v3/custom_options/2' } } })).body).toMatchObject({ customField11: '2026-01-05', _links: { customField10: { title: 'This week' } } })
		expect(await change({ _links: { customField10: { href: null } } })).toMatchObject({ status: 422, body: { _embedded: { details: { attribute: 'customField10' } } } })
	})

	it('to what is so already is none', async () => {
		const before = (await call(`${PATH}/activities`)).body.total
		expect((await change({ subject: 'Pitcher leaks at the lower rim', _links: { assignee: people.bob } })).body.lockVersion).toBe(0)
		expect((await call(`${PATH}/activities`)).body.total).toBe(before)
		expect(told()).toEqual({})
	})

	it('is refused for whoever saw an older version, or does not say which', async () => {
		await change({ subject: 'Rim' })
		for (const body of [{ lockVersion: 0, subject: 'Lid' }, { subject: 'Lid' }]) {
			const answer = await call(PATH, { method: 'PATCH', body })
			expect(answer).toMatchObject({ status: 409, body: apiError('UpdateConflict') })
			expect(faults(ApiErrorBody, answer.body)).toEqual([])
		}
		expect((await call(PATH)).body.subject).toBe('Rim')
	})

	it.each<[string, string, Record<string, unknown>]>([
		['PropertyConstraintViolation', 'subject', { subject: '' }],
		['PropertyConstraintViolation', 'dueDate', { dueDate: '2026-01-01' }],
		['PropertyConstraintViolation', 'assignee', { _links: { assignee: { href: '/np/api/v3/users/4711' } } }],
		['PropertyConstraintViolation', 'status', { _links: { status: { href: null } } }],
		['ResourceTypeMismatch', 'assignee', { _links: { assignee: { href: '/np/api/v3/types/1' } } }],
		['PropertyFormatError', 'dueDate', { dueDate: 'soon' }],
		['PropertyIsReadOnly', 'createdAt', { createdAt: '2026-01-01T00:00:00Z' }],
		['PropertyIsReadOnly', 'type', { _links: { type: { href: '/np/api/v3/types/1' } } }],
	])('is refused as %s of %s', async (name, attribute, body) => {
		const answer = await change(body)
		expect(answer).toMatchObject({ status: 422, body: { ...apiError(name), _embedded: { details: { attribute } } } })
		expect(await lockVersion()).toBe(0)
	})

	it('is for those who may edit', async () => {
		expect(await change({ subject: 'Rim' }, { as: 'bob' })).toMatchObject({ status: 403, body: apiError('MissingPermission') })
		expect(await change({ subject: 'Rim' }, { as: 'carol' })).toMatchObject({ status: 404, body: apiError('NotFound') })
	})
})

describe('those who are told', () => {
	it('are the assignee, who hears of everything', async () => {
		await comment('Is it wet?', { as: 'alice' })
		await change({ _links: { status: { href: '/np/api/v3/statuses/9' } } })
		expect(told()).toEqual({ bob: ['assigned', 'assigned'] })
		const { _embedded: { elements: [newest] } } = (await call('/notifications', { as: 'bob' })).body
		expect(newest!._links).toMatchObject({ actor: { title: 'Alice Archer' }, resource: { href: '/np/api/v3/work_packages/1042' } })
		expect((await call(newest!._links.activity!.href.replace('/np/api/v3', ''))).body).toMatchObject({ details: [{ raw: 'Status: In progress → On hold' }] })
	})

	it('are never whoever did it', async () => {
		await comment(`I, ${mention('bob', 'Bob Builder')}, was here.`)
		await change({ _links: { assignee: people.alice } })
		expect(told()).toEqual({})
	})

	it('are those who are mentioned, before all else, and each once', async () => {
		nepenthes.watch('bob', 1042)
		await comment(`${mention('bob', 'Bob Builder')} and ${mention('bob', 'Bob Builder')}: is it wet?`, { as: 'alice' })
		expect(told()).toEqual({ bob: ['mentioned'] })
		await change({ description: { raw: `Ask ${mention('admin', 'Ada Admin')}.` } })
		await change({ description: { raw: `Ask ${mention('admin', 'Ada Admin')} soon.` } })
		expect(told()).toEqual({ admin: ['mentioned'], bob: ['assigned', 'assigned', 'mentioned'] })
	})

	it('are whoever is accountable, and whoever watches', async () => {
		nepenthes.setPermissions('admin', 'garden', ['view_work_packages'])
		await change({ _links: { responsible: people.admin, assignee: { href: null } } })
		nepenthes.watch('bob', 1042)
		await comment('Nobody works on it.', { as: 'alice' })
		expect(told()).toEqual({ admin: ['responsible', 'responsible'], bob: ['watched'] })
		nepenthes.unwatch('bob', 1042)
		await comment('Still.', { as: 'alice' })
		expect(told().bob).toEqual(['watched'])
	})

	it.each<[string, Record<string, unknown>]>([
		['processed', { _links: { status: { href: '/np/api/v3/statuses/9' } } }],
		['prioritized', { _links: { priority: { href: '/np/api/v3/priorities/7' } } }],
		['scheduled', { dueDate: '2026-03-20' }],
	])('are those who want to hear of all that is %s', async (reason, body) => {
		nepenthes.setGeneralReasons('alice', ['commented', 'created', 'processed', 'prioritized', 'scheduled'])
		await change(body, { as: 'admin' })
		expect(told().alice).toEqual([reason])
	})

	it('are those who want to hear of comments and of what is new', async () => {
		nepenthes.setGeneralReasons('alice', ['commented', 'created'])
		await comment('Wet.')
		await call('/projects/garden/work_packages', { as: 'admin', body: { subject: 'Lid', _links: { assignee: people.bob } } })
		expect(told()).toEqual({ alice: ['created', 'commented'], bob: ['assigned'] })
	})

	it('are nobody who may not see the work package, or has left', async () => {
		nepenthes.setPermissions('bob', 'garden', null)
		await comment(`${mention('bob', 'Bob Builder')}, ${mention('carol', 'Carol Gärtner')}, ${mention('dave', 'Dave Departed')}: look.`, { as: 'alice' })
		expect(told()).toEqual({})
	})

	it('are nobody where the caller wants nobody told', async () => {
		await comment('Psst.', { as: 'alice', query: '?notify=false' })
		await change({ subject: 'Rim' }, { query: '?notify=false' })
		await call('/work_packages?notify=false', { body: { subject: 'Lid', _links: { project: { href: '/np/api/v3/projects/2' }, assignee: people.bob } } })
		expect(told()).toEqual({})
	})
})

describe('what a test lets people do', () => {
	it('is told like what they do themselves', async () => {
		nepenthes.commentOn('Pitcher leaks at the lower rim', { by: 'bob', text: 'Have a look, @alice and @nobody; mail@alice is no mention.' })
		nepenthes.assign(1042, 'alice', { by: 'admin' })
		nepenthes.setStatus(1042, 'Closed', { by: 'admin' })
		nepenthes.assign(1042, null, { by: 'alice' })
		expect(told()).toEqual({ alice: ['assigned', 'assigned', 'mentioned'] })
		const { body } = await call(`${PATH}/activities`)
		expect(body._embedded.elements.at(-4)).toMatchObject({ comment: { raw: `Have a look, ${mention('alice', 'Alice Archer')} and @nobody; mail@alice is no mention.` } })
		expect(() => nepenthes.setStatus(1042, 'Eaten', { by: 'admin' })).toThrow('There is no status Eaten')
	})
})

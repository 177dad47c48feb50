// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TSchema } from 'typebox'
import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Api, Hal } from './support/nepenthes-api.ts'

import { Value } from 'typebox/value'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { seededApiToken, startNepenthes } from '../peers/nepenthes/index.ts'
import * as schemas from '../peers/nepenthes/notification-schemas.ts'
import { apiError, apiOf, filters } from './support/nepenthes-api.ts'

const RIM = 'Pitcher leaks at the lower rim'
const UNREAD = { readIAN: { operator: '=', values: ['f'] } }

let nepenthes: Nepenthes
let call: Api

beforeEach(async () => {
	nepenthes = await startNepenthes({ basePath: '/np', clock: () => new Date('2026-03-02T12:00:00Z') })
	call = apiOf(nepenthes)
})

afterEach(() => nepenthes.close())

const list = async (query = '', as = 'alice') => (await call(`/notifications?${query}`, { as })).body

const elements = async (query = 'pageSize=-1', as = 'alice') => (await list(query, as))._embedded.elements

const subjects = (found: Hal[]) => found.map(({ _links: links }) => links.resource!.title)

const unreadCount = async (as = 'alice') => (await list(`${filters(UNREAD)}&pageSize=1`, as)).total

const one = async (reason: string) => (await elements(`${filters({ reason: { operator: '=', values: [reason] } })}&pageSize=1`))[0]!

const detailOf = ({ _embedded: embedded }: Hal) => (embedded.details as unknown as [Hal])[0]

/** What is wrong with an answer, in words; nothing if it is right. */
const faults = (schema: TSchema, body: unknown) => Value.Errors(schema, body).map(({ instancePath, message }) => `${instancePath}: ${message}`)

const read = (path: string, as = 'alice') => call(`/notifications${path}`, { method: 'POST', as })

describe('the notifications of the demo', () => {
	it('are of every reason for Alice, some for Bob, and none for Carol', async () => {
		expect(new Set((await elements()).map(({ reason }) => reason))).toEqual(new Set(['mentioned', 'assigned', 'responsible', 'watched', 'subscribed', 'commented', 'created', 'processed', 'prioritized', 'scheduled', 'dateAlert', 'shared', 'reminder']))
		expect(subjects(await elements(undefined, 'bob'))).toContain(RIM)
		expect(await list('', 'carol')).toMatchObject({ total: 0, count: 0, _embedded: { elements: [], detailsSchemas: [] } })
	})

	it('tell one work package several times, of several people', async () => {
		const actors = (await elements()).filter(({ _links: links }) => links.resource!.title === RIM).map(({ _links: links }) => links.actor!.title)
		expect(actors).toEqual(['Bob Builder', 'Ada Admin', 'Dave Departed', 'Ada Admin'])
	})

	it.each(['alice', 'bob', 'carol', 'admin'])('are as the API is described, for %s', async (as) => {
		for (const query of ['', 'pageSize=-1', 'pageSize=3&offset=2', 'groupBy=reason', 'groupBy=project', filters(UNREAD)]) {
			expect(faults(schemas.Notifications, await list(query, as))).toEqual([])
		}
		for (const { id } of await elements(undefined, as)) {
			expect(faults(schemas.SingleNotification, (await call(`/notifications/${id}`, { as })).body), String(id)).toEqual([])
		}
	})
})

describe('a notification', () => {
	it('names who did what, where', async () => {
		const bob = (await call('/users/me', { as: 'bob' })).body
		const [mention] = await elements(filters({ reason: { operator: '=', values: ['mentioned'] } }))
		expect(mention).toEqual({
			_type: 'Notification',
			id: expect.any(Number),
			readIAN: false,
			reason: 'mentioned',
			createdAt: '2026-03-02T11:50:00.000Z',
			updatedAt: '2026-03-02T11:50:00.000Z',
			_embedded: { details: [] },
			_links: {
				self: { href: `/np/api/v3/notifications/${mention!.id}` },
				readIAN: { href: `/np/api/v3/notifications/${mention!.id}/read_ian`, method: 'post' },
				actor: { href: `/np/api/v3/users/${bob.id}`, title: 'Bob Builder' },
				project: { href: '/np/api/v3/projects/2', title: 'Garden' },
				activity: { href: expect.stringMatching(/^\/np\/api\/v3\/activities\/\d+$/) },
				resource: { href: '/np/api/v3/work_packages/1042', title: RIM },
			},
		})
	})

	it('embeds all that it names where it is asked for alone', async () => {
		const { id } = await one('mentioned')
		const { _embedded: embedded } = (await call(`/notifications/${id}`)).body
		expect(embedded).toMatchObject({ actor: { name: 'Bob Builder' }, project: { name: 'Garden' }, resource: { subject: RIM }, details: [], activity: { _type: 'Activity::Comment', comment: { raw: expect.stringContaining('@Alice Archer</mention>') } } })
	})

	it('has no actor where there is none: an alert says so, others leave it out', async () => {
		const alert = await one('dateAlert')
		expect(alert._links).toMatchObject({ actor: { href: null }, activity: { href: null } })
		const reminder = await one('reminder')
		expect(Object.keys(reminder._links)).toEqual(['self', 'readIAN', 'project', 'resource'])
		expect(reminder).not.toHaveProperty('_embedded')
	})

	it('loses its actor with their account, but not when that is locked', async () => {
		const barrel = (await elements()).find(({ _links: links }) => links.resource!.title === 'Pump in the rain barrel starts twice')!
		expect(barrel._links).not.toHaveProperty('actor')
		expect(barrel._links).toHaveProperty('activity')
		expect((await one('prioritized'))._links.actor!.title).toBe('Dave Departed')
	})

	it('shows subjects as they are, whatever they hold', async () => {
		expect(subjects(await elements())).toEqual(expect.arrayContaining([
			'<script>alert(1)</script>',
			'<b>Bold</b> label in the plant list is shown as text',
			'Feed the flytraps 🪰🌱 before the open day 🎉',
			'إعادة زراعة النباتات المتسلقة في البيت الزجاجي',
		]))
	})

	it('is of its recipient alone', async () => {
		const { id } = await one('mentioned')
		expect(await call(`/notifications/${id}`, { as: 'bob' })).toMatchObject({ status: 404, body: apiError('NotFound') })
		expect(await call(`/notifications/${id}`, { as: 'admin' })).toMatchObject({ status: 404 })
		expect(await call('/notifications/4711')).toMatchObject({ status: 404, body: apiError('NotFound') })
	})
})

describe('the alert of a date', () => {
	it('says which date it is about, and the list what these are called', async () => {
		const alerts = await list(`${filters({ reason: { operator: '=', values: ['dateAlert'] } })}`)
		const details = alerts._embedded.elements.map(detailOf)
		expect(details.map(({ property, value }) => [property, value])).toEqual([
			['date', '2026-04-01'],
			['dueDate', '2026-02-28'],
			['dueDate', '2026-03-05'],
			['startDate', '2026-03-07'],
		])
		expect(alerts._embedded.detailsSchemas).toEqual(['date', 'dueDate', 'startDate'].map((property) => ({
			_type: 'Schema',
			property: { type: 'String', name: 'Property' },
			value: { type: 'Date', name: { date: 'Date', dueDate: 'Finish date', startDate: 'Start date' }[property] },
			_links: { self: { href: `/np/api/v3/values/schemas/${property}` } },
		})))
	})

	it('leads to what it links: its detail, and the schema of that', async () => {
		const alert = await one('dateAlert')
		const { id } = alert
		const detail = detailOf(alert)
		const alone = (await call(`/notifications/${id}/details/0`)).body
		expect(alone).toEqual(detail)
		expect(faults(schemas.NotificationDetail, alone)).toEqual([])
		expect((await call(`/values/schemas/${String(detail.property)}`)).body._links.self).toEqual(detail._links.schema)
		for (const path of [`/notifications/${id}/details/1`, `/notifications/${(await one('mentioned')).id}/details/0`, '/values/schemas/subject']) {
			expect(await call(path)).toMatchObject({ status: 404 })
		}
		expect(await call(`/notifications/${id}/details/0`, { as: 'bob' })).toMatchObject({ status: 404 })
	})
})

describe('the list', () => {
	it('goes from the newest to the oldest, page by page', async () => {
		const all = (await elements()).map(({ id }) => id)
		expect(all).toEqual(all.toSorted((one, other) => other - one))
		let page = await list('pageSize=7')
		const seen = page._embedded.elements.map(({ id }) => id)
		while (page._links.nextByOffset) {
			page = (await call(page._links.nextByOffset.href.replace('/np/api/v3', ''))).body
			seen.push(...page._embedded.elements.map(({ id }) => id))
		}
		expect(seen).toEqual(all)
	})

	it('is polled cheaply: one element gives the total and the newest', async () => {
		const before = await list(`${filters(UNREAD)}&pageSize=1`)
		nepenthes.notify({ user: 'alice', reason: 'assigned', workPackage: RIM, actor: 'bob' })
		const after = await list(`${filters(UNREAD)}&pageSize=1`)
		expect(after).toMatchObject({ total: before.total + 1, count: 1 })
		expect(after._embedded.elements[0]!.id).toBeGreaterThan(before._embedded.elements[0]!.id)
	})

	it('is sorted by number, reason and what was read', async () => {
		const sorted = async (...sortBy: string[][]) => elements(`pageSize=-1&sortBy=${encodeURIComponent(JSON.stringify(sortBy))}`)
		const ids = (await sorted(['id', 'asc'])).map(({ id }) => id)
		expect(ids).toEqual(ids.toSorted((one, other) => one - other))
		const reasons = (await sorted(['reason', 'asc'])).map(({ reason }) => String(reason))
		expect(reasons).toEqual(reasons.toSorted())
		const marks = (await sorted(['readIAN', 'desc'], ['id', 'desc'])).map(({ readIAN }) => readIAN)
		expect(marks).toEqual(marks.toSorted().reverse())
		expect(await call(`/notifications?sortBy=${encodeURIComponent('[["actor","asc"]]')}`)).toMatchObject({ status: 400, body: apiError('InvalidQuery') })
	})

	it('counts groups over all pages, by reason and by project', async () => {
		const byReason = await list('groupBy=reason&pageSize=1')
		const groups = byReason.groups as { value: string, count: number }[]
		expect(groups.find(({ value }) => value === 'dateAlert')).toEqual({ value: 'dateAlert', count: 4, _links: { valueLink: [] } })
		expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(byReason.total)
		expect((await list('groupBy=project')).groups).toContainEqual({ value: 'Garden office', count: 3, _links: { valueLink: [{ href: '/np/api/v3/projects/5', title: 'Garden office' }] } })
		expect(byReason._links.self!.href).toContain('groupBy=reason')
		expect(await call('/notifications?groupBy=actor')).toMatchObject({ status: 400, body: apiError('InvalidQuery') })
		expect(await list()).not.toHaveProperty('groups')
	})
})

describe('the filters', () => {
	it.each<[string, Record<string, { operator: string, values: string[] }>, (found: Hal) => boolean]>([
		['unread', UNREAD, ({ readIAN }) => readIAN === false],
		['read, in the other spelling', { read_ian: { operator: '=', values: ['t'] } }, ({ readIAN }) => readIAN === true],
		['reasons', { reason: { operator: '=', values: ['mentioned', 'shared'] } }, ({ reason }) => reason === 'mentioned' || reason === 'shared'],
		['a project', { project: { operator: '=', values: ['4'] } }, ({ _links: links }) => links.project!.title === 'Nepenthes expedition'],
		['a work package', { resourceId: { operator: '=', values: ['1042'] } }, ({ _links: links }) => links.resource!.title === RIM],
		['what they are about', { resourceType: { operator: '=', values: ['WorkPackage'] } }, () => true],
		['numbers', { id: { operator: '=', values: ['41', '44'] } }, ({ id }) => id === 41 || id === 44],
	])('find by %s', async (_, filter, fits) => {
		const all = await elements()
		const found = await elements(`${filters(filter)}&pageSize=-1`)
		expect(found.length).toBeGreaterThan(0)
		expect(found).toEqual(all.filter(fits))
	})

	it('are all to be met', async () => {
		expect(subjects(await elements(filters(UNREAD, { reason: { operator: '=', values: ['mentioned'] } }, { project: { operator: '=', values: ['2'] } }, { resourceId: { operator: '=', values: ['1042'] } })))).toEqual([RIM])
	})

	it.each<[string, unknown]>([
		['a filter that there is not', [{ beauty: { operator: '=', values: ['1'] } }]],
		['an operator that it does not know', [{ reason: { operator: '~', values: ['mentioned'] } }]],
		['no values', [{ reason: { operator: '=', values: [] } }]],
		['a reason that there is not', [{ reason: { operator: '=', values: ['boredom'] } }]],
		['neither true nor false', [{ readIAN: { operator: '=', values: ['maybe'] } }]],
		['a work package of which there is nothing to tell', [{ resourceId: { operator: '=', values: ['4711'] } }]],
		['no list', { readIAN: UNREAD.readIAN }],
	])('refuse %s, and say so in a list where many are marked', async (_, query) => {
		const parameter = `filters=${encodeURIComponent(JSON.stringify(query))}`
		expect(await call(`/notifications?${parameter}`)).toMatchObject({ status: 400, body: { ...apiError('InvalidQuery'), message: expect.any(String) } })
		expect(await read(`/read_ian?${parameter}`)).toMatchObject({ status: 400, body: { ...apiError('InvalidQuery'), message: [expect.any(String)] } })
		expect(await unreadCount()).toBeGreaterThan(10)
	})
})

describe('marking', () => {
	it('makes one read, and unread again', async () => {
		const { id } = await one('mentioned')
		const before = await unreadCount()
		nepenthes.advanceClock(60)
		expect(await read(`/${id}/read_ian`)).toMatchObject({ status: 204, text: '' })
		expect((await call(`/notifications/${id}`)).body).toMatchObject({ readIAN: true, updatedAt: '2026-03-02T12:01:00.000Z', _links: { unreadIAN: { href: `/np/api/v3/notifications/${id}/unread_ian`, method: 'post' } } })
		expect(await unreadCount()).toBe(before - 1)
		expect(await read(`/${id}/read_ian`)).toMatchObject({ status: 204 })
		expect(await read(`/${id}/unread_ian`)).toMatchObject({ status: 204 })
		expect(await unreadCount()).toBe(before)
		expect((await one('mentioned'))._links).not.toHaveProperty('unreadIAN')
	})

	it('makes those of one work package read', async () => {
		const ofRim = filters({ resourceId: { operator: '=', values: ['1042'] } }, { resourceType: { operator: '=', values: ['WorkPackage'] } })
		const before = await unreadCount()
		expect((await read(`/read_ian?${ofRim}`)).status).toBe(204)
		expect((await elements(ofRim)).map(({ readIAN }) => readIAN)).toEqual([true, true, true, true])
		expect(await unreadCount()).toBe(before - 3)
		expect((await read(`/unread_ian?${ofRim}`)).status).toBe(204)
		expect(await unreadCount()).toBe(before + 1)
	})

	it('makes all of the caller read where there are no filters, and nobody else\'s', async () => {
		const bobs = await unreadCount('bob')
		expect((await read('/read_ian')).status).toBe(204)
		expect(await unreadCount()).toBe(0)
		expect(await unreadCount('bob')).toBe(bobs)
	})

	it('is not there for those of others', async () => {
		const { id } = await one('mentioned')
		expect(await read(`/${id}/read_ian`, 'bob')).toMatchObject({ status: 404, body: apiError('NotFound') })
		expect(await read('/4711/unread_ian')).toMatchObject({ status: 404 })
		expect((await call(`/notifications/${id}`)).body.readIAN).toBe(false)
	})

	it.each([['none', {}, 406], ['another', { 'content-type': 'text/plain' }, 415]])('wants its content type named, without a body too: with %s it is refused', async (_, headers, status) => {
		const { id } = await one('mentioned')
		for (const path of [`/${id}/read_ian`, '/read_ian']) {
			const answer = await fetch(`${nepenthes.url}/api/v3/notifications${path}`, { method: 'POST', headers: { ...headers, authorization: `Bearer ${seededApiToken('alice')}` } })
			expect(answer.status).toBe(status)
		}
	})
})

describe('who may see them', () => {
	it('is whoever may still see the work package: those of a lost project are neither listed nor counted nor marked', async () => {
		const hidden = nepenthes.notificationsOf('alice').find(({ workPackageId }) => workPackageId === nepenthes.workPackageBySubject('Count the seed packets in drawer 3').id)!
		expect(await call(`/notifications/${hidden.id}`)).toMatchObject({ status: 404 })
		expect(subjects(await elements())).not.toContain('Count the seed packets in drawer 3')
		await read('/read_ian')
		nepenthes.setPermissions('alice', 'vault', ['view_work_packages'])
		expect(await unreadCount()).toBe(1)
		nepenthes.setPermissions('alice', 'garden', null)
		expect(subjects(await elements())).not.toContain(RIM)
	})

	it('is nobody who did not sign in', async () => {
		expect((await fetch(`${nepenthes.url}/api/v3/notifications`)).status).toBe(401)
		nepenthes.instance.loginRequired = false
		for (const [path, method] of [['', 'GET'], ['/41', 'GET'], ['/read_ian', 'POST'], ['/41/read_ian', 'POST']] as const) {
			const answer = await fetch(`${nepenthes.url}/api/v3/notifications${path}`, { method, headers: { 'content-type': 'application/json' } })
			expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining(apiError('MissingPermission'))])
		}
	})
})

describe('what a test tells somebody', () => {
	it('is there at once, of the reason, actor and time that it says', async () => {
		nepenthes.clearNotifications('bob')
		nepenthes.notify({ user: 'bob', reason: 'responsible', workPackage: 1042, actor: 'admin', at: new Date('2026-02-01T08:00:00Z'), read: true })
		nepenthes.notify({ user: 'bob', reason: 'teleported', workPackage: RIM, actor: 'alice' })
		expect((await elements('', 'bob')).map(({ reason, readIAN, createdAt, _links: links }) => [reason, readIAN, createdAt, links.actor!.title])).toEqual([
			['teleported', false, '2026-03-02T12:00:00.000Z', 'Alice Archer'],
			['responsible', true, '2026-02-01T08:00:00.000Z', 'Ada Admin'],
		])
		nepenthes.markNotificationsRead('bob', RIM)
		expect(nepenthes.notificationsOf('bob').map((told) => told.read)).toEqual([true, true])
		nepenthes.markNotificationsUnread('bob')
		expect(await unreadCount('bob')).toBe(2)
	})

	it('is refused for what is not there', () => {
		expect(() => nepenthes.notify({ user: 'nobody', reason: 'assigned', workPackage: RIM })).toThrow('There is no user nobody')
		expect(() => nepenthes.notify({ user: 'bob', reason: 'assigned', workPackage: 'No such thing' })).toThrow('There is no work package No such thing')
		expect(() => nepenthes.notify({ user: 'bob', reason: 'dateAlert', workPackage: 'Germination rates by substrate' })).toThrow('There is no dueDate of work package')
	})
})

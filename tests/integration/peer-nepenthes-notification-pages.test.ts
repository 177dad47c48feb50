// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { NepenthesVisitor } from './support/nepenthes-visitor.ts'

const CENTRE = '/np/notifications'
const PAGE = '/np/notifications/details/1042/activity'
const RIM = 'Pitcher leaks at the lower rim'

let nepenthes: Nepenthes
let alice: NepenthesVisitor
let bob: NepenthesVisitor

beforeEach(async () => {
	nepenthes = await startNepenthes({ basePath: '/np', clock: () => new Date('2026-03-02T12:00:00Z') })
	alice = await visitorOf('alice')
	bob = await visitorOf('bob')
})

afterEach(() => nepenthes.close())

async function visitorOf(login: string): Promise<NepenthesVisitor> {
	const visitor = new NepenthesVisitor(nepenthes.url)
	await visitor.signIn('/np/login', login)
	return visitor
}

/** The form of a page that is sent to an address, the one that has this text if there are several. */
function formIn(html: string, action: string, text = ''): string {
	const form = html.match(/<form[\s\S]*?<\/form>/g)?.find((one) => one.includes(`action="${action}"`) && one.includes(text))
	if (form === undefined) {
		throw new Error(`There is no form that is sent to ${action}`)
	}
	return form
}

const send = async (visitor: NepenthesVisitor, page: string, action: string, fields: Record<string, string> = {}, text = '') => visitor.send(formIn((await visitor.get(page)).html, action, text), action, fields)

/** The number beside the link to the notifications; undefined where there is none. */
const badge = (html: string) => /class="badge">(\d+)</.exec(html)?.[1]

/** Options of a choice, by what they say. */
const optionsOf = (html: string, name: string) => Object.fromEntries([...(new RegExp(`<select name="${name}">[\\s\\S]*?</select>`).exec(html)?.[0] ?? '').matchAll(/<option value="([^"]*)"[^>]*>([^<]*)/g)].map(([, value, label]) => [label!, value!]))

describe('the notification centre', () => {
	it('lists what is unread, work package by work package, and all when asked to', async () => {
		const { status, html } = await alice.get(CENTRE)
		expect(status).toBe(200)
		expect(html.match(/notifications\/details\/1042\/activity"/g)).toHaveLength(1)
		for (const text of ['Mentioned · Bob Builder · ', 'Status changed · Ada Admin · ', 'Date alert · Finish date Feb 28, 2026', 'Reminder · ', 'datetime="2026-03-02T11:50:00.000Z"']) {
			expect(html).toContain(text)
		}
		expect(html).not.toContain('Price list that people can read on a phone')
		expect(html).not.toContain('Count the seed packets in drawer 3')
		expect((await alice.get(`${CENTRE}?show=all`)).html).toContain('Price list that people can read on a phone')
	})

	it('shows markup in subjects as text', async () => {
		expect((await alice.get(CENTRE)).html).not.toMatch(/<script|<b>Bold/)
	})

	it('marks what is about one work package as read, and then all', async () => {
		const before = Number(badge((await alice.get(CENTRE)).html))
		expect(await send(alice, CENTRE, '/np/notifications/read', {}, `: ${RIM}"`)).toMatchObject({ status: 303, location: CENTRE })
		const { html } = await alice.get(CENTRE)
		expect(html).not.toContain(RIM)
		expect(Number(badge(html))).toBe(before - 3)

		await send(alice, CENTRE, '/np/notifications/read', {}, 'Mark all as read')
		const empty = (await alice.get(CENTRE)).html
		expect(empty).toContain('Nothing new')
		expect(badge(empty)).toBeUndefined()
		expect(nepenthes.notificationsOf('bob').some(({ read }) => !read)).toBe(true)
	})

	it('counts in the header of every page', async () => {
		const { length } = nepenthes.notificationsOf('bob').filter(({ read }) => !read)
		expect(badge((await bob.get('/np/')).html)).toBe(String(length))
		nepenthes.notify({ user: 'bob', reason: 'assigned', workPackage: RIM, actor: 'alice' })
		expect(badge((await bob.get('/np/')).html)).toBe(String(length + 1))
	})

	it('is for those who are signed in, in their language', async () => {
		expect(await new NepenthesVisitor(nepenthes.url).get(CENTRE)).toMatchObject({ status: 302, location: expect.stringContaining('/np/login') })
		expect((await (await visitorOf('carol')).get(CENTRE)).html).toContain('Nichts Neues')
	})
})

describe('the page of a work package', () => {
	it('shows what happened, and says that something is unread until it is marked', async () => {
		const { html } = await alice.get(PAGE)
		for (const text of ['Created the work package', '<b class="mention">@Alice Archer</b> could you have a look?', 'Status</span>: <bdi>New</bdi> → <bdi>In progress</bdi>', 'You have unread notifications here']) {
			expect(html).toContain(text)
		}
		expect(await send(alice, PAGE, '/np/notifications/read')).toMatchObject({ status: 303, location: PAGE })
		expect((await alice.get(PAGE)).html).not.toContain('You have unread notifications here')
	})

	it('takes a comment, and tells whom it mentions', async () => {
		expect(await send(bob, PAGE, '/np/work_packages/1042/comments', { comment: 'Is it <b>wet</b>, @alice?' })).toMatchObject({ status: 303, location: PAGE })
		expect((await alice.get(PAGE)).html).toContain('Is it &#60;b&#62;wet&#60;/b&#62;, <b class="mention">@Alice Archer</b>?')
		expect(nepenthes.notificationsOf('alice')[0]).toMatchObject({ reason: 'mentioned', workPackageId: 1042, read: false })
		const { length } = nepenthes.notificationsOf('alice')
		await send(bob, PAGE, '/np/work_packages/1042/comments', { comment: '  ' })
		expect(nepenthes.notificationsOf('alice')).toHaveLength(length)
	})

	it('gives the work package to somebody else and into another status', async () => {
		const { html } = await alice.get('/np/work_packages/1001')
		const form = { assignee: optionsOf(html, 'assignee')['Bob Builder']!, status: optionsOf(html, 'status').Closed! }
		expect(await send(alice, '/np/work_packages/1001', '/np/work_packages/1001/changes', form)).toMatchObject({ status: 303, location: '/np/work_packages/1001' })
		expect(nepenthes.workPackageBySubject('Order live sphagnum for the new bog bed')).toMatchObject({ assignee: { name: 'Bob Builder' }, status: { name: 'Closed' } })
		expect(nepenthes.notificationsOf('bob')[0]).toMatchObject({ reason: 'assigned', workPackageId: 1001 })
		await send(alice, '/np/work_packages/1001', '/np/work_packages/1001/changes', { ...form, assignee: '' })
		expect(nepenthes.workPackageBySubject('Order live sphagnum for the new bog bed').assignee).toBeUndefined()
	})

	it('lets nobody overwrite what another has just changed, or choose what there is not', async () => {
		const { html } = await alice.get(PAGE)
		const form = formIn(html, '/np/work_packages/1042/changes')
		nepenthes.setStatus(1042, 'On hold', { by: 'admin' })
		expect(await alice.send(form, '/np/work_packages/1042/changes', { status: optionsOf(html, 'status').Closed! })).toMatchObject({ status: 409, html: expect.stringContaining('Somebody else has changed this work package') })
		expect(await send(alice, PAGE, '/np/work_packages/1042/changes', { assignee: '/np/api/v3/users/4711' })).toMatchObject({ status: 422, html: expect.stringContaining('Assignee is not set to one of the allowed values.') })
		expect(nepenthes.workPackageBySubject(RIM)).toMatchObject({ status: { name: 'On hold' }, assignee: { name: 'Bob Builder' } })
	})

	it('offers what the user may do, and takes no more', async () => {
		const { html } = await bob.get(PAGE)
		expect(html).not.toContain('name="assignee"')
		expect(await bob.send(formIn(html, '/np/work_packages/1042/comments'), '/np/work_packages/1042/changes', { lock_version: '0', assignee: '' })).toMatchObject({ status: 404 })
		nepenthes.setPermissions('bob', 'garden', ['view_work_packages'])
		expect((await bob.get(PAGE)).html).not.toContain('name="comment"')
	})

	it.each([['/np/work_packages/1042/comments', { comment: 'Hello' }], ['/np/work_packages/1042/changes', { lock_version: '0', assignee: '' }], ['/np/notifications/read', {}]])('takes nothing from a form of another site: %s', async (action, fields) => {
		const unread = nepenthes.notificationsOf('alice').filter(({ read }) => !read).length
		expect(await alice.send('', action, { ...fields, authenticity_token: 'guessed' })).toMatchObject({ status: 422, html: expect.stringContaining('This form has expired') })
		expect(await new NepenthesVisitor(nepenthes.url).send('', action, fields)).toMatchObject({ status: 302, location: expect.stringContaining('/np/login') })
		expect(nepenthes.notificationsOf('alice').filter(({ read }) => !read)).toHaveLength(unread)
		expect(nepenthes.workPackageBySubject(RIM)).toMatchObject({ lockVersion: 0 })
	})
})

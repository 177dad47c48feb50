// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Notifications } from '../../sidecar/contract/notifications.ts'
import type { Stack } from '../stack.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession, stateOf } from './support/browser-session.ts'
import { connectedBrowser } from './support/connecting.ts'
import { ocs } from './support/ocs.ts'

interface Item {
	title: string
	subtitle: string
	link: string
	iconUrl: string
	overlayIconUrl: string
	sinceId: string
}

const WIDGET = 'nepenthes_notifications'

let stack: Stack
let alice: BrowserSession

beforeAll(async () => {
	stack = await startStack()
	alice = await connectedBrowser(stack, 'alice')
})

beforeEach(() => {
	stack.nepenthes.clearNotifications('alice')
	stack.nepenthes.notify({ user: 'alice', reason: 'mentioned', workPackage: 1042, actor: 'bob' })
	stack.nepenthes.notify({ user: 'alice', reason: 'assigned', workPackage: 1045, actor: 'admin' })
})

afterEach(() => {
	stack.nepenthes.faults.clear()
	stack.nextcloud.setLanguage('alice', 'en')
})

afterAll(() => stack.close())

async function signedIn(user: string): Promise<BrowserSession> {
	const browser = new BrowserSession(stack.gatewayUrl)
	await browser.signIn(user)
	return browser
}

/** A client without our script: it sends an app password and no request token. */
async function client(path: string, { user = 'alice', headers = {} as Record<string, string> } = {}) {
	const answer = await fetch(`${stack.gatewayUrl}/ocs/v2.php/apps/dashboard/api${path}`, {
		headers: { authorization: `Basic ${Buffer.from(`${user}:${user}-password`).toString('base64')}`, 'ocs-apirequest': 'true', accept: 'application/json', ...headers },
	})
	const text = await answer.text()
	return { status: answer.status, text, data: text.startsWith('{') ? (JSON.parse(text) as { ocs: { data: Record<string, unknown> } }).ocs.data : {} }
}

const itemsOf = async (path = `/v1/widget-items?widgets[]=${WIDGET}`, user = 'alice') => (await client(path, { user })).data[WIDGET] as Item[]

describe('the dashboard page', () => {
	test('knows the panel, beside those of Nextcloud', async () => {
		const panels = stateOf(await alice.open('/apps/dashboard/'), 'dashboard-panels') as Record<string, unknown>
		expect(Object.keys(panels).length).toBeGreaterThan(1)
		expect(panels[WIDGET]).toEqual({
			id: WIDGET,
			title: 'Nepenthes notifications',
			iconClass: 'icon-nepenthes',
			iconUrl: '/apps/integration_nepenthes/img/app-dark.svg',
			url: `${stack.nepenthes.url}/notifications`,
		})
	})

	test('draws it by our script, so it is not told to draw it by itself', async () => {
		const { data } = await ocs(alice, '/apps/dashboard/api/v1/widgets')
		expect(data).toMatchObject({ [WIDGET]: { item_api_versions: [1] } })
	})

	test('is told to draw it by itself in a browser in which our script has failed', async () => {
		const { data } = await ocs(alice, '/apps/dashboard/api/v1/widgets', { headers: { cookie: `${alice.cookies()}; nepenthes_script=failed` } })
		expect(data).toMatchObject({ [WIDGET]: { item_api_versions: [1, 2] } })
	})

	test('has, and no other page has, what notices that our script does not run; it is allowed to run itself', async () => {
		const page = await alice.send('/apps/dashboard/', { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } })
		const nonce = /<script nonce="([^"]+)">addEventListener\("load"/.exec(page.text)?.[1]
		expect(String(page.headers['content-security-policy'])).toContain(`'nonce-${nonce}'`)
		expect(await alice.open('/apps/files/')).not.toContain('_nepenthes_runs')
	})

	test('knows nothing of it where Nepenthes is not set up', async () => {
		const bare = await startStack({ setUp: false })
		try {
			const browser = new BrowserSession(bare.gatewayUrl)
			await browser.signIn('alice')
			expect(Object.keys(stateOf(await browser.open('/apps/dashboard/'), 'dashboard-panels') as object)).not.toContain(WIDGET)
			expect((await ocs(browser, '/apps/dashboard/api/v1/widgets')).data).not.toHaveProperty(WIDGET)
		} finally {
			await bare.close()
		}
	})
})

describe('the list of widgets', () => {
	test('has ours with all that clients need to draw it, beside those of Nextcloud', async () => {
		const { data } = await client('/v1/widgets')
		expect(Object.keys(data).length).toBeGreaterThan(1)
		expect(data[WIDGET]).toEqual({
			id: WIDGET,
			title: 'Nepenthes notifications',
			order: 20,
			icon_class: 'icon-nepenthes',
			icon_url: `${stack.gatewayUrl}/apps/integration_nepenthes/img/app-dark.svg`,
			widget_url: `${stack.nepenthes.url}/notifications`,
			item_icons_round: true,
			item_api_versions: [1, 2],
			reload_interval: 60,
			buttons: [{ type: 'more', text: 'Open notification centre', link: `${stack.nepenthes.url}/notifications` }],
		})
		expect((await fetch((data[WIDGET] as { icon_url: string }).icon_url)).headers.get('content-type')).toBe('image/svg+xml')
	})

	test('leads who is not connected to where they can be', async () => {
		const { data } = await client('/v1/widgets', { user: 'admin' })
		expect(data[WIDGET]).toMatchObject({ buttons: [{ type: 'setup', text: 'Connect to Nepenthes', link: `${stack.gatewayUrl}/settings/user/integration_nepenthes` }] })
	})

	test('speaks the user\'s language', async () => {
		stack.nextcloud.setLanguage('alice', 'de')
		expect((await client('/v1/widgets', { headers: { 'user-agent': 'Deutsch' } })).data[WIDGET]).toMatchObject({ title: 'Nepenthes-Benachrichtigungen' })
	})

	test('is XML for clients that want that', async () => {
		const { text } = await client('/v1/widgets?format=xml')
		expect(text).toContain(`<${WIDGET}>`)
		expect(text).toMatch(/<item_api_versions>\s*<element>1<\/element>\s*<element>2<\/element>/)
		expect(text).toContain('<recommendations>')
	})
})

describe('the items of the widget', () => {
	test('are a row for each work package, the newest first', async () => {
		stack.nepenthes.notify({ user: 'alice', reason: 'commented', workPackage: 1042, actor: 'admin' })
		const items = await itemsOf()
		expect(items.map(({ title, link }) => [title, link])).toEqual([
			['Pitcher leaks at the lower rim', `${stack.nepenthes.url}/notifications/details/1042/activity`],
			[expect.any(String), `${stack.nepenthes.url}/notifications/details/1045/activity`],
		])
		expect(items[0]!.subtitle).toMatch(/^Commented · Garden · /)
	})

	test('have a picture, of an actor without one and where nobody acted the icon of the app', async () => {
		stack.nepenthes.notify({ user: 'alice', reason: 'commented', workPackage: 1042, actor: 'admin' })
		stack.nepenthes.notify({ user: 'alice', reason: 'dateAlert', workPackage: 1060, actor: null })
		for (const { iconUrl } of await itemsOf()) {
			expect(iconUrl.slice(0, stack.gatewayUrl.length)).toBe(stack.gatewayUrl)
			const { status, headers } = await fetch(iconUrl, { headers: { authorization: `Basic ${Buffer.from('alice:alice-password').toString('base64')}` } })
			expect([status, headers.get('content-type')], iconUrl).toEqual([200, expect.stringMatching(/^image\//)])
		}
	})

	test('come in both versions, those of others beside them', async () => {
		const both = `widgets[]=files-favorites&widgets[]=${WIDGET}`
		const own = (await client('/v2/widget-items?widgets[]=files-favorites')).data
		const { data } = await client(`/v2/widget-items?${both}`)
		expect(data).toEqual({ ...own, [WIDGET]: { items: await itemsOf(), emptyContentMessage: '', halfEmptyContentMessage: '' } })
		expect(Object.keys((await client(`/v1/widget-items?${both}`)).data)).toContain(WIDGET)
	})

	test('are asked of nobody but us when only ours are wanted', async () => {
		const before = stack.nextcloud.requests.count('widget-items')
		await itemsOf()
		expect(stack.nextcloud.requests.count('widget-items')).toBe(before)
	})

	test('are those of the user\'s own layout when none are named', async () => {
		expect((await client('/v2/widget-items')).data).not.toHaveProperty(WIDGET)
		const set = await alice.send('/ocs/v2.php/apps/dashboard/api/v3/layout', {
			method: 'POST',
			headers: { accept: 'application/json', 'content-type': 'application/json', 'ocs-apirequest': 'true' },
			body: JSON.stringify({ layout: ['files-favorites', WIDGET] }),
		})
		expect(set.status).toBe(200)
		const { data } = await client('/v2/widget-items')
		expect(Object.keys(data).toSorted()).toEqual(['files-favorites', WIDGET])
	})

	test('leave a browser its login that is asked for by a session that has run out', async () => {
		const browser = await signedIn('carol')
		await browser.open('/apps/dashboard/')
		const [session] = browser.cookieNames().filter((name) => name.startsWith('oc') && name !== 'oc_sessionPassphrase')
		browser.dropCookie(session!)
		expect((await browser.send('/ocs/v2.php/apps/dashboard/api/v2/widget-items', { headers: { accept: 'application/json', 'ocs-apirequest': 'true' } })).status).toBe(200)
		expect(await browser.open('/apps/dashboard/')).toContain('data-user="carol"')
	})

	test('are as many as wanted, and only the newer ones if so wanted', async () => {
		expect(await itemsOf(`/v1/widget-items?widgets[]=${WIDGET}&limit=1`)).toHaveLength(1)
		const [first, second] = await itemsOf()
		expect(await itemsOf(`/v1/widget-items?widgets[]=${WIDGET}&sinceIds[${WIDGET}]=${second!.sinceId}`)).toEqual([first])
	})

	test('keep HTML as it stands', async () => {
		stack.nepenthes.notify({ user: 'alice', reason: 'mentioned', workPackage: '<script>alert(1)</script>', actor: 'bob' })
		expect((await itemsOf())[0]!.title).toBe('<script>alert(1)</script>')
		expect((await client(`/v1/widget-items?widgets[]=${WIDGET}`)).text).not.toContain('<script>')
	})

	const message = async (user = 'alice') => {
		const { data } = await client(`/v2/widget-items?widgets[]=${WIDGET}`, { user })
		return data[WIDGET]
	}

	test('say when there is nothing new', async () => {
		stack.nepenthes.clearNotifications('alice')
		expect(await message()).toEqual({ items: [], emptyContentMessage: 'Nothing new', halfEmptyContentMessage: '' })
	})

	test('say what to do when the user is not connected', async () => {
		expect(await message('admin')).toMatchObject({ items: [], emptyContentMessage: 'Connect your Nepenthes account to see notifications.' })
	})

	test.each([
		['is out of reach', { kind: 'reset' }],
		['fails', { kind: 'fail', status: 500 }],
		['does not answer', { kind: 'hang' }],
	] as const)('say when Nepenthes %s', async (_what, fault) => {
		stack.nepenthes.faults.add({ ...fault, route: '/api/v3/notifications' })
		expect(await message()).toMatchObject({ items: [], emptyContentMessage: 'Nepenthes does not answer' })
	})

	test('are Nextcloud\'s refusal for who is not signed in', async () => {
		const { status } = await fetch(`${stack.gatewayUrl}/ocs/v2.php/apps/dashboard/api/v2/widget-items?widgets[]=${WIDGET}&format=json`)
		expect(status).toBe(401)
	})
})

describe('notifications, as the page asks for them', () => {
	const notifications = async (page = 1, browser = alice) => {
		const { status, body } = await browser.api(`notifications?page=${page}`)
		expect(status, JSON.stringify(body)).toBe(200)
		return body as unknown as Notifications
	}

	test('are grouped by work package, with all that is known of them', async () => {
		stack.nepenthes.notify({ user: 'alice', reason: 'dateAlert', workPackage: 1079, date: 'dueDate' })
		stack.nepenthes.notify({ user: 'alice', reason: 'commented', workPackage: 1042, actor: 'admin' })
		stack.nepenthes.notify({ user: 'alice', reason: 'commented', workPackage: 1042, actor: 'bob' })
		stack.nepenthes.notify({ user: 'alice', reason: 'something new', workPackage: 1042 })
		const { items, unread, nextPage, url } = await notifications()
		expect([unread, nextPage, url]).toEqual([6, null, `${stack.nepenthes.url}/notifications`])
		expect(items.map(({ workPackageId, count, reasons }) => [workPackageId, count, reasons])).toEqual([
			[1042, 4, ['other', 'commented', 'mentioned']],
			[1079, 1, ['dateAlert']],
			[1045, 1, ['assigned']],
		])
		expect(items[0]!.actors.map(({ name }) => name)).toHaveLength(2)
		expect(items[0]!.type).toEqual({ name: 'Bug', color: expect.stringMatching(/^#[0-9a-f]{6}$/) as string })
		expect(items[1]!.dates).toEqual([{ property: 'dueDate', date: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string }])
		expect(items[1]!.actors).toEqual([])
	})

	test('cost one request while the work packages are known', async () => {
		await notifications()
		const before = stack.nepenthes.requests.length
		await notifications()
		expect(stack.nepenthes.requests.length - before).toBe(1)
	})

	test('come page by page', async () => {
		for (let i = 0; i < 120; i++) {
			stack.nepenthes.notify({ user: 'alice', reason: 'commented', workPackage: i % 2 === 0 ? 1042 : 1045, actor: 'bob' })
		}
		const first = await notifications()
		const second = await notifications(first.nextPage!)
		expect([first.unread, first.nextPage, second.nextPage]).toEqual([122, 2, null])
		expect([...first.items, ...second.items].reduce((sum, { count }) => sum + count, 0)).toBe(122)
		expect((await notifications(9)).items).toEqual([])
	})

	test('show colours as unknown when types cannot be had', async () => {
		const { id } = stack.nepenthes.workPackageBySubject('Pitcher leaks at the lower rim')
		const bob = await connectedBrowser(stack, 'bob')
		stack.nepenthes.faults.add({ kind: 'fail', status: 500, route: '/api/v3/work_packages' })
		stack.nepenthes.notify({ user: 'bob', reason: 'mentioned', workPackage: id, actor: 'alice' })
		expect((await notifications(1, bob)).items[0]).toMatchObject({ workPackageId: id, type: null })
	})

	test('are marked as read, those of one work package or all, in Nepenthes itself', async () => {
		expect((await alice.change('POST', 'notifications/read', { workPackageId: 1042 })).status).toBe(200)
		expect((await notifications()).items.map(({ workPackageId }) => workPackageId)).toEqual([1045])
		// A second click, or one in another tab.
		expect((await alice.change('POST', 'notifications/read', { workPackageId: 1042 })).status).toBe(200)
		expect((await alice.change('POST', 'notifications/read', { workPackageId: 1003 })).status).toBe(200)
		expect((await alice.change('POST', 'notifications/read', { all: true })).status).toBe(200)
		expect(await notifications()).toMatchObject({ items: [], unread: 0 })
		expect(stack.nepenthes.notificationsOf('alice').every(({ read }) => read)).toBe(true)
	})

	test('that were read in Nepenthes are gone', async () => {
		stack.nepenthes.markNotificationsRead('alice', 1045)
		expect((await notifications()).items.map(({ workPackageId }) => workPackageId)).toEqual([1042])
	})

	test('are asked for and marked with sense', async () => {
		for (const body of [{}, { all: false }, { workPackageId: 0 }, { workPackageId: 'x' }]) {
			expect((await alice.change('POST', 'notifications/read', body)).body, JSON.stringify(body)).toMatchObject({ code: 'invalid-request' })
		}
		expect((await alice.api('notifications?page=0')).body).toMatchObject({ code: 'invalid-request' })
		expect((await (await signedIn('admin')).api('notifications')).body).toMatchObject({ code: 'not-connected' })
	})

	test('are not marked by a request that another site sent', async () => {
		const { status } = await alice.api('notifications/read', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"all":true}' })
		expect(status).toBe(412)
		expect((await notifications()).unread).toBe(2)
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession, stateOf } from './support/browser-session.ts'

let stack: Stack

beforeAll(async () => {
	stack = await startStack({ env: { FORWARD_TIMEOUT: '1' } })
})

afterAll(() => stack.close())

afterEach(() => {
	stack.nextcloud.faults.clear()
	stack.nepenthes.faults.clear()
})

/** A browser in which somebody is signed in. */
async function signedIn(user = 'alice', { gatewayUrl } = stack): Promise<BrowserSession> {
	const browser = new BrowserSession(gatewayUrl)
	const { status } = await browser.signIn(user)
	expect(status).toBe(303)
	return browser
}

const script = (html: string) => /<script type="module" nonce="[^"]+" src="([^"]*\/apps\/integration_nepenthes\/assets\/[^"]+)"><\/script>/.exec(html)?.[1]

describe('pages', () => {
	test('of a signed-in user get one script and the public configuration; Files gets its own', async () => {
		const browser = await signedIn()
		// The address is known once somebody has asked for it.
		await browser.api('me')
		for (const [path, entry] of [['/apps/files/', 'files'], ['/index.php/apps/files/', 'files'], ['/apps/dashboard/', 'main'], ['/settings/user', 'main']] as const) {
			const html = await browser.open(path)
			expect(script(html), path).toMatch(new RegExp(`/assets/${entry}-[^/]+\\.js$`))
			expect(html.match(/apps\/integration_nepenthes\/assets/g), path).toHaveLength(1)
			expect(stateOf(html, 'integration_nepenthes-config'), path).toEqual({ version: '0.1.0', nepenthesUrl: stack.nepenthes.url })
		}
	})

	test('load scripts that are there, to be kept for good', async () => {
		const browser = await signedIn()
		const answer = await fetch(stack.gatewayUrl + script(await browser.open('/apps/files/')))
		expect(answer.status).toBe(200)
		expect(answer.headers.get('content-type')).toMatch(/^(?:text|application)\/javascript/)
		expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
	})

	test('of nobody, of errors and of public links are left alone', async () => {
		const guest = new BrowserSession(stack.gatewayUrl)
		const alice = await signedIn()
		const token = stack.nextcloud.shareByLink('alice', '/Readme.md')
		const pages = [
			await guest.open('/login'),
			await alice.open('/apps/no_such_app/'),
			await guest.open(`/s/${token}`),
			await alice.open(`/s/${token}`),
			await alice.open('/settings/admin/overview'),
		]
		for (const html of pages) {
			expect(html).toContain('<body')
			expect(html).not.toContain('integration_nepenthes/assets')
			expect(html).not.toContain('initial-state-integration_nepenthes-config')
		}
	})

	test('list the administrators\' settings section for administrators only, and the personal one for everybody', async () => {
		const admin = await signedIn('admin')
		const sections = stateOf(await admin.open('/settings/admin/integration_nepenthes'), 'settings-sections') as { admin: { id: string, active: boolean }[] }
		expect(sections.admin.filter(({ id }) => id === 'integration_nepenthes')).toEqual([expect.objectContaining({ name: 'Nepenthes', active: true })])

		const alice = await signedIn()
		const section = await alice.open('/settings/user/integration_nepenthes')
		expect(section).toMatch(/id="original-settings-content"[^>]*><div id="nepenthes-personal-settings"><\/div>/)
		const alices = stateOf(section, 'settings-sections') as { personal: { id: string, active: boolean }[], admin: unknown[] }
		expect(alices.personal.filter(({ active }) => active)).toEqual([expect.objectContaining({ id: 'integration_nepenthes', name: 'Nepenthes' })])
		expect(alices.admin).toEqual([])
	})

	test('of Files has the action to link files once: ours, not the one of AppAPI\'s menu', async () => {
		const state = 'app_api-ex_files_actions_menu'
		const actionsAt = async (url: string) => {
			const browser = new BrowserSession(url)
			await browser.signIn('alice')
			return (stateOf(await browser.open('/apps/files/'), state) as { fileActions: { name: string }[] }).fileActions.map(({ name }) => name)
		}
		expect(await actionsAt(stack.nextcloud.url)).toEqual(['integration_nepenthes-link'])
		expect(await actionsAt(stack.gatewayUrl)).toEqual([])
	})

	test('of several users at the same time never mix', async () => {
		const browsers = await Promise.all(['alice', 'bob', 'carol', 'admin'].map(async (user) => ({ user, browser: await signedIn(user) })))
		await Promise.all(browsers.flatMap(({ user, browser }) => Array.from({ length: 8 }, async () => {
			expect(await browser.open('/apps/dashboard/')).toContain(`data-user="${user}"`)
			expect((await browser.api('me')).body).toMatchObject({ user: { id: user } })
		})))
	})
})

describe('who is asking', () => {
	test('is the user of the session, with name and standing', async () => {
		expect((await (await signedIn()).api('me')).body).toEqual({
			user: { id: 'alice', displayName: 'Alice Archer', administrator: false },
			nepenthes: { state: 'not-connected', url: stack.nepenthes.url },
		})
		expect((await (await signedIn('admin')).api('me')).body).toMatchObject({ user: { id: 'admin', administrator: true } })
	})

	test('a remembered login survives 100 page loads and questions through the gateway', async () => {
		const browser = await signedIn()
		for (let i = 0; i < 100; i++) {
			expect(await browser.open('/apps/dashboard/')).toContain('data-user="alice"')
			// Each with something new in it, so that each is asked.
			const { status } = await browser.api('me', { headers: { 'user-agent': `browser ${i}` } })
			expect(status).toBe(200)
		}
		for (const { headers } of stack.nextcloud.requests.list('/ocs/v2.php/cloud/user?format=json')) {
			expect(headers.cookie ?? '').not.toMatch(/nc_username|nc_token|nc_session_id/)
		}
		browser.dropCookie(stack.nextcloud.instanceId)
		expect(await browser.open('/apps/dashboard/')).toContain('data-user="alice"')
	})

	test('a session that ran out is nobody, until the page renews it', async () => {
		const browser = await signedIn()
		stack.nextcloud.expireSession('alice')
		expect((await browser.api('me', { headers: { 'user-agent': 'another' } })).body).toMatchObject({ code: 'not-signed-in' })
		await browser.requestToken()
		expect((await browser.api('me')).body).toMatchObject({ user: { id: 'alice' } })
	})

	test('signing out counts at once', async () => {
		const browser = await signedIn()
		const kept = new Map(['oc_sessionPassphrase', stack.nextcloud.instanceId, 'nc_sameSiteCookielax', 'nc_sameSiteCookiestrict'].map((name) => [name, browser.cookie(name)]))
		const cookie = [...kept].map(([name, value]) => `${name}=${value}`).join('; ')
		const old = new BrowserSession(stack.gatewayUrl)
		expect((await old.api('me', { headers: { cookie } })).status).toBe(200)
		await browser.signOut()
		expect((await old.api('me', { headers: { cookie } })).status).toBe(401)
		expect((await browser.api('me')).status).toBe(401)
	})

	test('two users in one browser, one after the other', async () => {
		const browser = await signedIn()
		expect((await browser.api('me')).body).toMatchObject({ user: { id: 'alice' } })
		await browser.signOut()
		await browser.signIn('bob')
		expect((await browser.api('me')).body).toMatchObject({ user: { id: 'bob' } })
	})

	test('an app password counts as its user', async () => {
		const password = stack.nextcloud.addAppPassword('carol')
		const authorization = `Basic ${Buffer.from(`carol:${password}`).toString('base64')}`
		const program = new BrowserSession(stack.gatewayUrl)
		expect((await program.api('me', { headers: { authorization } })).body).toMatchObject({ user: { id: 'carol' } })
		expect((await program.api('me', { headers: { authorization: 'Basic Y2Fyb2w6d3Jvbmc=' } })).body).toMatchObject({ code: 'not-signed-in' })
	})

	test('nobody yet, while the second factor is missing', async () => {
		stack.nextcloud.requireTwoFactor('bob')
		try {
			const browser = await signedIn('bob')
			const { status, body } = await browser.api('me')
			expect({ status, code: body.code }).toEqual({ status: 401, code: 'not-signed-in' })
		} finally {
			stack.nextcloud.requireTwoFactor('bob', false)
		}
	})

	test('what a client claims in AppAPI\'s headers counts for nothing', async () => {
		const forged = {
			'AUTHORIZATION-APP-API': Buffer.from('admin:a secret that only the stack of the tests knows').toString('base64'),
			'EX-APP-ID': 'integration_nepenthes',
			'EX-APP-VERSION': '0.1.0',
			'X-User-Id': 'admin',
			'x-origin-ip': '127.0.0.1',
		}
		expect((await new BrowserSession(stack.gatewayUrl).api('me', { headers: forged })).status).toBe(401)
		expect((await (await signedIn()).api('me', { headers: forged })).body).toMatchObject({ user: { id: 'alice', administrator: false } })
	})
})

describe('changes', () => {
	const post = (browser: BrowserSession, headers: Record<string, string>) => browser.api('connection', { method: 'POST', headers })

	test('need the request token of a page', async () => {
		const browser = await signedIn()
		expect((await post(browser, {})).body).toMatchObject({ status: 412, code: 'csrf-failed', message: 'CSRF check failed' })
		expect((await post(browser, { requesttoken: 'AAAA:BBBB' })).body).toMatchObject({ code: 'csrf-failed' })
		expect((await post(browser, { requesttoken: await browser.requestToken() })).body).toHaveProperty('authorizationUrl')
	})

	test('do not come from other sites', async () => {
		const browser = await signedIn()
		const requesttoken = await browser.requestToken()
		for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site', origin: stack.gatewayUrl }]) {
			expect((await post(browser, { requesttoken, ...headers })).body, JSON.stringify(headers)).toMatchObject({ status: 403, code: 'cross-site' })
		}
		expect((await post(browser, { requesttoken, origin: stack.gatewayUrl, 'sec-fetch-site': 'same-origin' })).body).toHaveProperty('authorizationUrl')
	})
})

describe('how Nepenthes stands', () => {
	test('follows what the administrator enters, and words it when nothing is', async () => {
		const browser = await signedIn()
		await stack.setNepenthesUrl(null)
		try {
			await vi.waitFor(async () => expect((await browser.api('me')).body).toMatchObject({ nepenthes: { state: 'not-set-up' } }), { timeout: 8_000, interval: 250 })
			expect((await browser.api('connection', { method: 'POST', headers: { requesttoken: await browser.requestToken() } })).body).toMatchObject({ code: 'not-set-up' })
		} finally {
			await stack.setNepenthesUrl(`${stack.nepenthes.url}/api/v3/`)
		}
		await vi.waitFor(async () => expect((await browser.api('me')).body).toMatchObject({ nepenthes: { state: 'not-connected', url: stack.nepenthes.url } }), { timeout: 8_000, interval: 250 })
	})
})

describe('trouble', () => {
	test('Nextcloud is down, then back', async () => {
		const browser = await signedIn()
		await stack.nextcloud.setDown(true)
		try {
			expect((await browser.api('me', { headers: { 'user-agent': 'a' } })).body).toMatchObject({ status: 502, code: 'nextcloud-unreachable' })
			const page = await browser.send('/apps/files/', { headers: { accept: 'text/html' } })
			expect(page.status).toBe(502)
			expect(page.text).toContain('<h1>Nextcloud does not answer</h1>')
			const program = await browser.send('/remote.php/dav/files/alice/')
			expect(program.status).toBe(502)
			expect(program.headers['content-type']).toBe('application/problem+json')
		} finally {
			await stack.nextcloud.setDown(false)
		}
		expect((await browser.api('me', { headers: { 'user-agent': 'b' } })).status).toBe(200)
		expect(await browser.open('/apps/files/')).toContain('data-user="alice"')
	})

	test('Nextcloud hangs', async () => {
		const browser = await signedIn()
		stack.nextcloud.faults.add({ route: '.*', kind: 'hang' })
		const page = await browser.send('/apps/files/', { headers: { accept: 'text/html' } })
		expect(page.status).toBe(504)
		stack.nextcloud.faults.clear()
		expect(await browser.open('/apps/files/')).toContain('data-user="alice"')
	})

	test('Nextcloud answers HTML where JSON is due, is limiting, is being updated', async () => {
		const browser = await signedIn()
		const ask = async (userAgent: string) => (await browser.api('me', { headers: { 'user-agent': userAgent } })).body
		stack.nextcloud.faults.add({ route: '/cloud/user', kind: 'fail', status: 200, contentType: 'text/html', body: '<h1>Hello</h1>' })
		expect(await ask('html')).toMatchObject({ status: 502, code: 'nextcloud-unexpected' })
		stack.nextcloud.faults.clear()
		stack.nextcloud.faults.add({ route: '/cloud/user', kind: 'fail', status: 429 })
		expect(await ask('limit')).toMatchObject({ status: 429, code: 'rate-limited' })
		stack.nextcloud.faults.clear()
		stack.nextcloud.setMaintenance(true)
		expect(await ask('maintenance')).toMatchObject({ status: 503, code: 'nextcloud-maintenance' })
		stack.nextcloud.setMaintenance(false)
		expect(await ask('again')).toMatchObject({ user: { id: 'alice' } })
	})

	test('Nepenthes is down, answers with an error page, resets connections, is back', async () => {
		const browser = await signedIn()
		const { faults, requests } = stack.nepenthes
		const state = async () => (await browser.api('me')).body.nepenthes
		/** Until Nepenthes has been asked once more, and the answer says this. */
		const toBecome = async (expected: string) => {
			const asked = requests.length
			await vi.waitFor(async () => {
				expect(await state()).toMatchObject({ state: expected })
				expect(requests.length).toBeGreaterThan(asked)
			}, { timeout: 8_000, interval: 250 })
		}
		await stack.nepenthes.setDown(true)
		try {
			// What was heard of Nepenthes is believed for ten seconds.
			await vi.waitFor(async () => expect(await state()).toMatchObject({ state: 'unreachable' }), { timeout: 14_000, interval: 250 })
			faults.add({ route: '/api/v3', kind: 'fail', status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' })
			await stack.nepenthes.setDown(false)
			await toBecome('unreachable')
			faults.clear()
			faults.add({ route: '/api/v3', kind: 'reset' })
			await toBecome('unreachable')
			faults.clear()
			await toBecome('not-connected')
		} finally {
			await stack.nepenthes.setDown(false)
		}
	}, 40_000)
})

test('the API describes itself', async () => {
	const browser = await signedIn()
	const { body } = await browser.api('openapi.json')
	expect(body).toMatchObject({ openapi: '3.1.0', paths: { '/api/me': { get: expect.anything() }, '/api/connection': { post: expect.anything() } } })
	expect((await browser.api('no-such-thing')).body).toMatchObject({ status: 404, code: 'not-found' })
	expect((await browser.api('me')).headers['cache-control']).toBe('no-store')
})

test('everything works in a sub-path', async () => {
	const below = await startStack({ nextcloud: { webroot: '/nextcloud' } })
	try {
		const browser = await signedIn('alice', below)
		const html = await browser.open('/apps/files/')
		expect(script(html)).toMatch(/^\/nextcloud\/apps\/integration_nepenthes\/assets\/files-/)
		expect((await fetch(new URL(script(html)!, below.gatewayUrl))).status).toBe(200)
		expect((await browser.api('me')).body).toMatchObject({ user: { id: 'alice' } })
	} finally {
		await below.close()
	}
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'

let nextcloud: Nextcloud

beforeAll(async () => {
	nextcloud = await startNextcloud()
})

afterAll(() => nextcloud.close())

interface Ask {
	cookie?: string
	accept?: string
	headers?: Record<string, string>
	method?: string
	body?: string | URLSearchParams
}

function ask(path: string, { cookie, accept = 'application/json', headers = {}, method = 'GET', body }: Ask = {}): Promise<Response> {
	return fetch(nextcloud.url + path, {
		method,
		redirect: 'manual',
		headers: { accept, ...cookie === undefined ? {} : { cookie }, ...headers },
		...body === undefined ? {} : { body },
	})
}

function cookiesOf(response: Response): Record<string, string> {
	return Object.fromEntries(response.headers.getSetCookie().map((header) => header.split(';')[0]!.split('=') as [string, string]))
}

function only(cookie: string, names: string[]): string {
	return cookie.split('; ').filter((pair) => names.includes(pair.split('=')[0]!)).join('; ')
}

const page = { accept: 'text/html' }
const markers = 'nc_sameSiteCookielax=true; nc_sameSiteCookiestrict=true'

// The expectations of this file were compared with a Nextcloud 34.0.1.
describe('signing in', () => {
	test('starts a session with its four cookies at the first request', async () => {
		const cookies = cookiesOf(await ask('/login', page))
		expect(Object.keys(cookies).sort()).toEqual(['nc_sameSiteCookielax', 'nc_sameSiteCookiestrict', nextcloud.instanceId, 'oc_sessionPassphrase'].sort())
	})

	test('gives remember-me cookies and leads to the default page', async () => {
		const cookie = await nextcloud.signIn('alice', 'alice-password')
		expect(cookie).toMatch(/nc_username=alice/)
		const start = await ask('/', { cookie })
		expect(start.status).toBe(302)
		expect(start.headers.get('location')).toBe(`${nextcloud.url}/apps/dashboard/`)
	})

	test('fails without a trusted Origin, and says so on the next page', async () => {
		const login = await ask('/login', page)
		const cookie = Object.entries(cookiesOf(login)).map((pair) => pair.join('=')).join('; ')
		const token = /data-requesttoken="([^"]+)"/.exec(await login.text())![1]!
		const body = new URLSearchParams({ user: 'alice', password: 'alice-password', requesttoken: token, redirect_url: '/f/1' })
		const foreign = await ask('/login', { cookie, method: 'POST', body, headers: { origin: 'https://elsewhere.example' } })
		expect(foreign.status).toBe(303)
		expect(foreign.headers.get('location')).toBe('/login?user=alice&direct=1&redirect_url=/f/1')
		const after = Object.entries({ ...cookiesOf(login), ...cookiesOf(foreign) }).map((pair) => pair.join('=')).join('; ')
		expect(await (await ask(foreign.headers.get('location')!, { ...page, cookie: after })).text()).toContain('Wrong login or password')
	})

	test('gives the session a new id at the first request, and the old one stays good', async () => {
		const cookie = await nextcloud.signIn('alice', 'alice-password')
		const first = await ask('/apps/files/', { ...page, cookie })
		const renewed = cookiesOf(first)[nextcloud.instanceId]
		expect(renewed).toBeDefined()
		expect(cookie).not.toContain(renewed)
		const old = await ask('/apps/files/', { ...page, cookie })
		expect(old.headers.get('x-user-id')).toBe('alice')
		expect(old.headers.getSetCookie()).toEqual([])
	})
})

describe('remember-me', () => {
	const names = ['nc_username', 'nc_token', 'nc_session_id']

	test('brings a session back once, with new cookies', async () => {
		const cookie = `${only(await nextcloud.signIn('bob', 'bob-password'), names)}; ${markers}`
		const first = await ask('/apps/files/', { ...page, cookie })
		expect(first.status).toBe(200)
		expect(first.headers.get('x-user-id')).toBe('bob')
		expect(Object.keys(cookiesOf(first))).toEqual(expect.arrayContaining([nextcloud.instanceId, ...names]))

		const second = await ask('/ocs/v2.php/search/providers', { cookie })
		expect(second.status).toBe(401)

		const renewed = Object.entries(cookiesOf(first)).filter(([name]) => names.includes(name)).map((pair) => pair.join('=')).join('; ')
		expect((await ask('/apps/files/', { ...page, cookie: `${renewed}; ${markers}` })).headers.get('x-user-id')).toBe('bob')
	})

	test('moves the login: the session that it came from is over', async () => {
		const cookie = await nextcloud.signIn('bob', 'bob-password', { rememberMe: true })
		await ask('/apps/files/', { ...page, cookie: `${only(cookie, names)}; ${markers}` })
		const old = await ask('/apps/files/', { ...page, cookie })
		expect(old.status).toBe(303)
		expect(cookiesOf(old)).toMatchObject({ nc_token: 'deleted', nc_username: 'deleted', nc_session_id: 'deleted' })
	})

	test('survives the end of the session', async () => {
		const cookie = await nextcloud.signIn('carol', 'carol-password')
		expect(nextcloud.expireSession('carol')).toBeGreaterThan(0)
		const answer = await ask('/apps/files/', { ...page, cookie })
		expect(answer.headers.get('x-user-id')).toBe('carol')
		expect(cookiesOf(answer).nc_token).toBeDefined()
	})

	test('first sends the marker cookies to who has none', async () => {
		const cookie = only(await nextcloud.signIn('carol', 'carol-password'), names)
		const answer = await ask('/apps/files/', { ...page, cookie })
		expect(answer.status).toBe(302)
		expect(answer.headers.get('location')).toBe('/apps/files/')
		expect(cookiesOf(answer)).toMatchObject({ nc_sameSiteCookielax: 'true', nc_sameSiteCookiestrict: 'true', nc_username: 'carol' })
	})
})

describe('who may ask', () => {
	test.each([
		['neither token nor header', {}, 412],
		['the OCS header', { 'ocs-apirequest': 'true' }, 200],
		['a wrong token', { requesttoken: 'QUFB:QUFB' }, 412],
	])('cloud/user with %s answers %d', async (_, headers, status) => {
		const cookie = await nextcloud.signIn('alice', 'alice-password')
		const answer = await ask('/ocs/v2.php/cloud/user', { cookie, headers })
		expect(answer.status).toBe(status)
		if (status === 412) {
			expect(await answer.json()).toEqual({ message: 'CSRF check failed' })
		}
	})

	test('every token of the session is good, and each looks different', async () => {
		const cookie = await nextcloud.signIn('alice', 'alice-password')
		const tokens = await Promise.all([1, 2].map(async () => (await (await ask('/csrftoken', { cookie })).json() as { token: string }).token))
		expect(tokens[0]).not.toBe(tokens[1])
		for (const requesttoken of tokens) {
			expect((await ask('/ocs/v2.php/cloud/user', { cookie, headers: { requesttoken } })).status).toBe(200)
		}
	})

	test('a session without the strict marker cookie is refused by entry scripts', async () => {
		const cookie = (await nextcloud.signIn('alice', 'alice-password')).replace('nc_sameSiteCookiestrict=true', 'x=y')
		const answer = await ask('/ocs/v2.php/search/providers', { cookie })
		expect(answer.status).toBe(412)
		expect(await answer.json()).toEqual({ error: 'Strict Cookie has not been found in request' })
	})

	test('a browser that writes files by WebDAV needs the token, a client with a password does not', async () => {
		const cookie = await nextcloud.signIn('alice', 'alice-password')
		const path = '/remote.php/dav/files/alice/written.txt'
		expect((await ask(path, { cookie, method: 'PUT', body: 'x' })).status).toBe(401)
		expect((await ask(path, { cookie, method: 'PUT', body: 'x', headers: { 'ocs-apirequest': 'true' } })).status).toBe(201)
		const authorization = `Basic ${Buffer.from(`alice:${nextcloud.addAppPassword('alice')}`).toString('base64')}`
		expect((await ask(path, { method: 'PUT', body: 'y', headers: { authorization } })).status).toBe(204)
	})

	test('guests are sent to the sign-in page, programs are told', async () => {
		const browser = await ask('/f/1', page)
		expect(browser.status).toBe(303)
		expect(browser.headers.get('location')).toBe('/login?redirect_url=/f/1')
		const program = await ask('/apps/files/')
		expect(program.status).toBe(401)
		expect(await program.json()).toEqual({ message: 'Current user is not logged in' })
	})

	test('a password that is wrong is told apart from none', async () => {
		const answer = await ask('/ocs/v2.php/cloud/user', { headers: { authorization: `Basic ${btoa('alice:wrong')}`, 'ocs-apirequest': 'true' } })
		expect(answer.status).toBe(401)
		expect(answer.headers.get('www-authenticate')).toContain('Basic')
	})

	test('a host that is not trusted is refused', async () => {
		const { request } = await import('undici')
		const { statusCode } = await request(`${nextcloud.url}/login`, { headers: { host: 'evil.example' } })
		expect(statusCode).toBe(400)
	})
})

describe('signing out', () => {
	test('ends the session and the remembered login', async () => {
		const cookie = await nextcloud.signIn('alice', 'alice-password')
		expect((await ask('/logout', { cookie })).status).toBe(412)
		const { token } = await (await ask('/csrftoken', { cookie })).json() as { token: string }
		const answer = await ask(`/logout?requesttoken=${encodeURIComponent(token)}`, { ...page, cookie })
		expect(answer.headers.get('location')).toBe(`${nextcloud.url}/login?clear=1`)
		expect((await ask('/apps/files/', { cookie })).status).toBe(401)
	})

	test('comes by itself when the account is disabled', async () => {
		const cookie = await nextcloud.signIn('carol', 'carol-password')
		nextcloud.setUserEnabled('carol', false)
		expect((await ask('/apps/files/', { cookie })).status).toBe(401)
		nextcloud.setUserEnabled('carol', true)
	})
})

describe('a second factor', () => {
	test('keeps everything closed until it is given', async () => {
		nextcloud.requireTwoFactor('bob')
		const cookie = await nextcloud.signIn('bob', 'bob-password')
		const files = await ask('/apps/files/', { ...page, cookie })
		expect(files.status).toBe(303)
		expect(files.headers.get('location')).toBe('/login/selectchallenge?redirect_url=/apps/files/')
		expect(files.headers.get('x-user-id')).toBeNull()
		expect((await ask('/remote.php/dav/files/bob/', { cookie })).status).toBe(401)

		const challenge = await ask('/login/challenge/totp', { ...page, cookie })
		const requesttoken = /data-requesttoken="([^"]+)"/.exec(await challenge.text())![1]!
		await ask('/login/challenge/totp', { ...page, cookie, method: 'POST', body: new URLSearchParams({ challenge: '123456', requesttoken }) })
		expect((await ask('/apps/files/', { ...page, cookie })).headers.get('x-user-id')).toBe('bob')
		nextcloud.requireTwoFactor('bob', false)
	})
})

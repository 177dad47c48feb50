// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { BrowserSession, stateOf, tokenOf } from './support/browser-session.ts'

const callback = 'http://nepenthes.test/oauth_clients/1/callback'

let nextcloud: Nextcloud
let client: { id: number, clientId: string, clientSecret: string }
/** Milliseconds by which the server's clock is ahead. */
let ahead = 0

const minutes = (count: number) => count * 60_000

beforeAll(async () => {
	nextcloud = await startNextcloud({ clock: () => new Date(Date.now() + ahead) })
	client = nextcloud.addOAuthClient({ name: 'Nepenthes <b>', redirectUri: callback })
})

afterAll(() => nextcloud.close())

afterEach(() => {
	ahead = 0
})

const html = { accept: 'text/html' }

/** Opens an address as a browser does when it follows a link or a redirect. */
async function follow(browser: BrowserSession, address: string) {
	const { pathname, search } = new URL(address, nextcloud.url)
	return browser.send(pathname + search, { headers: html })
}

const authorizeUrl = (parameters: Record<string, string> = {}) => `/index.php/apps/oauth2/authorize?${new URLSearchParams({ client_id: client.clientId, response_type: 'code', state: 'st&1', ...parameters })}`

/** The fields of the form on the page, hidden ones as they came. */
function fieldsOf(page: string): Record<string, string> {
	return Object.fromEntries([...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!]))
}

function post(fields: Record<string, string>, headers: Record<string, string> = {}) {
	return {
		method: 'POST' as const,
		headers: { ...html, 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: new URLSearchParams(fields).toString(),
	}
}

/** From the client's question to the page with "Grant access". */
async function openGrantPage(browser: BrowserSession, parameters: Record<string, string> = {}) {
	const flow = await follow(browser, (await follow(browser, authorizeUrl(parameters))).headers.location as string)
	const { loginRedirectUrl } = stateOf(flow.text, 'core-loginFlowAuth') as { loginRedirectUrl: string }
	return follow(browser, loginRedirectUrl)
}

async function codeFor(user: string, of = client): Promise<string> {
	const browser = new BrowserSession(nextcloud.url)
	await browser.signIn(user)
	const page = await openGrantPage(browser, { client_id: of.clientId })
	const answer = await browser.send('/login/flow', post(fieldsOf(page.text)))
	return new URL(answer.headers.location as string).searchParams.get('code')!
}

interface TokenAnswer {
	access_token: string
	refresh_token: string
}

async function token(fields: Record<string, string>, headers: Record<string, string> = {}) {
	const response = await fetch(`${nextcloud.url}/index.php/apps/oauth2/api/v1/token`, { method: 'POST', headers, body: new URLSearchParams(fields) })
	return { status: response.status, body: await response.json() as Record<string, unknown> }
}

const credentials = (of = client) => ({ client_id: of.clientId, client_secret: of.clientSecret })
const redeem = (code: string, of = client) => token({ grant_type: 'authorization_code', code, ...credentials(of) })
const refresh = (refreshToken: string) => token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...credentials() })

const tokensFor = async (user: string) => (await redeem(await codeFor(user))).body as unknown as TokenAnswer

function withToken(accessToken: string, path: string, { method = 'GET', headers = {}, body }: { method?: string, headers?: Record<string, string>, body?: string } = {}) {
	return fetch(nextcloud.url + path, {
		method,
		redirect: 'manual',
		headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json', ...headers },
		...body === undefined ? {} : { body },
	})
}

const statusWith = async (accessToken: string) => (await withToken(accessToken, '/ocs/v2.php/cloud/user')).status

describe('a client asks for access', () => {
	test('a signed-in user is led to the page that says who asks', async () => {
		const browser = new BrowserSession(nextcloud.url)
		await browser.signIn('alice')
		const authorize = await follow(browser, authorizeUrl({ redirect_uri: 'https://ignored.example/' }))
		expect(authorize.status).toBe(303)
		expect(authorize.headers.location).toBe(`${nextcloud.url}/login/flow?clientIdentifier=${client.clientId}`)

		const flow = await follow(browser, authorize.headers.location as string)
		expect(flow.status).toBe(200)
		// The guest layout, for who is signed in: section 5.2 of the contract.
		expect(flow.text).toMatch(/<head\n\s*data-user="alice"/)
		expect(flow.text).toContain('<body id="body-login"')
		expect(flow.text).toContain('Nepenthes &lt;b&gt;')
		expect(stateOf(flow.text, 'core-loginFlowState')).toBe('auth')
		expect(stateOf(flow.text, 'core-loginFlowAuth')).toMatchObject({ client: 'Nepenthes <b>', clientIdentifier: client.clientId, oauthState: 'st&1' })
		const { stateToken, loginRedirectUrl } = stateOf(flow.text, 'core-loginFlowAuth') as Record<string, string>
		expect(stateToken).toMatch(/^[A-Za-z0-9]{64}$/)
		expect(loginRedirectUrl).toBe(`/login/flow/grant?stateToken=${stateToken}&clientIdentifier=${client.clientId}`)
		expect(flow.text).toContain(`href="${loginRedirectUrl!.replace('&', '&amp;')}">Log in</a>`)
	})

	test('who is not signed in is asked to, and comes back to grant access', async () => {
		const browser = new BrowserSession(nextcloud.url)
		const login = await openGrantPage(browser)
		expect(login.status).toBe(303)
		expect(login.headers.location).toMatch(/^\/login\?redirect_url=\/login\/flow\/grant%3FstateToken%3D/)

		const page = await follow(browser, login.headers.location as string)
		const form = fieldsOf(page.text)
		const wrong = await browser.send('/login', post({ ...form, redirect_url: form.redirect_url!.replaceAll('&amp;', '&'), user: 'bob', password: 'wrong' }, { origin: nextcloud.url }))
		const again = fieldsOf((await follow(browser, wrong.headers.location as string)).text)
		const right = await browser.send('/login', post({ ...again, redirect_url: again.redirect_url!.replaceAll('&amp;', '&'), user: 'bob', password: 'bob-password' }, { origin: nextcloud.url }))

		const grant = await follow(browser, right.headers.location as string)
		expect(grant.status).toBe(200)
		expect(stateOf(grant.text, 'core-loginFlowGrant')).toMatchObject({ userId: 'bob', clientIdentifier: client.clientId })
	})

	test('a client that nobody entered gets a page that says so', async () => {
		const answer = await follow(new BrowserSession(nextcloud.url), authorizeUrl({ client_id: 'unknown' }))
		expect(answer.status).toBe(200)
		expect(answer.text).toContain('not authorized to connect')
		expect(answer.text).toContain('<body id="body-login"')
	})

	test('only codes are given', async () => {
		const answer = await follow(new BrowserSession(nextcloud.url), authorizeUrl({ response_type: 'token' }))
		expect(answer.status).toBe(303)
		expect(answer.headers.location).toBe(`${callback}?error=unsupported_response_type&state=st%261`)
	})

	test('without a client there is nothing to log in for', async () => {
		expect((await follow(new BrowserSession(nextcloud.url), '/login/flow')).text).toContain('Access forbidden')
	})
})

describe('a user grants access', () => {
	let browser: BrowserSession

	beforeEach(async () => {
		browser = new BrowserSession(nextcloud.url)
		await browser.signIn('alice')
	})

	test('on a page from which the browser may go to the client', async () => {
		const page = await openGrantPage(browser)
		expect(page.status).toBe(200)
		expect(page.headers['content-security-policy']).toContain(`form-action 'self' ${callback}`)
		expect(page.text).toContain('You are logged in as Alice Archer (alice).')
		expect(page.text).toContain('>Grant access</button>')
		expect(page.text).not.toContain('type="password"')
	})

	test('and the client gets a code, with its state', async () => {
		const page = await openGrantPage(browser)
		const answer = await browser.send('/login/flow', post(fieldsOf(page.text)))
		expect(answer.status).toBe(303)
		expect(answer.headers.location).toMatch(/^http:\/\/nepenthes\.test\/oauth_clients\/1\/callback\?state=st%261&code=[A-Za-z0-9]{128}$/)
		expect(answer.headers['x-user-id']).toBe('alice')
	})

	test('at the redirect URI exactly as it was entered', async () => {
		const odd = nextcloud.addOAuthClient({ name: 'Odd', redirectUri: 'http://odd.test/a%2fb?keep=1#part' })
		const page = await openGrantPage(browser, { client_id: odd.clientId, state: 'a b' })
		const { headers } = await browser.send('/login/flow', post(fieldsOf(page.text)))
		expect(headers.location).toMatch(/^http:\/\/odd\.test\/a%2fb\?keep=1&state=a\+b&code=\w{128}#part$/)
	})

	test('once for each time the page was shown', async () => {
		const fields = fieldsOf((await openGrantPage(browser)).text)
		await browser.send('/login/flow', post(fields))
		const second = await browser.send('/login/flow', post(fields))
		expect(second.status).toBe(403)
		expect(second.text).toContain('State token does not match')
	})

	test('only from this page', async () => {
		const fields = fieldsOf((await openGrantPage(browser)).text)
		expect((await browser.send('/login/flow', post({ ...fields, requesttoken: 'QUFB:QUFB' }))).status).toBe(412)
		expect((await browser.send('/login/flow/grant?stateToken=guessed', { headers: html })).status).toBe(403)
		expect((await browser.send('/login/flow', post({ ...fields, stateToken: 'guessed' }))).status).toBe(403)
	})

	test('with a password entered not long ago; else the page asks for it', async () => {
		ahead = minutes(31)
		const page = await openGrantPage(browser)
		expect(page.text).toContain('name="password"')
		const fields = fieldsOf(page.text)
		const refused = await browser.send('/login/flow', post({ ...fields, password: 'wrong' }))
		expect(refused.status).toBe(403)
		expect(refused.text).toContain('Password confirmation is required')
		expect((await browser.send('/login/flow', post({ ...fields, password: 'alice-password' }))).headers.location).toContain('&code=')
	})

	test('or confirmed as the dialog of the real page does', async () => {
		ahead = minutes(31)
		const fields = fieldsOf((await openGrantPage(browser)).text)
		const { requesttoken } = fields as { requesttoken: string }
		expect((await browser.send('/login/confirm', post({ requesttoken, password: 'wrong' }))).status).toBe(403)
		const confirmed = await browser.send('/login/confirm', post({ requesttoken, password: 'alice-password' }))
		expect(JSON.parse(confirmed.text)).toEqual({ lastLogin: expect.closeTo((Date.now() + ahead) / 1000, -1) as number })
		expect((await browser.send('/login/flow', post(fields))).status).toBe(303)
	})

	test('also below a web root, and when pages are linked through index.php', async () => {
		const below = await startNextcloud({ webroot: '/cloud', prettyUrls: false })
		try {
			const { clientId, clientSecret } = below.addOAuthClient({ name: 'Below', redirectUri: callback })
			const visitor = new BrowserSession(new URL(below.url).origin)
			const open = (path: string) => visitor.send(path, { headers: html })
			const login = fieldsOf((await open('/cloud/index.php/login')).text)
			await visitor.send('/cloud/index.php/login', post({ ...login, user: 'alice', password: 'alice-password' }, { origin: new URL(below.url).origin }))
			const authorize = await open(`/cloud/index.php/apps/oauth2/authorize?client_id=${clientId}&response_type=code&state=s`)
			expect(authorize.headers.location).toBe(`${below.url}/index.php/login/flow?clientIdentifier=${clientId}`)
			const flow = await open(new URL(authorize.headers.location as string).pathname + new URL(authorize.headers.location as string).search)
			const grant = await open((stateOf(flow.text, 'core-loginFlowAuth') as { loginRedirectUrl: string }).loginRedirectUrl)
			expect(grant.text).toContain(`action="${below.url}/index.php/login/flow"`)
			const { headers } = await visitor.send('/cloud/index.php/login/flow', post(fieldsOf(grant.text)))
			const code = new URL(headers.location as string).searchParams.get('code')!
			const answer = await fetch(`${below.url}/index.php/apps/oauth2/api/v1/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code, client_id: clientId, client_secret: clientSecret }) })
			expect(await answer.json()).toMatchObject({ user_id: 'alice' })
		} finally {
			await below.close()
		}
	})
})

describe('the token endpoint', () => {
	test('gives a pair of tokens for a code', async () => {
		const { status, body } = await redeem(await codeFor('alice'))
		expect(status).toBe(200)
		expect(body).toEqual({
			access_token: expect.stringMatching(/^[A-Za-z0-9]{72}$/) as string,
			token_type: 'Bearer',
			expires_in: 3600,
			refresh_token: expect.stringMatching(/^[A-Za-z0-9]{128}$/) as string,
			user_id: 'alice',
		})
	})

	test('takes the client from the header as well, and rather than from the body', async () => {
		const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` })
		const code = await codeFor('alice')
		expect(await token({ grant_type: 'authorization_code', code, ...credentials() }, basic(client.clientId, 'wrong'))).toEqual({ status: 400, body: { error: 'invalid_client' } })
		expect(await token({ grant_type: 'authorization_code', code }, basic(client.clientId, client.clientSecret))).toMatchObject({ status: 200 })
	})

	test('refuses what it does not know, in one word', async () => {
		const code = await codeFor('alice')
		const other = nextcloud.addOAuthClient({ name: 'Other', redirectUri: callback })
		expect(await token({ grant_type: 'password', ...credentials() })).toEqual({ status: 400, body: { error: 'invalid_grant' } })
		expect(await redeem('unknown')).toEqual({ status: 400, body: { error: 'invalid_request' } })
		expect(await refresh('unknown')).toEqual({ status: 400, body: { error: 'invalid_request' } })
		expect(await redeem(code, other)).toEqual({ status: 400, body: { error: 'invalid_client' } })
		expect(await redeem(code, { ...client, clientSecret: 'wrong' })).toEqual({ status: 400, body: { error: 'invalid_client' } })
		// A client that was refused did not use the code up.
		expect(await redeem(code)).toMatchObject({ status: 200 })
	})

	test('takes a code once', async () => {
		const code = await codeFor('alice')
		expect(await redeem(code)).toMatchObject({ status: 200 })
		expect(await redeem(code)).toEqual({ status: 400, body: { error: 'invalid_request' } })
	})

	test('takes a code for ten minutes', async () => {
		const [fresh, stale] = [await codeFor('alice'), await codeFor('alice')]
		ahead = minutes(9)
		expect(await redeem(fresh)).toMatchObject({ status: 200 })
		ahead = minutes(11)
		expect(await redeem(stale)).toEqual({ status: 400, body: { error: 'invalid_request' } })
		ahead = 0
		expect(await redeem(stale)).toEqual({ status: 400, body: { error: 'invalid_request' } })
	})

	test('a refresh token is worth one new pair', async () => {
		const first = await tokensFor('bob')
		const { status, body } = await refresh(first.refresh_token)
		expect(status).toBe(200)
		expect(body).toMatchObject({ expires_in: 3600, user_id: 'bob' })
		expect(body.access_token).not.toBe(first.access_token)
		expect(await refresh(first.refresh_token)).toEqual({ status: 400, body: { error: 'invalid_request' } })
		expect(await refresh(body.refresh_token as string)).toMatchObject({ status: 200 })
	})

	test('a refresh token is no code', async () => {
		const { refresh_token: refreshToken } = await tokensFor('bob')
		expect(await redeem(refreshToken)).toEqual({ status: 400, body: { error: 'invalid_request' } })
		expect(await refresh(refreshToken)).toMatchObject({ status: 200 })
	})

	test('of several who refresh at once one wins', async () => {
		const { refresh_token: refreshToken } = await tokensFor('bob')
		const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(refreshToken)))
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400, 400, 400])
	})

	test('the access token before it lives on for some seconds', async () => {
		const first = await tokensFor('bob')
		const second = (await refresh(first.refresh_token)).body as unknown as TokenAnswer
		expect(await statusWith(first.access_token)).toBe(200)
		ahead = 11_000
		expect(await statusWith(first.access_token)).toBe(401)
		expect(await statusWith(second.access_token)).toBe(200)
	})

	test('an access token lives for an hour, its refresh token longer', async () => {
		const tokens = await tokensFor('bob')
		ahead = minutes(59)
		expect(await statusWith(tokens.access_token)).toBe(200)
		ahead = minutes(61)
		expect(await statusWith(tokens.access_token)).toBe(401)
		const renewed = (await refresh(tokens.refresh_token)).body as unknown as TokenAnswer
		expect(await statusWith(renewed.access_token)).toBe(200)
	})
})

describe('an access token opens', () => {
	let alice: string

	beforeAll(async () => {
		alice = (await tokensFor('alice')).access_token
	})

	test('OCS, without its header and without a request token, for writing too', async () => {
		const answer = await withToken(alice, '/ocs/v2.php/cloud/user?format=json')
		expect(answer.status).toBe(200)
		expect(answer.headers.get('x-user-id')).toBe('alice')
		expect(await answer.json()).toMatchObject({ ocs: { data: { id: 'alice' } } })
		expect((await withToken(alice, '/ocs/v2.php/apps/theming/api/v1/theme/dark/enable', { method: 'PUT' })).status).toBe(200)
		nextcloud.setTheme('alice', 'default')
	})

	test('WebDAV, for reading and writing', async () => {
		const list = await withToken(alice, '/remote.php/dav/files/alice/', { method: 'PROPFIND', headers: { depth: '0' } })
		expect(list.status).toBe(207)
		expect(list.headers.get('x-user-id')).toBe('alice')
		expect((await withToken(alice, '/remote.php/dav/files/alice/by-token.txt', { method: 'PUT', body: 'x' })).status).toBe(201)
		expect((await withToken(alice, '/remote.php/dav/files/alice/by-token.txt', { method: 'DELETE' })).status).toBe(204)
		expect((await withToken(alice, '/remote.php/dav/files/bob/', { method: 'PROPFIND', headers: { depth: '0' } })).status).toBe(404)
	})

	test('pages, pictures and redirects', async () => {
		const page = await withToken(alice, '/apps/files/', { headers: html })
		expect(page.status).toBe(200)
		expect(await page.text()).toContain('data-user="alice"')
		expect((await withToken(alice, '/avatar/bob/64')).headers.get('x-user-id')).toBe('alice')
		const file = await withToken(alice, '/f/1', { headers: html })
		expect([file.status, file.headers.get('x-user-id')]).toEqual([303, 'alice'])
	})

	test('nothing that wants the password again', async () => {
		const admin = (await tokensFor('admin')).access_token
		const answer = await withToken(admin, '/index.php/apps/oauth2/clients/999', { method: 'DELETE', headers: { 'ocs-apirequest': 'true' } })
		expect(answer.status).toBe(403)
		expect(await answer.json()).toEqual({ message: 'Password confirmation is required' })
	})

	test('no route of an app that wants a request token, without one', async () => {
		const admin = (await tokensFor('admin')).access_token
		expect((await withToken(admin, '/index.php/apps/oauth2/clients/999', { method: 'DELETE' })).status).toBe(412)
	})

	test('a second factor is not asked for', async () => {
		nextcloud.requireTwoFactor('alice')
		expect(await statusWith(alice)).toBe(200)
		nextcloud.requireTwoFactor('alice', false)
	})
})

describe('an access token opens nothing', () => {
	test('when it is not one: OCS says so without a challenge', async () => {
		const answer = await withToken('not-a-token', '/ocs/v2.php/cloud/user')
		expect(answer.status).toBe(401)
		expect(answer.headers.get('www-authenticate')).toBeNull()
		expect(await answer.json()).toMatchObject({ ocs: { meta: { statuscode: 997, message: 'Current user is not logged in' } } })
	})

	test('when the user took the access back', async () => {
		const tokens = await tokensFor('carol')
		const others = await tokensFor('bob')
		nextcloud.revokeOAuthTokens('carol')
		expect(await statusWith(tokens.access_token)).toBe(401)
		expect(await refresh(tokens.refresh_token)).toEqual({ status: 400, body: { error: 'invalid_request' } })
		expect(await statusWith(others.access_token)).toBe(200)
	})

	test('when the account is disabled', async () => {
		const tokens = await tokensFor('carol')
		nextcloud.setUserEnabled('carol', false)
		expect(await statusWith(tokens.access_token)).toBe(401)
		nextcloud.setUserEnabled('carol', true)
		expect(await statusWith(tokens.access_token)).toBe(200)
	})
})

describe('through AppAPI\'s proxy', () => {
	const received: IncomingMessage[] = []
	const exApp = createServer((request, response) => {
		if (request.url?.startsWith('/user/')) {
			received.push(request)
		}
		request.resume()
		response.setHeader('content-type', 'application/json').end('{"status":"ok","error":""}')
	})

	beforeAll(async () => {
		await once(exApp.listen(0, '127.0.0.1'), 'listening')
		const { port } = exApp.address() as AddressInfo
		await nextcloud.occ(['app_api:daemon:register', 'manual_install', 'Manual', 'manual-install', 'http', '127.0.0.1', nextcloud.url])
		const info = { id: 'probe', name: 'Probe', version: '1.0.0', port, secret: 'a-secret', routes: [{ url: '^/user/.*', verb: 'GET,POST', access_level: 1 }] }
		expect(await nextcloud.occ(['app_api:app:register', 'probe', 'manual_install', '--json-info', JSON.stringify(info)])).toMatchObject({ exitCode: 0 })
		expect(await nextcloud.occ(['app_api:app:enable', 'probe'])).toMatchObject({ exitCode: 0 })
	})

	afterAll(() => {
		exApp.closeAllConnections()
		exApp.close()
	})

	test.each(['GET', 'POST'])('an access token tells the app who asks, by %s', async (method) => {
		const { access_token: accessToken } = await tokensFor('bob')
		received.length = 0
		const answer = await withToken(accessToken, '/index.php/apps/app_api/proxy/probe/user/x', { method })
		expect(answer.status).toBe(200)
		expect(answer.headers.get('x-user-id')).toBe('bob')
		expect(received.map(({ method: sent, headers }) => [sent, headers['authorization-app-api']])).toEqual([[method, btoa('bob:a-secret')]])
		expect((await withToken('not-a-token', '/index.php/apps/app_api/proxy/probe/user/x', { method })).status).toBe(404)
	})
})

describe('clients come and go', () => {
	test('at the console', async () => {
		const added = await nextcloud.occ(['oauth2:add-client', 'Console', 'https://console.example/back', '--output=json'])
		expect(added.exitCode).toBe(0)
		const console = JSON.parse(added.output) as typeof client
		expect(console).toEqual({
			id: expect.any(Number) as number,
			name: 'Console',
			redirectUri: 'https://console.example/back',
			clientId: expect.stringMatching(/^[A-Za-z0-9]{64}$/) as string,
			clientSecret: expect.stringMatching(/^[A-Za-z0-9]{64}$/) as string,
		})
		const tokens = (await redeem(await codeFor('alice', console), console)).body as unknown as TokenAnswer
		expect(await nextcloud.occ(['oauth2:delete-client', String(console.id)])).toMatchObject({ exitCode: 0 })
		// Deleting the client removes its tokens.
		expect(await statusWith(tokens.access_token)).toBe(401)
		expect(await nextcloud.occ(['oauth2:delete-client', String(console.id)])).toMatchObject({ exitCode: 1 })
		expect(await nextcloud.occ(['oauth2:add-client', 'Console', 'no address'])).toMatchObject({ exitCode: 1 })
	})

	test.each([
		['the password in the request', `Basic ${btoa('admin:admin-password')}`, 200],
		['a wrong password', `Basic ${btoa('admin:wrong')}`, 403],
		['a fresh session alone', undefined, 403],
	])('by an administrator in the browser, with %s: %s %d', async (_, authorization, status) => {
		const browser = new BrowserSession(nextcloud.url)
		await browser.signIn('admin')
		const requesttoken = await browser.requestToken()
		const send = (redirectUri: string) => browser.send('/index.php/apps/oauth2/clients', {
			method: 'POST',
			headers: { requesttoken, 'content-type': 'application/json', ...authorization && { authorization } },
			body: JSON.stringify({ name: 'Browser', redirectUri }),
		})
		const answer = await send('https://browser.example/back')
		expect(answer.status).toBe(status)
		if (status === 200) {
			expect(JSON.parse(answer.text)).toMatchObject({ name: 'Browser', redirectUri: 'https://browser.example/back' })
			expect((await send('nowhere')).status).toBe(400)
		} else {
			expect(JSON.parse(answer.text)).toEqual({ message: 'Password confirmation is required' })
		}
	})

	test('never by an app password, by another user, or by who does not come from a page', async () => {
		const send = (authorization: string, headers: Record<string, string> = { 'ocs-apirequest': 'true' }) => fetch(`${nextcloud.url}/index.php/apps/oauth2/clients`, {
			method: 'POST',
			headers: { authorization, accept: 'application/json', ...headers },
			body: new URLSearchParams({ name: 'X', redirectUri: 'https://x.example' }),
		})
		expect((await send(`Basic ${btoa(`admin:${nextcloud.addAppPassword('admin')}`)}`)).status).toBe(403)
		expect((await send(`Basic ${btoa('alice:alice-password')}`)).status).toBe(403)
		expect((await send(`Basic ${btoa('admin:admin-password')}`, {})).status).toBe(412)
		expect((await send(`Basic ${btoa('admin:admin-password')}`)).status).toBe(200)
	})

	test('deleting wants a password entered not long ago', async () => {
		const cookie = await nextcloud.signIn('admin', 'admin-password')
		const { id } = nextcloud.addOAuthClient({ name: 'Gone', redirectUri: callback })
		const remove = () => fetch(`${nextcloud.url}/index.php/apps/oauth2/clients/${id}`, { method: 'DELETE', headers: { cookie, 'ocs-apirequest': 'true', accept: 'application/json' } })
		ahead = minutes(31)
		expect((await remove()).status).toBe(403)
		ahead = 0
		const removed = await remove()
		expect([removed.status, await removed.json()]).toEqual([200, []])
		expect(await nextcloud.occ(['oauth2:delete-client', String(id)])).toMatchObject({ exitCode: 1 })
	})
})

test('a page of a guest says nothing of a user', async () => {
	const browser = new BrowserSession(nextcloud.url)
	const flow = await follow(browser, `/login/flow?clientIdentifier=${client.clientId}`)
	expect(flow.text).not.toContain('data-user=')
	expect(tokenOf(flow.text)).not.toBe('')
})

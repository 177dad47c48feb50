// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionOutcome } from '../../sidecar/contract/connection.ts'
import type { Stack } from '../stack.ts'
import type { Answer } from './support/browser-session.ts'

import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession } from './support/browser-session.ts'
import { beginConnecting, comeBack, connectedBrowser, decideAtNepenthes } from './support/connecting.ts'
import { NepenthesVisitor } from './support/nepenthes-visitor.ts'

let stack: Stack
const logged: string[] = []

beforeAll(async () => {
	stack = await startStack({ log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }) as never })
})

afterAll(() => stack.close())

afterEach(async () => {
	stack.nepenthes.faults.clear()
	stack.nextcloud.faults.clear()
	for (const user of ['alice', 'bob']) {
		const browser = await signedIn(user)
		await browser.change('DELETE', 'connection')
	}
})

async function signedIn(user = 'alice', of = stack): Promise<BrowserSession> {
	const browser = new BrowserSession(of.gatewayUrl)
	await browser.signIn(user)
	return browser
}

const stateOf = async (browser: BrowserSession) => ((await browser.api('me')).body.nepenthes as { state: string }).state

/** How the page that is opened now is told that it ended. */
function outcomeIn({ headers }: Answer): ConnectionOutcome | undefined {
	return [headers['set-cookie'] ?? []].flat()
		.map((cookie) => /^nepenthes_connection=([^;]*)/.exec(cookie)?.[1])
		.find((value) => value !== undefined) as ConnectionOutcome | undefined
}

const HOME = '/index.php/apps/app_api/embedded/integration_nepenthes/main'

describe('connecting', () => {
	test('leads by Nepenthes and back to where it began', async () => {
		const browser = await signedIn()
		const path = '/index.php/apps/files/files/77?dir=/Photos&opendetails=true'
		const answer = await comeBack(stack, browser, await decideAtNepenthes(stack, await beginConnecting(browser, path), 'alice'))
		expect(answer).toMatchObject({ status: 303, headers: { location: path, 'cache-control': 'no-store' } })
		expect(outcomeIn(answer)).toBe('connected')
		expect((await browser.api('me')).body.nepenthes).toEqual({ state: 'connected', url: stack.nepenthes.url, account: { id: 4, name: 'Alice Archer' } })
	})

	test('keeps what it has to remember from scripts and other sites', async () => {
		const browser = await signedIn()
		const { headers } = await browser.change('POST', 'connection')
		const cookie = [headers['set-cookie'] ?? []].flat().find((value) => value.startsWith('nepenthes_oauth_'))!
		expect(cookie).toMatch(/; Path=\/; Max-Age=600; SameSite=Lax; HttpOnly$/)
		const secure = await startStack({ env: { NEXTCLOUD_PUBLIC_URL: 'https://cloud.example' } })
		try {
			const { headers: secured } = await (await signedIn('alice', secure)).change('POST', 'connection')
			expect(String(secured['set-cookie'])).toMatch(/; HttpOnly; Secure$/)
		} finally {
			await secure.close()
		}
	})

	test('from several tabs at once ends well in each', async () => {
		const browser = await signedIn()
		const begun = [await beginConnecting(browser, '/apps/files/1'), await beginConnecting(browser, '/apps/files/2'), await beginConnecting(browser, '/apps/files/3')]
		for (const i of [1, 0, 2]) {
			const answer = await comeBack(stack, browser, await decideAtNepenthes(stack, begun[i]!, 'alice'))
			expect(answer.headers.location).toBe(`/apps/files/${i + 1}`)
			expect(outcomeIn(answer)).toBe('connected')
		}
	})

	test('again and again does not fill the browser with cookies', async () => {
		const browser = await signedIn()
		for (let i = 0; i < 12; i++) {
			await beginConnecting(browser, `/apps/files/files/77?dir=/${i}`)
		}
		const cookies = browser.cookieNames().filter((name) => name.startsWith('nepenthes_'))
		expect(cookies).toHaveLength(5)
		const answer = await comeBack(stack, browser, await decideAtNepenthes(stack, await beginConnecting(browser, '/apps/files/'), 'alice'))
		expect(outcomeIn(answer)).toBe('connected')
	})

	test('from a folder whose name is too long to travel along leads back to the page', async () => {
		const browser = await signedIn()
		for (const dir of ['花园计划'.repeat(60), encodeURIComponent('花园计划'.repeat(60))]) {
			const answer = await comeBack(stack, browser, await decideAtNepenthes(stack, await beginConnecting(browser, `/apps/files/files/77?dir=/${dir}`), 'alice'))
			expect(answer.headers.location).toBe('/apps/files/files/77')
			expect(outcomeIn(answer)).toBe('connected')
		}
	})

	test('tells the page that follows how it ended, for a minute', async () => {
		const browser = await signedIn()
		const { headers } = await comeBack(stack, browser, await decideAtNepenthes(stack, await beginConnecting(browser), 'alice'))
		expect(headers['set-cookie']).toContain('nepenthes_connection=connected; Path=/; Max-Age=60; SameSite=Lax')
	})

	test('that the user does not allow ends with a word of that', async () => {
		const browser = await signedIn()
		const answer = await comeBack(stack, browser, await decideAtNepenthes(stack, await beginConnecting(browser, '/apps/files/'), 'alice', 'deny'))
		expect(answer.headers.location).toBe('/apps/files/')
		expect(outcomeIn(answer)).toBe('denied')
		expect(await stateOf(browser)).toBe('not-connected')
	})

	test('that was not allowed at first is, by going back and allowing it', async () => {
		const browser = await signedIn()
		const begun = await beginConnecting(browser, '/apps/files/')
		await comeBack(stack, browser, await decideAtNepenthes(stack, begun, 'alice', 'deny'))
		expect(outcomeIn(await comeBack(stack, browser, await decideAtNepenthes(stack, begun, 'alice')))).toBe('connected')
	})

	test('twice with the same answer of Nepenthes changes nothing', async () => {
		const browser = await signedIn()
		const location = await decideAtNepenthes(stack, await beginConnecting(browser, '/apps/files/'), 'alice')
		await comeBack(stack, browser, location)
		const again = await comeBack(stack, browser, location)
		expect(again).toMatchObject({ status: 303, headers: { location: '/apps/files/' } })
		expect(outcomeIn(again)).toBe('connected')
		expect(await stateOf(browser)).toBe('connected')
	})

	test.for([
		['another browser of the same user', 'alice'],
		['another user', 'bob'],
	] as const)('that was begun by someone else counts for nothing: %s', async ([, other]) => {
		const location = await decideAtNepenthes(stack, await beginConnecting(await signedIn('alice')), 'alice')
		const browser = await signedIn(other)
		const answer = await comeBack(stack, browser, location)
		expect(answer).toMatchObject({ status: 303, headers: { location: HOME } })
		expect(outcomeIn(answer)).toBe('out-of-date')
		expect(await stateOf(browser)).toBe('not-connected')
	})

	test('that another user of the same browser began counts for nothing', async () => {
		const browser = await signedIn('alice')
		const location = await decideAtNepenthes(stack, await beginConnecting(browser, '/apps/files/'), 'alice')
		await browser.signOut()
		await browser.signIn('bob')
		expect(outcomeIn(await comeBack(stack, browser, location))).toBe('out-of-date')
		expect(await stateOf(browser)).toBe('not-connected')
	})

	test('with the attempt of one tab under the state of another counts for nothing', async () => {
		const browser = await signedIn()
		const [one, two] = [await beginConnecting(browser, '/apps/files/1'), await beginConnecting(browser, '/apps/files/2')]
		const location = new URL(await decideAtNepenthes(stack, one, 'alice'))
		location.searchParams.set('state', new URL(two).searchParams.get('state')!)
		const answer = await comeBack(stack, browser, location.href)
		// The verifier of the other attempt does not fit.
		expect(outcomeIn(answer)).toBe('refused')
		expect(await stateOf(browser)).toBe('not-connected')
	})

	test('that took longer than ten minutes is out of date', async () => {
		vi.useFakeTimers({ toFake: ['Date'] })
		const other = await startStack()
		try {
			const browser = await signedIn('alice', other)
			const begun = await beginConnecting(browser, '/apps/files/')
			vi.setSystemTime(Date.now() + 601_000)
			const answer = await comeBack(other, browser, await decideAtNepenthes(other, begun, 'alice'))
			expect(answer).toMatchObject({ status: 303, headers: { location: HOME } })
			expect(outcomeIn(answer)).toBe('out-of-date')
			expect(await stateOf(browser)).toBe('not-connected')
		} finally {
			vi.useRealTimers()
			await other.close()
		}
	})

	test('with a state that is not ours is Nextcloud\'s own business', async () => {
		const browser = await signedIn()
		stack.nextcloud.requests.clear()
		const answer = await browser.send('/index.php/apps/integration_openproject/oauth-redirect?code=1&state=foreign', { headers: { accept: 'text/html' } })
		expect(answer.status).toBe(404)
		expect(stack.nextcloud.requests.list('integration_openproject/oauth-redirect')).toHaveLength(1)
	})

	test('waits for whoever was signed out meanwhile', async () => {
		const browser = await signedIn()
		const location = await decideAtNepenthes(stack, await beginConnecting(browser, '/apps/files/'), 'alice')
		await browser.signOut()
		const toLogin = await comeBack(stack, browser, location)
		expect(toLogin.status).toBe(302)
		const login = new URL(toLogin.headers.location as string, stack.gatewayUrl)
		expect(login.pathname).toBe('/index.php/login')
		await browser.signIn('alice')
		const back = await browser.send(login.searchParams.get('redirect_url')!, { headers: { accept: 'text/html' } })
		expect(outcomeIn(back)).toBe('connected')
	})

	test.for([
		['Nepenthes is away', () => stack.nepenthes.faults.add({ route: '/oauth/token', kind: 'reset' }), 'nepenthes-unreachable'],
		['Nepenthes shows an error page', () => stack.nepenthes.faults.add({ route: '/oauth/token', kind: 'fail', status: 200, contentType: 'text/html', body: '<h1>Hello</h1>' }), 'refused'],
		['Nextcloud does not keep the connection', () => stack.nextcloud.faults.add({ route: 'ex-app/preference$', method: 'POST', kind: 'fail', status: 500 }), 'not-stored'],
	] as const)('is honest when %s', async ([, breaks, outcome]) => {
		const browser = await signedIn()
		const location = await decideAtNepenthes(stack, await beginConnecting(browser, '/apps/files/'), 'alice')
		breaks()
		const answer = await comeBack(stack, browser, location)
		expect(answer.headers.location).toBe('/apps/files/')
		expect(outcomeIn(answer)).toBe(outcome)
	})

	test.for(['https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)', ' /apps/files/', '/\t/evil.example', 'apps/files', ''])('never leads to "%s"', async (returnPath) => {
		const { body } = await (await signedIn()).change('POST', 'connection', { returnPath })
		expect(body).toMatchObject({ status: 400, code: 'invalid-request' })
	})

	test('leaves no code, token or secret in the log', async () => {
		const browser = await signedIn()
		const location = await decideAtNepenthes(stack, await beginConnecting(browser), 'alice')
		await comeBack(stack, browser, location)
		await browser.api('work-packages?query=pitcher')
		const tokens = stack.nepenthes.requests.map(({ headers }) => String(headers.authorization ?? '').replace(/^Bearer /, '')).filter(Boolean)
		const all = logged.join('\n')
		for (const secret of [new URL(location).searchParams.get('code')!, stack.storage!.clientSecret, ...tokens]) {
			expect(secret.length).toBeGreaterThan(10)
			expect(all).not.toContain(secret)
		}
	})
})

describe('a wrong OAuth application', () => {
	test('is named as such, for the administrator', async () => {
		const other = await startStack()
		try {
			const { url } = other.nepenthes
			await other.nextcloud.occ(['integration_nepenthes:setup', `--client-id=${other.storage!.clientId}`, '--client-secret=a-wrong-secret'])
			const browser = await signedIn('alice', other)
			const answer = await comeBack(other, browser, await decideAtNepenthes(other, await beginConnecting(browser, '/apps/files/'), 'alice'))
			expect(outcomeIn(answer)).toBe('client-refused')
			expect((await browser.api('me')).body.nepenthes).toMatchObject({ state: 'not-connected', url })
		} finally {
			await other.close()
		}
	})
})

describe('an application that does not know where to send browsers back to', () => {
	test('ends on a page of Nepenthes, which sends nobody anywhere', async () => {
		const other = await startStack()
		try {
			// Nepenthes registered the other address for its storage.
			await other.nextcloud.occ(['integration_nepenthes:setup', '--redirect=gateway', `--client-id=${other.storage!.clientId}`, `--client-secret=${other.storage!.clientSecret}`])
			const authorizationUrl = await beginConnecting(await signedIn('alice', other))
			expect(new URL(authorizationUrl).searchParams.get('redirect_uri')).toBe(`${other.gatewayUrl}/index.php/apps/integration_nepenthes/oauth-redirect`)
			const visitor = new NepenthesVisitor(other.nepenthes.url)
			await visitor.signIn('/login', 'alice')
			const page = await visitor.get(authorizationUrl)
			expect(page.location).toBeNull()
			expect(page.status).toBeGreaterThanOrEqual(400)
		} finally {
			await other.close()
		}
	})
})

describe('each way back', () => {
	test('the app\'s own address', async () => {
		const other = await startStack({ redirect: 'gateway' })
		try {
			await connectedBrowser(other)
		} finally {
			await other.close()
		}
	})

	test('in sub-paths on both sides, down to linking and unlinking', async () => {
		const other = await startStack({ nextcloud: { webroot: '/nextcloud' }, nepenthes: { basePath: '/np' } })
		try {
			const browser = await connectedBrowser(other)
			const id = other.nextcloud.fileId('alice', '/Readme.md')
			expect((await browser.api('work-packages?query=%231042&linkable=true')).body).toMatchObject({ items: [{ id: 1042, url: `${other.nepenthes.url}/work_packages/1042` }] })
			expect((await browser.change('PUT', `files/${id}/work-packages/1042`)).body).toMatchObject({ linked: true })
			expect((await browser.api(`files/${id}/work-packages`)).body).toMatchObject({ total: 1 })
			expect((await browser.change('DELETE', `files/${id}/work-packages/1042`)).body).toMatchObject({ linked: false })
			expect(other.nepenthes.fileLinksOf(1042)).toEqual([])
		} finally {
			await other.close()
		}
	})
})

describe('a connection', () => {
	const list = (browser: BrowserSession) => browser.api('work-packages?query=pitcher')

	test('that the user ends is ended on both sides', async () => {
		const browser = await connectedBrowser(stack)
		await list(browser)
		const token = stack.nepenthes.requests.at(-1)!.headers.authorization as string
		expect((await browser.change('DELETE', 'connection')).body).toEqual({ revoked: true })
		expect((await list(browser)).body).toMatchObject({ code: 'not-connected' })
		expect((await fetch(`${stack.nepenthes.url}/api/v3/users/me`, { headers: { authorization: token } })).status).toBe(401)
		expect((await browser.change('DELETE', 'connection')).status).toBe(200)
	})

	test('is ended here also when Nepenthes cannot be told, which is said', async () => {
		const browser = await connectedBrowser(stack)
		stack.nepenthes.faults.add({ route: '/oauth/revoke', kind: 'reset' })
		expect((await browser.change('DELETE', 'connection')).body).toEqual({ revoked: false })
		expect(await stateOf(browser)).toBe('not-connected')
	})

	test('that is made anew ends the tokens of the former one', async () => {
		const browser = await connectedBrowser(stack)
		await list(browser)
		const former = stack.nepenthes.requests.at(-1)!.headers.authorization as string
		await comeBack(stack, browser, await decideAtNepenthes(stack, await beginConnecting(browser), 'alice'))
		expect((await list(browser)).status).toBe(200)
		expect((await fetch(`${stack.nepenthes.url}/api/v3/users/me`, { headers: { authorization: former } })).status).toBe(401)
	})

	test('is not said to have ended when Nextcloud keeps it', async () => {
		const browser = await connectedBrowser(stack)
		stack.nextcloud.faults.add({ route: 'ex-app/preference', method: 'DELETE', kind: 'fail', status: 500 })
		expect((await browser.change('DELETE', 'connection')).status).toBe(502)
		stack.nextcloud.faults.clear()
		expect(await stateOf(browser)).toBe('connected')
		expect((await list(browser)).status).toBe(200)
	})

	test('is each user\'s own', async () => {
		const alice = await connectedBrowser(stack, 'alice')
		const bob = await connectedBrowser(stack, 'bob')
		await alice.change('DELETE', 'connection')
		expect(await stateOf(alice)).toBe('not-connected')
		expect((await bob.api('me')).body.nepenthes).toMatchObject({ state: 'connected', account: { name: 'Bob Builder' } })
	})

	test('belongs to one Nepenthes: its tokens are never sent to another', async () => {
		const other = await startStack()
		const second = await startStack({ setUp: false })
		try {
			const browser = await connectedBrowser(other)
			await other.nextcloud.occ(['integration_nepenthes:setup', `--url=${second.nepenthes.url}`, '--client-id=x', '--client-secret=y'])
			expect((await browser.api('work-packages?query=pitcher')).body).toMatchObject({ code: 'not-connected' })
			expect(await stateOf(browser)).toBe('not-connected')
			expect(second.nepenthes.requests.filter(({ headers }) => headers.authorization !== undefined)).toEqual([])
		} finally {
			await other.close()
			await second.close()
		}
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession } from './support/browser-session.ts'
import { beginConnecting, decideAtNepenthes } from './support/connecting.ts'

const PROXY = '/index.php/apps/app_api/proxy/integration_nepenthes/api/'
const HOME = '/index.php/apps/app_api/embedded/integration_nepenthes/main'

let stack: Stack

beforeAll(async () => {
	stack = await startStack({ redirect: 'page', env: { SIDECAR_ROLES: 'exapp' } })
})

afterAll(() => stack.close())

async function signedIn(user = 'alice'): Promise<BrowserSession> {
	const browser = new BrowserSession(stack.nextcloud.url, PROXY)
	await browser.signIn(user)
	return browser
}

/** What Nepenthes gives to the app's page, whose script hands it on. */
async function decide(authorizationUrl: string, login = 'alice', decision?: 'approve' | 'deny'): Promise<Record<string, string>> {
	const { pathname, searchParams } = new URL(await decideAtNepenthes(stack, authorizationUrl, login, decision))
	expect(pathname).toBe(`${HOME}/oauth-redirect`)
	return Object.fromEntries(searchParams)
}

const complete = (browser: BrowserSession, parameters: object) => browser.change('POST', 'connection/completion', parameters)

const stateOf = async (browser: BrowserSession) => ((await browser.api('me')).body.nepenthes as { state: string }).state

async function connected(user = 'alice'): Promise<BrowserSession> {
	const browser = await signedIn(user)
	const { body } = await complete(browser, await decide(await beginConnecting(browser), user))
	expect(body.outcome).toBe('connected')
	return browser
}

describe('connecting by the app\'s page', () => {
	beforeEach(async () => {
		await (await signedIn()).change('DELETE', 'connection')
	})

	test('leads back to where it began, without a redirect through AppAPI\'s proxy', async () => {
		const browser = await signedIn()
		const parameters = await decide(await beginConnecting(browser, '/index.php/apps/files/files/77'))
		const { status, body, headers } = await complete(browser, parameters)
		expect({ status, body }).toEqual({ status: 200, body: { outcome: 'connected', returnTo: '/index.php/apps/files/files/77' } })
		expect(headers.location).toBeUndefined()
		expect(await stateOf(browser)).toBe('connected')
	})

	test('keeps what it has to remember from scripts, in the one cookie that the proxy lets through', async () => {
		const { headers } = await (await signedIn()).change('POST', 'connection')
		const ours = [headers['set-cookie'] ?? []].flat().filter((cookie) => cookie.startsWith('nepenthes_oauth_'))
		expect(ours).toEqual([expect.stringMatching(/; Path=\/; Max-Age=600; SameSite=Lax; HttpOnly$/)])
	})

	test('and saying no is an outcome', async () => {
		const browser = await signedIn()
		const parameters = await decide(await beginConnecting(browser, '/apps/files/'), 'alice', 'deny')
		expect(parameters.error).toBe('access_denied')
		expect((await complete(browser, parameters)).body).toEqual({ outcome: 'denied', returnTo: '/apps/files/' })
		expect(await stateOf(browser)).toBe('not-connected')
	})

	test('twice, as when the page is loaded anew, changes nothing', async () => {
		const browser = await signedIn()
		const parameters = await decide(await beginConnecting(browser, '/apps/files/'))
		await complete(browser, parameters)
		expect((await complete(browser, parameters)).body).toEqual({ outcome: 'connected', returnTo: '/apps/files/' })
		expect(await stateOf(browser)).toBe('connected')
	})

	test.for([
		['another browser', 'alice'],
		['another user', 'bob'],
	] as const)('with what belongs to %s counts for nothing', async ([, other]) => {
		const parameters = await decide(await beginConnecting(await signedIn('alice')))
		const browser = await signedIn(other)
		expect((await complete(browser, parameters)).body).toEqual({ outcome: 'out-of-date', returnTo: HOME })
		expect(await stateOf(browser)).toBe('not-connected')
	})

	test('with a code of somebody else under the own state does not take their account', async () => {
		const [mallory, victim] = [await signedIn('bob'), await signedIn('alice')]
		const { code } = await decide(await beginConnecting(mallory), 'bob')
		const { state } = await decide(await beginConnecting(victim), 'alice')
		// Another verifier belongs to the code.
		expect((await complete(victim, { code, state })).body.outcome).toBe('refused')
		expect(await stateOf(victim)).toBe('not-connected')
	})

	test.for([{ state: 'x', code: 'y' }, { state: 'x', error: 'access_denied' }])('with nothing of ours is out of date: %j', async (parameters) => {
		const browser = await signedIn()
		expect((await complete(browser, parameters)).body).toEqual({ outcome: 'out-of-date', returnTo: HOME })
		expect(await stateOf(browser)).toBe('not-connected')
	})
})

describe('behind AppAPI\'s proxy', () => {
	let alice: BrowserSession
	let file: string

	beforeAll(async () => {
		alice = await connected()
		file = String(stack.nextcloud.fileId('alice', '/Readme.md'))
	})

	test('work packages are found, linked, listed and unlinked', async () => {
		expect((await alice.api('work-packages?query=%231042&linkable=true')).body).toMatchObject({ total: 1, items: [{ id: 1042 }] })
		expect(await alice.change('PUT', `files/${file}/work-packages/1042`)).toMatchObject({ status: 200, body: { workPackageId: 1042, linked: true } })
		expect((await alice.api(`files/${file}/work-packages`)).body).toMatchObject({ total: 1, items: [{ id: 1042, subject: 'Pitcher leaks at the lower rim' }] })
		expect(await alice.change('DELETE', `files/${file}/work-packages/1042`)).toMatchObject({ status: 200, body: { workPackageId: 1042, linked: false } })
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
	})

	test('nothing is kept that may change', async () => {
		for (const path of ['me', 'work-packages?query=pitcher', `files/${file}/work-packages`, 'files/x/work-packages']) {
			expect((await alice.api(path)).headers['cache-control'], path).toBe('no-store')
		}
	})

	test('pictures are shown, and kept by this browser alone', async () => {
		const { status, headers, text } = await alice.send(`${PROXY}avatars/4`)
		expect(status).toBe(200)
		expect(headers).toMatchObject({ 'content-type': 'image/png', 'cache-control': 'private, max-age=86400', 'x-content-type-options': 'nosniff' })
		expect(text.slice(1, 4)).toBe('PNG')
	})

	test('problems keep their status and their code', async () => {
		const bob = await signedIn('bob')
		expect(await bob.api('work-packages?query=pitcher')).toMatchObject({ status: 409, body: { code: 'not-connected' } })
		expect(await alice.change('PUT', 'files/999999/work-packages/1042')).toMatchObject({ status: 404, body: { code: 'file-not-found' } })
		expect(await alice.api('files/0/work-packages')).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
	})

	test.for(['PUT', 'DELETE'] as const)('%s is for pages of this Nextcloud', async (method) => {
		const path = `files/${file}/work-packages/1042`
		expect((await alice.api(path, { method, headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(412)
		expect((await alice.api(path, { method, headers: { 'sec-fetch-site': 'cross-site', requesttoken: await alice.requestToken() } })).status).toBe(403)
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
	})

	test('who signs out cannot go on', async () => {
		const browser = await signedIn()
		await browser.signOut()
		expect((await browser.send(`${PROXY}me`)).status).not.toBe(200)
	})

	test('the connection ends on both sides', async () => {
		const browser = await connected('bob')
		expect((await browser.change('DELETE', 'connection')).body).toEqual({ revoked: true })
		expect(await stateOf(browser)).toBe('not-connected')
	})
})

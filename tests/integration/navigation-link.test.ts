// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession, stateOf } from './support/browser-session.ts'
import { ocs } from './support/ocs.ts'

interface Entry {
	id: string
	href: string
	name: string
	active: boolean
}

let stack: Stack
let alice: BrowserSession

beforeAll(async () => {
	stack = await startStack()
	alice = await signedIn('alice')
	await alice.change('PUT', 'settings/navigationLink', { value: true })
})

afterEach(() => stack.nextcloud.faults.clear())

afterAll(() => stack.close())

async function signedIn(user: string): Promise<BrowserSession> {
	const browser = new BrowserSession(stack.gatewayUrl)
	await browser.signIn(user)
	return browser
}

const menuOf = async (browser: BrowserSession, path = '/apps/files/') => stateOf(await browser.open(path), 'core-apps') as Entry[]

describe('who has switched the navigation link on', () => {
	test('has it in the app menu of each page, beside the app\'s own entry, and never as the active one', async () => {
		for (const path of ['/apps/files/', '/apps/dashboard/', '/settings/user', '/index.php/apps/files/']) {
			const entries = await menuOf(alice, path)
			const at = entries.findIndex(({ id }) => id === 'integration_nepenthes')
			expect(entries[at], path).toMatchObject({ name: 'Open Nepenthes', href: stack.nepenthes.url, active: false })
			expect(entries[at - 1]!.id).toBe('app_api_integration_nepenthes_main')
		}
	})

	test('has it in the route that clients ask, in both formats, with a tag of its own', async () => {
		const { data, headers, text } = await ocs(alice, '/core/navigation/apps?absolute=true')
		expect((data as Entry[]).filter(({ id }) => id === 'integration_nepenthes')).toHaveLength(1)
		const again = await ocs(alice, '/core/navigation/apps?absolute=true', { headers: { 'if-none-match': String(headers.etag) } })
		expect([again.status, again.headers.etag]).toEqual([304, headers.etag])
		expect((await ocs(alice, '/core/navigation/apps?absolute=true')).text).toBe(text)
		expect((await alice.send('/ocs/v1.php/core/navigation/apps', { headers: { 'ocs-apirequest': 'true' } })).text).toContain('<id>integration_nepenthes</id>')
	})

	test('has its picture at an address that holds outside of pages too, where the client asks for such', async () => {
		const iconOf = async (query: string) => ((await ocs(alice, `/core/navigation/apps${query}`)).data as (Entry & { icon: string })[]).find(({ id }) => id === 'integration_nepenthes')?.icon
		expect(await iconOf('?absolute=true')).toBe(`${stack.gatewayUrl}/apps/integration_nepenthes/img/app.svg`)
		for (const query of ['', '?absolute=false', '?absolute=0']) {
			expect(await iconOf(query), query).toBe('/apps/integration_nepenthes/img/app.svg')
		}
	})

	test('reads it in their language', async () => {
		stack.nextcloud.setLanguage('bob', 'de_DE')
		const bob = await signedIn('bob')
		await bob.change('PUT', 'settings/navigationLink', { value: true })
		expect(await menuOf(bob)).toContainEqual(expect.objectContaining({ id: 'integration_nepenthes', name: 'Nepenthes öffnen' }))
	})

	test('has it no more on the next page after it is switched off', async () => {
		const admin = await signedIn('admin')
		await admin.change('PUT', 'settings/navigationLink', { value: true })
		expect((await menuOf(admin)).map(({ id }) => id)).toContain('integration_nepenthes')
		await admin.change('PUT', 'settings/navigationLink', { value: false })
		expect((await menuOf(admin)).map(({ id }) => id)).not.toContain('integration_nepenthes')
	})
})

describe('two accounts, one after the other in one browser', () => {
	test('each have their own menu', async () => {
		const browser = await signedIn('alice')
		expect((await menuOf(browser)).map(({ id }) => id)).toContain('integration_nepenthes')
		await browser.signOut()
		await browser.signIn('carol')
		expect((await menuOf(browser)).map(({ id }) => id)).not.toContain('integration_nepenthes')
	})
})

describe('a page', () => {
	test('asks who the user is once for many, and never waits long for it', async () => {
		const browser = await signedIn('alice')
		await browser.open('/apps/files/')
		const before = stack.nextcloud.requests.count('/cloud/user')
		for (let i = 0; i < 5; i++) {
			await browser.open('/apps/files/')
		}
		expect(stack.nextcloud.requests.count('/cloud/user')).toBe(before)
	})

	test('and what clients ask come without ours, and in time, when settings are not there in time', { timeout: 20_000 }, async () => {
		const browser = await signedIn('alice')
		await ocs(browser, '/core/navigation/apps')
		// What has just been changed is read anew.
		await browser.change('PUT', 'settings/navigationLink', { value: true })
		stack.nextcloud.faults.add({ kind: 'hang', route: '/ex-app/preference' })
		for (const path of ['/core/navigation/apps', '/search/providers', `/references/resolve?reference=${encodeURIComponent(`${stack.nepenthes.url}/wp/1042`)}`]) {
			const start = performance.now()
			expect((await ocs(browser, path)).status, path).toBe(200)
			expect(performance.now() - start, path).toBeLessThan(6_000)
		}
	})

	test('leaves the browser the new session that Nextcloud opens after the login, whichever question it answers with it', async () => {
		const browser = await signedIn('alice')
		const session = () => browser.cookieNames().filter((name) => name.startsWith('oc') && name !== 'oc_sessionPassphrase').map((name) => browser.cookie(name))
		const before = session()
		const fault = stack.nextcloud.faults.add({ kind: 'slow', delay: 100, route: '/apps/files/' })
		await browser.open('/apps/files/')
		stack.nextcloud.faults.remove(fault)
		expect(session()).not.toEqual(before)
	})

	test('comes without what is the user\'s own when that is not known in time', async () => {
		const browser = await signedIn('alice')
		const fault = stack.nextcloud.faults.add({ kind: 'slow', delay: 5_000, route: '/cloud/user' })
		const start = performance.now()
		const page = await browser.open('/apps/files/')
		expect(performance.now() - start).toBeLessThan(3_000)
		stack.nextcloud.faults.remove(fault)
		expect((stateOf(page, 'core-apps') as Entry[]).map(({ id }) => id)).not.toContain('integration_nepenthes')
		expect(stateOf(page, 'integration_nepenthes-config')).toMatchObject({ nepenthesUrl: stack.nepenthes.url })
	})
})

describe('for whom everything is off', () => {
	/** The answer as it comes past the gateway, and through it. */
	const both = async (path: string) => {
		const headers = { authorization: `Basic ${Buffer.from('carol:carol-password').toString('base64')}`, 'ocs-apirequest': 'true', accept: 'application/json', 'accept-encoding': 'identity', host: new URL(stack.gatewayUrl).host }
		return Promise.all([stack.nextcloud.url, stack.gatewayUrl].map(async (url) => {
			const browser = new BrowserSession(url)
			const { status, text, headers: { etag } } = await browser.send(path, { headers })
			return { status, text, etag }
		}))
	}

	test.each([
		'/ocs/v2.php/search/providers',
		'/ocs/v1.php/search/providers?from=%2Fapps%2Ffiles%2F',
		'/ocs/v2.php/core/navigation/apps',
		'/ocs/v2.php/core/navigation/apps?format=xml',
		'/ocs/v2.php/search/providers/files/search?term=readme',
		'/ocs/v2.php/cloud/capabilities',
	])('%s is what Nextcloud answers, byte for byte', async (path) => {
		const [own, ours] = await both(path)
		expect(ours).toEqual(own)
	})

	test('links are what Nextcloud makes of them', async () => {
		const carol = await signedIn('carol')
		await carol.change('PUT', 'settings/linkPreviews', { value: false })
		const [own, ours] = await both(`/ocs/v2.php/references/resolve?reference=${encodeURIComponent(`${stack.nepenthes.url}/wp/1042`)}`)
		expect(ours).toEqual(own)
	})
})

describe('guests', () => {
	test('get no script and no data on public pages and in public rooms', async () => {
		const pages = [`/s/${stack.nextcloud.shareByLink('alice', '/Readme.md')}`, `/call/${stack.nextcloud.chatRooms.add({ name: 'Open house', members: ['alice'], public: true })}`]
		for (const path of pages) {
			const { status, text } = await new BrowserSession(stack.gatewayUrl).send(path, { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } })
			expect(status, path).toBe(200)
			expect(text, path).not.toContain('integration_nepenthes')
			expect(text, path).not.toContain(stack.nepenthes.url)
		}
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession } from './support/browser-session.ts'
import { connectedBrowser } from './support/connecting.ts'
import { ocs } from './support/ocs.ts'

interface Provider {
	id: string
	order: number
	isExternalProvider: boolean
	filters: Record<string, string>
}

interface Entry {
	title: string
	subline: string
	resourceUrl: string
	thumbnailUrl: string
	icon: string
	rounded: boolean
}

interface Found {
	name: string
	isPaginated: boolean
	entries: Entry[]
	cursor: number | string | null
}

let stack: Stack
let alice: BrowserSession

beforeAll(async () => {
	stack = await startStack()
	alice = await connectedBrowser(stack, 'alice')
	await alice.change('PUT', 'settings/unifiedSearch', { value: true })
})

afterEach(() => stack.nepenthes.faults.clear())

afterAll(() => stack.close())

async function providers(browser = alice, from = ''): Promise<Provider[]> {
	const { status, data } = await ocs(browser, `/search/providers${from === '' ? '' : `?from=${encodeURIComponent(from)}`}`)
	expect(status).toBe(200)
	return data as Provider[]
}

async function search(parameters: Record<string, string>, browser = alice): Promise<Found> {
	const { status, data } = await ocs(browser, `/search/providers/nepenthes/search?${new URLSearchParams(parameters)}`)
	expect(status).toBe(200)
	return data as Found
}

const titles = ({ entries }: Found) => entries.map(({ title }) => title)

async function requestsOf(doing: () => Promise<unknown>): Promise<number> {
	const before = stack.nepenthes.requests.length
	await doing()
	return stack.nepenthes.requests.length - before
}

describe('the list of providers', () => {
	test('has Nepenthes in its place, marked as a service outside', async () => {
		const all = await providers()
		expect(all.map(({ order }) => order)).toEqual(all.map(({ order }) => order).toSorted((a, b) => a - b))
		expect(all.find(({ id }) => id === 'nepenthes')).toMatchObject({
			// The white one, which Nextcloud inverts in bright themes.
			icon: '/apps/integration_nepenthes/img/app.svg',
			isExternalProvider: true,
			filters: { term: 'string', since: 'datetime', until: 'datetime', person: 'person', 'title-only': 'bool' },
		})
	})

	test('keeps those that Nextcloud has, also what it says of the page from which it is asked', async () => {
		const own = JSON.parse((await (await fetch(`${stack.nextcloud.url}/ocs/v2.php/search/providers?from=%2Fapps%2Ffiles%2F&format=json`, { headers: { authorization: `Basic ${Buffer.from('alice:alice-password').toString('base64')}` } })).text())) as { ocs: { data: Provider[] } }
		expect((await providers(alice, '/apps/files/')).filter(({ id }) => id !== 'nepenthes')).toEqual(own.ocs.data)
	})

	test('is the one of Nextcloud, byte for byte, for whom it is off', async () => {
		const bob = await connectedBrowser(stack, 'bob')
		const cookie = ['nc_sameSiteCookielax', 'nc_sameSiteCookiestrict', stack.nextcloud.instanceId, 'oc_sessionPassphrase'].map((name) => `${name}=${bob.cookie(name)}`).join('; ')
		const own = await fetch(`${stack.nextcloud.url}/ocs/v2.php/search/providers`, { headers: { cookie, accept: 'application/json', 'accept-encoding': 'identity' } })
		const ours = await bob.send('/ocs/v2.php/search/providers', { headers: { accept: 'application/json' } })
		expect(ours.text).toBe(await own.text())
		expect(ours.headers.etag).toBe(own.headers.get('etag'))
	})

	test('has an ETag of its own, by which a client that has it is spared it', async () => {
		const { headers, text } = await ocs(alice, '/search/providers')
		const again = await ocs(alice, '/search/providers', { headers: { 'if-none-match': String(headers.etag) } })
		expect([again.status, again.text, again.headers.etag]).toEqual([304, '', headers.etag])
		const other = await ocs(alice, '/search/providers', { headers: { 'if-none-match': '"other"' } })
		expect([other.status, other.text]).toEqual([200, text])
	})

	test('is XML for clients that want that, in both versions', async () => {
		for (const [version, statuscode] of [['v1', '100'], ['v2', '200']]) {
			const { headers, text } = await alice.send(`/ocs/${version}.php/search/providers`)
			expect(headers['content-type']).toBe('application/xml; charset=utf-8')
			expect(text).toContain(`<statuscode>${statuscode}</statuscode>`)
			expect(text).toMatch(/<element>\s*<id>files<\/id>/)
			expect(text).toMatch(/<element>\s*<id>nepenthes<\/id>\s*<appId>integration_nepenthes<\/appId>/)
			expect(text).toContain('<isExternalProvider>1</isExternalProvider>')
		}
	})

	test('says to who is not signed in what Nextcloud says', async () => {
		const { status } = await fetch(`${stack.gatewayUrl}/ocs/v2.php/search/providers?format=json`)
		expect(status).toBe(401)
	})
})

describe('the list of providers for who has switched ours off', () => {
	test('comes with the new session that Nextcloud opens after the login', async () => {
		const admin = await signedIn('admin')
		const session = () => admin.cookieNames().filter((name) => name.startsWith('oc') && name !== 'oc_sessionPassphrase').map((name) => admin.cookie(name))
		const before = session()
		expect((await admin.send('/ocs/v2.php/search/providers', { headers: { accept: 'application/json', 'ocs-apirequest': 'true' } })).status).toBe(200)
		expect(session()).not.toEqual(before)
	})
})

describe('a search', () => {
	test('finds work packages by words, with all that a row has room for, in one request', async () => {
		let found: Found | undefined
		// Types and statuses are known from now on.
		await search({ term: 'pitcher' })
		expect(await requestsOf(async () => {
			found = await search({ term: 'pitcher lower rim' })
		})).toBe(1)
		expect(found).toMatchObject({ name: 'Nepenthes', isPaginated: false, cursor: null })
		expect(found!.entries).toHaveLength(1)
		expect(found!.entries[0]).toMatchObject({ title: '#1042 Pitcher leaks at the lower rim', subline: 'Garden · Bug · In progress · Bob Builder', resourceUrl: `${stack.nepenthes.url}/work_packages/1042` })
	})

	test('finds a number, an identifier and a pasted address, the one that is meant first', async () => {
		for (const term of ['1042', '#1042', `${stack.nepenthes.url}/projects/garden/work_packages/1042/activity`]) {
			expect(titles(await search({ term }))[0], term).toContain('#1042 ')
		}
		expect(titles(await search({ term: 'NEP-7' }))[0]).toContain('NEP-7 ')
		expect((await search({ term: 'https://elsewhere.example/wp/1042' })).entries).toEqual([])
	})

	test('gives each a picture that is there, and nothing as an icon, which the smart picker would show in its place', async () => {
		const { entries } = await search({ term: 'garden', limit: '25' })
		expect(new Set(entries.map(({ icon }) => icon))).toEqual(new Set(['']))
		const pictures = entries.map(({ thumbnailUrl, rounded }) => [thumbnailUrl.replace(/\d+/, 'N'), rounded].join())
		expect(new Set(pictures)).toEqual(new Set(['/apps/integration_nepenthes/api/avatars/N?otherwise=icon,true', '/apps/integration_nepenthes/img/app-color.svg,false']))
		for (const { thumbnailUrl } of entries) {
			const { status, headers } = await alice.send(thumbnailUrl)
			expect([status, headers['content-type']], thumbnailUrl).toEqual([200, expect.stringMatching(/^image\//)])
		}
	})

	test('pages the same way whether the limit grows or a cursor moves', async () => {
		for (const term of ['garden', '10']) {
			const byCursor: string[] = []
			let cursor: Found['cursor'] = 0
			while (cursor !== null && byCursor.length < 25) {
				const page: Found = await search({ term, limit: '5', ...cursor !== 0 && { cursor: String(cursor) } })
				byCursor.push(...titles(page))
				cursor = page.cursor
				// Who is told of more without a cursor would get the first ones again.
				expect(page.isPaginated).toBe(cursor !== null)
			}
			expect(new Set(byCursor).size).toBe(byCursor.length)
			for (const limit of [5, 10, 15, 20, 25]) {
				expect(titles(await search({ term, limit: String(limit) })), `${term} ${limit}`).toEqual(byCursor.slice(0, limit))
			}
		}
	})

	test('gives five without a limit, and never more than 25', async () => {
		expect((await search({ term: 'garden' })).entries).toHaveLength(5)
		expect((await search({ term: 'garden', limit: '1000' })).entries).toHaveLength(25)
		expect((await search({ term: 'garden', limit: '-3' })).entries).toHaveLength(5)
		expect((await search({ term: 'garden', cursor: '999999' })).entries).toEqual([])
	})

	test('keeps to the filters that Nextcloud offers', async () => {
		const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
		expect((await search({ term: 'rim', since: tomorrow })).entries).toEqual([])
		expect((await search({ term: 'rim', until: '2000-01-01T00:00:00.000Z' })).entries).toEqual([])
		expect(titles(await search({ term: 'rim', since: '2000-01-01T00:00:00.000Z', until: tomorrow }))).toEqual(titles(await search({ term: 'rim' })))
		// Words of the project's name are none of the subject.
		expect((await search({ term: 'garden rim', 'title-only': 'true' })).entries).toEqual([])
		expect((await search({ term: 'lower rim', 'title-only': 'true' })).entries).toHaveLength(1)
	})

	test('of what a person is to do finds what their account in Nepenthes is assigned to', async () => {
		await connectedBrowser(stack, 'bob')
		const { entries } = await search({ term: 'garden', person: 'bob', limit: '25' })
		expect(entries.length).toBeGreaterThan(0)
		for (const { subline } of entries) {
			expect(subline).toMatch(/ · Bob Builder$/)
		}
		expect((await search({ term: 'garden', person: 'nobody' })).entries).toEqual([])
	})

	test('shows each what they may see', async () => {
		const carol = await connectedBrowser(stack, 'carol')
		expect((await search({ term: 'pitcher' }, carol)).entries).toEqual([])
	})

	test('gives HTML as it stands: whoever shows it shows text', async () => {
		expect(titles(await search({ term: '<script>' })).join()).toContain('<script>alert(1)</script>')
	})
})

describe('a search that leads to nothing', () => {
	test('is empty, and quick, when Nepenthes is slow', { timeout: 10_000 }, async () => {
		stack.nepenthes.faults.add({ kind: 'hang', route: '/api/v3/work_packages' })
		const start = performance.now()
		expect(await search({ term: 'pitcher' })).toEqual({ name: 'Nepenthes', isPaginated: false, entries: [], cursor: null })
		expect(performance.now() - start).toBeLessThan(3_500)
	})

	test.each([
		['fails', { kind: 'fail', status: 500 }],
		['answers something else', { kind: 'fail', status: 200, body: '<html>', contentType: 'text/html' }],
		['limits requests', { kind: 'fail', status: 429, body: '{}' }],
	] as const)('is empty when Nepenthes %s', async (_what, fault) => {
		stack.nepenthes.faults.add({ ...fault, route: '/api/v3/work_packages' })
		expect((await search({ term: 'pitcher' })).entries).toEqual([])
	})

	test('is empty for who is not connected, and leaves other providers alone', async () => {
		const admin = await signedIn('admin')
		expect((await search({ term: 'pitcher' }, admin)).entries).toEqual([])
		expect((await ocs(admin, '/search/providers/files/search?term=readme')).status).toBe(200)
	})

	test('is Nextcloud\'s own refusal for who is not signed in', async () => {
		const { status } = await fetch(`${stack.gatewayUrl}/ocs/v2.php/search/providers/nepenthes/search?term=a&format=json`)
		expect(status).toBe(401)
	})
})

async function signedIn(user: string): Promise<BrowserSession> {
	const browser = new BrowserSession(stack.gatewayUrl)
	await browser.signIn(user)
	return browser
}

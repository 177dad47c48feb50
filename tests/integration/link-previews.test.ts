// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreviewObject } from '../../sidecar/contract/link-preview.ts'
import type { Stack } from '../stack.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addWorkPackage } from '../peers/nepenthes/planning/work-packages.ts'
import { startStack } from '../stack.ts'
import { BrowserSession, stateOf } from './support/browser-session.ts'
import { beginConnecting, comeBack, connectedBrowser, decideAtNepenthes } from './support/connecting.ts'
import { ocs } from './support/ocs.ts'

interface Reference {
	richObjectType: string
	richObject: LinkPreviewObject
	openGraphObject: { id: string, name: string, description: string, thumb: string | null, link: string }
	accessible: boolean
}

type References = Record<string, Reference | null>

const ELSEWHERE = ['https://elsewhere.example/a', 'https://elsewhere.example/b']

let stack: Stack
let alice: BrowserSession
let pitcher: string

beforeAll(async () => {
	stack = await startStack()
	alice = await connectedBrowser(stack, 'alice')
	pitcher = `${stack.nepenthes.url}/work_packages/1042`
	stack.nextcloud.webPages.add({ url: ELSEWHERE[0]!, title: 'Page A' })
	stack.nextcloud.webPages.add({ url: ELSEWHERE[1]!, title: 'Page B' })
})

afterEach(() => stack.nepenthes.faults.clear())

afterAll(() => stack.close())

/** A work package that everybody in the garden may see. */
function addedWorkPackage(added: { subject: string, description?: string }): number {
	const now = new Date()
	return addWorkPackage(stack.nepenthes.instance, { projectId: 2, typeId: 1, statusId: 1, priorityId: 8, authorId: 4, createdAt: now, updatedAt: now, ...added })
}

async function signedIn(user: string): Promise<BrowserSession> {
	const browser = new BrowserSession(stack.gatewayUrl)
	await browser.signIn(user)
	return browser
}

const referencesOf = ({ data }: { data: unknown }) => (data as { references: References }).references

async function resolve(links: readonly string[], { browser = alice, limit = links.length } = {}): Promise<References> {
	const answer = await ocs(browser, '/references/resolve', { parameters: { references: links, limit } })
	expect(answer.status, answer.text).toBe(200)
	return referencesOf(answer)
}

async function extract(text: string, { browser = alice, resolve: resolving = true, limit = 100 } = {}): Promise<References> {
	const answer = await ocs(browser, '/references/extract', { parameters: { text, resolve: resolving, limit } })
	expect(answer.status, answer.text).toBe(200)
	return referencesOf(answer)
}

const stateIn = (reference: Reference | null | undefined) => reference?.richObject.preview.state

/** What Nepenthes and Nextcloud were asked meanwhile. */
async function requestsOf(doing: () => Promise<unknown>) {
	const before = [stack.nepenthes.requests.length, stack.nextcloud.requests.list('/references/').length] as const
	await doing()
	return { nepenthes: stack.nepenthes.requests.slice(before[0]).map(({ url }) => url), nextcloud: stack.nextcloud.requests.list('/references/').slice(before[1]).length }
}

describe('a link to a work package', () => {
	test('is told with all that a card shows, and with all that clients without our card show', async () => {
		const { [pitcher]: reference } = await resolve([pitcher])
		expect(reference).toMatchObject({
			richObjectType: 'nepenthes_work_package',
			richObject: { link: pitcher, preview: { state: 'shown', workPackage: { id: 1042, displayId: '#1042', subject: 'Pitcher leaks at the lower rim', project: { name: 'Garden' }, type: { name: 'Bug' } } } },
			openGraphObject: { id: pitcher, name: '#1042 Pitcher leaks at the lower rim', link: pitcher, thumb: null },
			accessible: true,
		})
		expect(reference!.openGraphObject.description).toMatch(/^Garden · Bug · /)
		expect(Math.abs(reference!.richObject.at - Date.now())).toBeLessThan(60_000)
	})

	test('is known in every form that its address has', async () => {
		const forms = ['/wp/1042', '/work_packages/1042/activity#activity-3', '/work_packages/details/1042/overview', '/projects/garden/work_packages/1042', '/projects/garden/work_packages/details/1042', '/projects/garden/bcf/details/1042/overview', '/notifications/details/1042/activity', '/projects/garden/boards/7/details/1042', '/projects/garden/calendars/new/details/1042/overview?cdate=2026-11-01', '/projects/garden/team_planners/3/details/1042', '/boards/7/details/1042', '/projects/garden/gantt/details/1042', '/issues/1042', '/wp/NEP-7', '/work_packages/NEP-7/activity']
		const links = forms.map((form) => stack.nepenthes.url + form)
		const references = await resolve(links)
		expect(Object.keys(references)).toEqual(links)
		expect(links.filter((link) => stateIn(references[link]) !== 'shown')).toEqual([])
	})

	test('is none where it only looks like one', async () => {
		const { origin } = new URL(stack.nepenthes.url)
		const links = ['/work_packages', '/work_packages/new', '/projects/garden/work_packages/create_new', '/work_packages/details/new', '/work_packages/12abc', '/api/v3/work_packages/1'].map((path) => stack.nepenthes.url + path)
		links.push(`${origin}.evil.example/wp/1042`, `https://user@${new URL(origin).host}/wp/1042`)
		const references = await resolve(links, { browser: await signedIn('admin') })
		expect(Object.values(references).filter((reference) => reference?.richObjectType === 'nepenthes_work_package')).toEqual([])
	})

	test('is asked for alone, too, and kept by no cache', async () => {
		const answer = await ocs(alice, `/references/resolve?reference=${encodeURIComponent(pitcher)}`)
		expect(stateIn(referencesOf(answer)[pitcher])).toBe('shown')
		expect(answer.headers['cache-control']).toBe('private, no-store')
	})

	test('says nothing more of what the user may not see than of what is not there', async () => {
		const carol = await connectedBrowser(stack, 'carol')
		const missing = `${stack.nepenthes.url}/wp/999999999`
		const references = await resolve([pitcher, missing], { browser: carol })
		for (const link of [pitcher, missing]) {
			expect(references[link]).toEqual({
				richObjectType: 'nepenthes_work_package',
				richObject: { link, at: expect.any(Number) as number, preview: { state: 'hidden' } },
				openGraphObject: { id: link, name: link, description: '', thumb: null, link },
				accessible: false,
			})
		}
		expect(stateIn((await resolve([`${stack.nepenthes.url}/wp/NEP-99999`]))[`${stack.nepenthes.url}/wp/NEP-99999`])).toBe('hidden')
	})

	test('is forgotten with the connection: another account sees nothing of what the one before saw', async () => {
		const bob = await connectedBrowser(stack, 'bob')
		expect(stateIn((await resolve([pitcher], { browser: bob }))[pitcher])).toBe('shown')
		await bob.change('DELETE', 'connection')
		expect(stateIn((await resolve([pitcher], { browser: bob }))[pitcher])).toBe('not-connected')
		// Carol's account in Nepenthes, which is in no project.
		await comeBack(stack, bob, await decideAtNepenthes(stack, await beginConnecting(bob), 'carol'))
		expect(stateIn((await resolve([pitcher], { browser: bob }))[pitcher])).toBe('hidden')
		await bob.change('DELETE', 'connection')
	})

	test('offers to connect to who is not connected', async () => {
		const references = await resolve([pitcher], { browser: await signedIn('admin') })
		expect(references[pitcher]).toMatchObject({ richObject: { preview: { state: 'not-connected' } }, accessible: false })
	})

	test.each([
		['is down', { kind: 'reset' }],
		['fails', { kind: 'fail', status: 500 }],
		['answers something else', { kind: 'fail', status: 200, body: '<html>', contentType: 'text/html' }],
	] as const)('is told to be out of reach when Nepenthes %s', async (_what, fault) => {
		stack.nepenthes.faults.add({ ...fault, route: '/api/v3/work_packages' })
		const link = `${stack.nepenthes.url}/wp/${addedWorkPackage({ subject: 'Out of reach' })}`
		expect(stateIn((await resolve([link]))[link])).toBe('unreachable')
	})

	test('is a plain one when Nepenthes takes too long', { timeout: 15_000 }, async () => {
		const id = addedWorkPackage({ subject: 'Slow one' })
		stack.nepenthes.faults.add({ kind: 'hang', route: '/api/v3/work_packages' })
		const link = `${stack.nepenthes.url}/wp/${id}`
		const start = performance.now()
		expect((await resolve([link, ELSEWHERE[0]!]))).toMatchObject({ [link]: null, [ELSEWHERE[0]!]: { openGraphObject: { name: 'Page A' } } })
		expect(performance.now() - start).toBeLessThan(5_000)
	})

	test('has the beginning of its description', async () => {
		const link = `${stack.nepenthes.url}/wp/${addedWorkPackage({ subject: 'With a description', description: 'Water each day. <script>alert(1)</script>' })}`
		const { [link]: reference } = await resolve([link])
		// Nepenthes shows the script as text, and so do we.
		expect(reference!.richObject.preview).toMatchObject({ workPackage: { excerpt: 'Water each day. <script>alert(1)</script>' } })
	})
})

describe('many links', () => {
	test('of ten work packages cost one request to Nepenthes, and none to Nextcloud', async () => {
		await resolve([pitcher])
		const links = Array.from({ length: 10 }, (_, i) => `${stack.nepenthes.url}/work_packages/${1001 + i}`)
		const requests = await requestsOf(() => resolve(links))
		expect(requests.nepenthes).toHaveLength(1)
		expect(requests.nextcloud).toBe(0)
	})

	test('that are asked for one by one at the same time are gathered', async () => {
		const links = Array.from({ length: 10 }, (_, i) => `${stack.nepenthes.url}/work_packages/${1020 + i}`)
		const { nepenthes } = await requestsOf(() => Promise.all(links.map((link) => ocs(alice, `/references/resolve?reference=${encodeURIComponent(link)}`))))
		expect(nepenthes.length).toBeLessThan(5)
	})

	test('of several sites keep their order, each answered by whom it concerns', async () => {
		const [a, b] = ELSEWHERE as [string, string]
		const second = `${stack.nepenthes.url}/wp/NEP-7`
		const text = `First ${a} then\n${pitcher}\nand ${b} and ${second} at last.`
		for (const references of [await extract(text), await resolve([a, pitcher, b, second])]) {
			expect(Object.keys(references)).toEqual([a, pitcher, b, second])
			expect([references[a]?.openGraphObject.name, stateIn(references[pitcher]), references[b]?.openGraphObject.name, stateIn(references[second])]).toEqual(['Page A', 'shown', 'Page B', 'shown'])
		}
	})

	test('count to the limit in the order of the text', async () => {
		const [a, b] = ELSEWHERE as [string, string]
		const text = `${a} , ${pitcher} , ${b}`
		expect(Object.keys(await extract(text, { limit: 2 }))).toEqual([a, pitcher])
		expect(Object.keys(await resolve([pitcher, a], { limit: 1 }))).toEqual([pitcher])
	})

	test('are only named where nothing more is wanted', async () => {
		expect(await extract(`${pitcher} and ${ELSEWHERE[0]}`, { resolve: false })).toEqual({ [pitcher]: null, [ELSEWHERE[0]!]: null })
	})

	test('two hundred in one text are answered, as many as a text may have cards', async () => {
		const links = Array.from({ length: 200 }, (_, i) => `${stack.nepenthes.url}/work_packages/${1001 + i}`)
		const references = await extract(links.join(' , '), { limit: 1000 })
		expect(Object.keys(references)).toEqual(links)
		expect(links.filter((link) => stateIn(references[link]) === 'shown').length).toBeGreaterThan(50)
		expect(references[links[150]!]).toBeNull()
	})

	test('are found in a text as Nextcloud finds them', async () => {
		const text = `(${pitcher}) ${pitcher}. \n${pitcher}?a=1,2;(3)\n x${pitcher} <${pitcher}>`
		const own = await fetch(`${stack.nextcloud.url}/ocs/v2.php/references/extract?format=json`, {
			method: 'POST',
			headers: { authorization: `Basic ${Buffer.from('alice:alice-password').toString('base64')}`, 'content-type': 'application/json', 'ocs-apirequest': 'true' },
			body: JSON.stringify({ text, resolve: false, limit: 100 }),
		})
		const { ocs: { data } } = await own.json() as { ocs: { data: { references: References } } }
		expect(await extract(text, { resolve: false })).toEqual(data.references)
	})
})

describe('what is none of ours', () => {
	test('stays with Nextcloud, as it is', async () => {
		const answer = await ocs(alice, `/references/resolve?reference=${encodeURIComponent(ELSEWHERE[0]!)}`)
		expect(answer.headers['cache-control']).toContain('immutable')
		expect(await resolve([ELSEWHERE[0]!])).toMatchObject({ [ELSEWHERE[0]!]: { richObjectType: 'open-graph' } })
	})

	test.each([
		['no JSON', 'application/json', '{'],
		['a list', 'application/json', '[]'],
		['links that are no texts', 'application/json', '{"references":[1,null,{}],"limit":9}'],
		['no links', 'application/json', '{}'],
		['another type', 'text/plain', 'hello'],
	])('with %s is Nextcloud\'s to judge', async (_what, type, body) => {
		const headers = { accept: 'application/json', 'content-type': type, 'ocs-apirequest': 'true', authorization: `Basic ${Buffer.from('alice:alice-password').toString('base64')}` }
		const [own, ours] = await Promise.all([stack.nextcloud.url, stack.gatewayUrl].map(async (url) => {
			const answer = await fetch(`${url}/ocs/v2.php/references/resolve`, { method: 'POST', headers, body })
			return [answer.status, await answer.text()]
		}))
		expect(ours).toEqual(own)
	})

	test('stays as it is in forms, too, and links of ours are found in them', async () => {
		const form = new URLSearchParams([['references[]', ELSEWHERE[0]!], ['references[]', pitcher], ['limit', '2']])
		const { text } = await alice.send('/ocs/v2.php/references/resolve', { method: 'POST', headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded', 'ocs-apirequest': 'true' }, body: form.toString() })
		const { references } = (JSON.parse(text) as { ocs: { data: { references: References } } }).ocs.data
		expect(Object.keys(references)).toEqual([ELSEWHERE[0], pitcher])
		expect(stateIn(references[pitcher])).toBe('shown')
	})
})

describe('a guest in a public place', () => {
	test('learns nothing of a link of ours, and neither does Nextcloud, which would fetch it', async () => {
		const parameters = { references: [pitcher, ELSEWHERE[0]], limit: 5, sharingToken: 'token' }
		const before = stack.nepenthes.requests.length
		const answers = await Promise.all([
			fetch(`${stack.gatewayUrl}/ocs/v2.php/references/resolvePublic?format=json&sharingToken=token&reference=${encodeURIComponent(pitcher)}`),
			fetch(`${stack.gatewayUrl}/ocs/v2.php/references/resolvePublic?format=json`, { method: 'POST', headers: { 'content-type': 'application/json', 'ocs-apirequest': 'true' }, body: JSON.stringify(parameters) }),
			fetch(`${stack.gatewayUrl}/ocs/v2.php/references/extractPublic?format=json`, { method: 'POST', headers: { 'content-type': 'application/json', 'ocs-apirequest': 'true' }, body: JSON.stringify({ text: `${pitcher} or ${ELSEWHERE[0]}`, resolve: true, limit: 5, sharingToken: 'token' }) }),
		])
		for (const answer of answers) {
			const { ocs: { data: { references } } } = await answer.json() as { ocs: { data: { references: References } } }
			expect(references[pitcher]).toBeNull()
		}
		expect(stack.nepenthes.requests.length).toBe(before)
		expect(stack.nextcloud.requests.list('Public').filter(({ url }) => url.includes(encodeURIComponent(pitcher)))).toEqual([])
	})
})

describe('the smart picker', () => {
	test('has Nepenthes among its providers, in the route and on the pages that have the list', async () => {
		const { data } = await ocs(alice, '/references/providers')
		const own = { id: 'nepenthes_work_package', title: 'Nepenthes work packages', search_providers_ids: ['nepenthes'], order: 5 }
		expect(data).toContainEqual(expect.objectContaining(own))
		const page = await alice.open('/apps/files/')
		expect(stateOf(page, 'core-reference-provider-list')).toContainEqual(expect.objectContaining(own))
	})

	test('remembers when it was used', async () => {
		const { data } = await alice.send('/ocs/v2.php/references/provider/nepenthes_work_package', {
			method: 'PUT',
			headers: { accept: 'application/json', 'content-type': 'application/json', 'ocs-apirequest': 'true' },
			body: JSON.stringify({ timestamp: 1_795_000_000 }),
		}).then(({ text }) => (JSON.parse(text) as { ocs: { data: unknown } }).ocs)
		expect(data).toEqual({ success: true })
		expect(stateOf(await alice.open('/apps/files/'), 'core-reference-provider-timestamps')).toMatchObject({ nepenthes_work_package: 1_795_000_000 })
	})

	test('remembers nothing for a request without Nextcloud\'s request token', async () => {
		const bob = await signedIn('bob')
		const touch = (timestamp: number, headers: Record<string, string>) => bob.send('/ocs/v2.php/references/provider/nepenthes_work_package', {
			method: 'PUT',
			headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
			body: JSON.stringify({ timestamp }),
		})
		expect((await touch(1_795_000_001, { requesttoken: await bob.requestToken() })).status).toBe(200)
		expect((await touch(1_795_000_002, {})).status).toBe(412)
		expect(stateOf(await bob.open('/apps/files/'), 'core-reference-provider-timestamps')).toMatchObject({ nepenthes_work_package: 1_795_000_001 })
	})
})

describe('who has switched link previews off', () => {
	test('gets what Nextcloud makes of the links', async () => {
		const bob = await connectedBrowser(stack, 'bob')
		await bob.change('PUT', 'settings/linkPreviews', { value: false })
		const before = stack.nextcloud.requests.list('/references/resolve').length
		const references = await resolve([pitcher], { browser: bob })
		expect(references[pitcher]?.richObjectType).not.toBe('nepenthes_work_package')
		expect(stack.nextcloud.requests.list('/references/resolve').length).toBe(before + 1)
	})
})

describe('the page itself', () => {
	test('asks for cards that have grown old', async () => {
		const { status, body } = await alice.change('POST', 'link-previews', { links: [pitcher, 'https://elsewhere.example/wp/1'] })
		expect(status).toBe(200)
		expect((body as unknown as { items: LinkPreviewObject[] }).items.map(({ link, preview }) => [link, preview.state])).toEqual([[pitcher, 'shown'], ['https://elsewhere.example/wp/1', 'hidden']])
	})

	test('is told when it asks for too much, or for nothing', async () => {
		for (const links of [[], Array.from({ length: 51 }, () => pitcher), ['x'.repeat(2001)], [{}]]) {
			expect((await alice.change('POST', 'link-previews', { links })).body).toMatchObject({ code: 'invalid-request' })
		}
	})
})

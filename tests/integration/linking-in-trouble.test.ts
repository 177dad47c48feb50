// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'

let stack: Stack
let alice: BrowserSession
let file: string

beforeAll(async () => {
	stack = await startStack()
	alice = await connectedBrowser(stack)
	file = String(stack.nextcloud.fileId('alice', '/Readme.md'))
})

afterAll(() => stack.close())

afterEach(async () => {
	stack.nepenthes.faults.clear()
	stack.nextcloud.faults.clear()
	await stack.nepenthes.setDown(false)
	stack.nepenthes.fileLinksOf(1042).forEach(({ id }) => stack.nepenthes.deleteFileLink(id))
})

const list = () => alice.api(`files/${file}/work-packages`)
const link = () => alice.change('PUT', `files/${file}/work-packages/1042`)
const unlink = () => alice.change('DELETE', `files/${file}/work-packages/1042`)
const stateOf = async () => ((await alice.api('me')).body.nepenthes as { state: string }).state

describe('an answer of Nepenthes that is lost', () => {
	test('after linking leaves the link: the list shows it, and linking again makes no second', async () => {
		stack.nepenthes.faults.add({ route: '/file_links', method: 'POST', kind: 'lose', times: 1 })
		expect(await link()).toMatchObject({ status: 502, body: { code: 'nepenthes-unreachable' } })
		expect((await list()).body).toMatchObject({ items: [{ id: 1042 }] })
		expect((await link()).status).toBe(200)
		expect(stack.nepenthes.fileLinksOf(1042)).toHaveLength(1)
	})

	test('after unlinking leaves none, and unlinking again is done', async () => {
		await link()
		stack.nepenthes.faults.add({ route: '/file_links/', method: 'DELETE', kind: 'lose', times: 1 })
		expect(await unlink()).toMatchObject({ status: 502, body: { code: 'nepenthes-unreachable' } })
		expect((await list()).body).toMatchObject({ items: [], total: 0 })
		expect((await unlink()).status).toBe(200)
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
	})
})

describe('a Nepenthes that is down', () => {
	test('is told at once, and all goes on when it is up again', async () => {
		await link()
		await stack.nepenthes.setDown(true)
		const begun = performance.now()
		for (const answer of [await list(), await link(), await unlink(), await alice.api('work-packages?query=pitcher')]) {
			expect(answer).toMatchObject({ status: 502, body: { code: 'nepenthes-unreachable' }, headers: { 'content-type': expect.stringContaining('application/problem+json') } })
		}
		expect(performance.now() - begun).toBeLessThan(8_000)
		await stack.nepenthes.setDown(false)
		expect((await list()).body).toMatchObject({ items: [{ id: 1042 }] })
		expect((await unlink()).status).toBe(200)
	})

	test('may be disconnected from: here it counts, over there it is not known', async () => {
		const bob = await connectedBrowser(stack, 'bob')
		await stack.nepenthes.setDown(true)
		expect((await bob.change('DELETE', 'connection')).body).toEqual({ revoked: false })
		await stack.nepenthes.setDown(false)
		expect((await bob.api('work-packages?query=pitcher')).body).toMatchObject({ code: 'not-connected' })
	})
})

describe('what stands in front of Nepenthes', () => {
	test.for([
		['asks for a password of its own', { status: 401, contentType: 'text/html', body: '<h1>Who are you</h1>' }, 'nepenthes-unexpected'],
		['forbids', { status: 403, contentType: 'text/html', body: '<h1>Blocked</h1>' }, 'nepenthes-unexpected'],
		['leads elsewhere', { status: 302 }, 'nepenthes-unexpected'],
		['does maintenance', { status: 503, contentType: 'text/html', body: '<h1>Back soon</h1>' }, 'nepenthes-unreachable'],
	] as const)('and %s ends nobody\'s connection', async ([, answer, code]) => {
		stack.nepenthes.faults.add({ route: '/api/v3/', kind: 'fail', ...answer })
		expect((await list()).body.code).toBe(code)
		expect((await link()).body.code).toBe(code)
		stack.nepenthes.faults.clear()
		expect((await list()).status).toBe(200)
	})
})

describe('types and statuses that do not come', () => {
	test('are not waited for longer than a list may take', async () => {
		stack.nepenthes.linkFile(1042, stack.storage!.id, { id: file, name: 'Readme.md' })
		await stack.restart()
		stack.nepenthes.faults.add({ route: '/api/v3/(types|statuses)', kind: 'hang' })
		const begun = performance.now()
		expect((await list()).body).toMatchObject({ complete: false, items: [{ id: 1042, type: { name: 'Bug', color: null } }] })
		expect(performance.now() - begun).toBeLessThan(3_000)
	})

	test('are waited for by one of many lists, and are there again as soon as they come', async () => {
		stack.nepenthes.linkFile(1042, stack.storage!.id, { id: file, name: 'Readme.md' })
		await stack.restart()
		stack.nepenthes.faults.add({ route: '/api/v3/(types|statuses)', kind: 'hang' })
		await list()
		const begun = performance.now()
		for (let i = 0; i < 10; i++) {
			expect((await list()).body).toMatchObject({ complete: false, items: [{ id: 1042 }] })
		}
		// Each of them would have waited a second.
		expect(performance.now() - begun).toBeLessThan(5_000)
		stack.nepenthes.faults.clear()
		await expect.poll(async () => (await list()).body, { timeout: 18_000 }).toMatchObject({ complete: true, items: [{ id: 1042, type: { color: expect.any(String) } }] })
	})
})

describe('a Nextcloud that does not tell of the file', () => {
	test('is named as such, and nothing is linked', async () => {
		stack.nextcloud.faults.add({ route: '/remote.php/dav', kind: 'fail', status: 500 })
		expect(await link()).toMatchObject({ status: 502, body: { code: 'nextcloud-unexpected' } })
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
		stack.nextcloud.faults.clear()
		expect((await link()).status).toBe(200)
	})

	test('and none of this has ended the connection', async () => {
		expect(await stateOf()).toBe('connected')
	})
})

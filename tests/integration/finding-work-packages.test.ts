// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addWorkPackage } from '../peers/nepenthes/planning/work-packages.ts'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'

let stack: Stack
let alice: BrowserSession

beforeAll(async () => {
	stack = await startStack()
	alice = await connectedBrowser(stack, 'alice')
})

afterAll(() => stack.close())

async function search(query: string, { page = 1, linkable = true, browser = alice } = {}): Promise<WorkPackageSearch> {
	const parameters = new URLSearchParams({ query, page: String(page), linkable: String(linkable) })
	const { status, body } = await browser.api(`work-packages?${parameters}`)
	expect(status, JSON.stringify(body)).toBe(200)
	return body as unknown as WorkPackageSearch
}

const subjects = ({ items }: WorkPackageSearch) => items.map(({ subject }) => subject)

/** How often Nepenthes was asked meanwhile. */
async function requestsOf(doing: () => Promise<unknown>): Promise<number> {
	const before = stack.nepenthes.requests.length
	await doing()
	return stack.nepenthes.requests.length - before
}

describe('work packages are found', () => {
	test('by words of subject and project, in any order', async () => {
		expect(subjects(await search('rim pitcher lower'))).toContain('Pitcher leaks at the lower rim')
		expect(subjects(await search('garden rim'))).toContain('Pitcher leaks at the lower rim')
		expect((await search('no such words anywhere')).items).toEqual([])
	})

	test('by number, the very one first', async () => {
		expect((await search('#1042')).items.map(({ id }) => id)).toEqual([1042])
		expect((await search('1042')).items[0]!.id).toBe(1042)
		// A part of many numbers.
		expect((await search('10')).items.length).toBe(20)
		expect((await search('#10')).items).toEqual([])
	})

	test('by identifier of the project and number, in any case', async () => {
		for (const typed of ['NEP-7', 'nep-7', '#NEP-7', ' NEP-7 ']) {
			expect((await search(typed)).items.map(({ displayId }) => displayId), typed).toEqual(['NEP-7'])
		}
		expect((await search('ISO-9001')).items).toEqual([])
	})

	test('by the address of any of their pages', async () => {
		const { url } = stack.nepenthes
		for (const path of ['/wp/1042', '/work_packages/1042/activity#activity-3', '/projects/garden/work_packages/1042', '/notifications/details/1042/activity', '/projects/garden/boards/7/details/1042', '/work_packages/details/1042?query_id=1', '/wp/NEP-7']) {
			expect((await search(url + path)).items.map(({ displayId }) => displayId), path).toEqual([path.includes('NEP') ? 'NEP-7' : '#1042'])
		}
	})

	test('closed ones too, and those with any characters', async () => {
		expect((await search('', { linkable: false })).total).toBeGreaterThan(70)
		const closed: boolean[] = []
		for (let page: number | null = 1; page !== null;) {
			const found: WorkPackageSearch = await search('', { page })
			closed.push(...found.items.map(({ status }) => status.closed))
			page = found.nextPage
		}
		expect(closed).toContain(true)
		expect(closed).toContain(false)
		for (const [word, subject] of [
			['<script>', '<script>alert(1)</script>'],
			['<b>', '<b>Bold</b> label in the plant list is shown as text'],
			['النباتات', 'إعادة زراعة النباتات المتسلقة في البيت الزجاجي'],
			['🪰🌱', 'Feed the flytraps 🪰🌱 before the open day 🎉'],
			['80 %', 'Raise the night humidity to 80 %'],
		] as const) {
			expect(subjects(await search(word)), word).toEqual([subject])
		}
	})

	test('by as much as fits into the field, which then finds nothing', async () => {
		expect(await search('pitcher '.repeat(125))).toMatchObject({ items: expect.any(Array) })
		expect(await search('ß'.repeat(1000))).toMatchObject({ items: [], total: 0, nextPage: null })
	})

	test('nowhere behind the last page', async () => {
		expect(await search('pitcher', { page: 99 })).toMatchObject({ items: [], nextPage: null })
	})

	test('by their whole number first, although twenty lower ones have it in their subject', async () => {
		const { instance } = stack.nepenthes
		const add = (subject: string) => addWorkPackage(instance, { projectId: 2, typeId: 1, statusId: 1, priorityId: 8, authorId: 4, subject, createdAt: new Date(), updatedAt: new Date() })
		const wanted = add('the first of many') + 30
		for (let id = wanted - 29; id < wanted; id++) {
			expect(add(`see also ${wanted}`)).toBe(id)
		}
		expect(add('the one that is meant')).toBe(wanted)
		const pages = [await search(String(wanted)), await search(String(wanted), { page: 2 })]
		expect(pages[0]!.items[0]).toMatchObject({ id: wanted, subject: 'the one that is meant' })
		const ids = pages.flatMap(({ items }) => items.map(({ id }) => id))
		expect(new Set(ids).size).toBe(ids.length)
		expect(ids).toHaveLength(30)
	})

	test('twenty at a time, each once', async () => {
		const ids: number[] = []
		let total = 0
		for (let page: number | null = 1; page !== null;) {
			const found: WorkPackageSearch = await search('e', { page })
			expect(found.items.length).toBeLessThanOrEqual(20)
			ids.push(...found.items.map(({ id }) => id))
			total = found.total
			page = found.nextPage
		}
		expect(ids.length).toBeGreaterThan(20)
		expect(new Set(ids).size).toBe(total)
	})

	test('only where the user may link, if so asked', async () => {
		const all = await search('office', { linkable: false })
		expect(all.items.some(({ project }) => project.name === 'Garden office')).toBe(true)
		expect((await search('office')).items.filter(({ project }) => project.name === 'Garden office')).toEqual([])
		const bob = await connectedBrowser(stack, 'bob')
		expect((await search('pitcher', { linkable: false, browser: bob })).total).toBeGreaterThan(0)
		expect((await search('pitcher', { browser: bob })).items).toEqual([])
		// Also those that are named exactly.
		for (const query of ['#1042', '1042', 'NEP-7', `${stack.nepenthes.url}/wp/1042`]) {
			expect((await search(query, { linkable: false, browser: bob })).items, query).toHaveLength(1)
			expect((await search(query, { browser: bob })).items, query).toEqual([])
		}
	})
})

test('a key costs one request', async () => {
	await search('p')
	for (const typed of ['pi', 'pit', 'pitch', '#1042', '1042', 'NEP-7', `${stack.nepenthes.url}/wp/1042`]) {
		expect(await requestsOf(() => search(typed)), typed).toBe(1)
	}
	for (const foreign of ['https://other.example/wp/1042', `${stack.nepenthes.url}.evil.example/wp/1042`, `${stack.nepenthes.url}/api/v3/work_packages/1042`, `${stack.nepenthes.url}/work_packages/1042abc`]) {
		expect(await requestsOf(async () => expect((await search(foreign)).items).toEqual([])), foreign).toBe(0)
	}
})

test('an account that sees no project of this Nextcloud is told so', async () => {
	const carol = await connectedBrowser(stack, 'carol')
	expect((await carol.api('work-packages?query=pitcher&linkable=true')).body).toMatchObject({ code: 'storage-missing' })
	expect((await carol.api('work-packages?query=pitcher')).body).toMatchObject({ items: [], total: 0 })
	expect((await carol.api('files/77/work-packages')).body).toMatchObject({ code: 'storage-missing' })
})

test.for([['page=0'], ['page=x'], ['linkable=perhaps'], [`query=${'x'.repeat(1001)}`]])('%s is refused', async ([parameters]) => {
	expect((await alice.api(`work-packages?${parameters}`)).body).toMatchObject({ status: 400, code: 'invalid-request' })
})

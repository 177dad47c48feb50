// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'
import type { FileResult } from './support/many-files.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addWorkPackage } from '../peers/nepenthes/planning/work-packages.ts'
import { startStack } from '../stack.ts'
import { atRequest } from './support/at-request.ts'
import { connectedBrowser } from './support/connecting.ts'
import { filesIn, linked, ManyFiles } from './support/many-files.ts'

/** Linked by fifteen requests of three calls. */
const FILES = 300

/** In the middle: five requests are under way at a time, so when this one comes, three at least have been answered. */
const HALF_WAY = { number: 8, method: 'POST', route: /\/file_links$/ }

let stack: Stack
let browser: BrowserSession
let alice: ManyFiles
let files: string[]
let workPackage: number

beforeAll(async () => {
	stack = await startStack()
	browser = await connectedBrowser(stack)
	alice = new ManyFiles(browser)
	files = stack.nextcloud.addManyFiles('alice', '/Drawings', FILES).map(String)
})

beforeEach(() => {
	workPackage = addWorkPackage(stack.nepenthes.instance, { projectId: 2, typeId: 1, statusId: 1, priorityId: 8, authorId: 4, subject: 'Repot all', createdAt: new Date(), updatedAt: new Date() })
})

afterEach(async () => {
	await stack.nepenthes.setDown(false)
	stack.nepenthes.faults.clear()
	stack.nepenthes.deleteWorkPackage(workPackage)
})

afterAll(() => stack.close())

const linkedIds = () => stack.nepenthes.fileLinksOf(workPackage).map(({ origin }) => origin.id)

const failures = (results: readonly FileResult[]) => new Set(results.flatMap((result) => result.state === 'failed' ? [result.code] : []))

/** Some are linked, the others failed for that reason; Nepenthes has all that are said to be linked. */
function expectPart(results: readonly FileResult[], code: string): void {
	expect(results.map(({ fileId }) => fileId)).toEqual(files)
	expect(failures(results)).toEqual(new Set([code]))
	const done = filesIn(results, linked)
	expect(done.length).toBeGreaterThan(0)
	expect(linkedIds()).toEqual(expect.arrayContaining(done))
}

async function expectCompletion(): Promise<void> {
	expect(filesIn(await alice.link(workPackage, files), linked)).toEqual(files)
	expect(linkedIds().toSorted()).toEqual(files.toSorted())
}

describe('half-way through many files', () => {
	test('the access token runs out: it is renewed once, and all are linked', async () => {
		const happened = atRequest(stack.nepenthes, HALF_WAY, () => stack.nepenthes.advanceClock(3 * 3600))
		const before = stack.nepenthes.requests.length
		expect(filesIn(await alice.link(workPackage, files), linked)).toEqual(files)
		expect(happened()).toBe(true)
		expect(stack.nepenthes.requests.slice(before).filter(({ url }) => url === '/oauth/token')).toHaveLength(1)
		expect(linkedIds()).toHaveLength(FILES)
	})

	test('the user takes the connection back in Nepenthes: what is linked stays, of the others it is told, and after connecting again the rest follows', async () => {
		const happened = atRequest(stack.nepenthes, HALF_WAY, () => stack.nepenthes.revokeTokens('alice'))
		const results = await alice.link(workPackage, files)
		expect(happened()).toBe(true)
		expectPart(results, 'connection-expired')
		expect(linkedIds().toSorted()).toEqual(filesIn(results, linked).toSorted())

		await connectedBrowser(stack, 'alice')
		await expectCompletion()
	})

	test('the network is cut: the others are told so, and the next try completes it', async () => {
		const happened = atRequest(stack.nepenthes, HALF_WAY, () => stack.nepenthes.setDown(true))
		const results = await alice.link(workPackage, files)
		expect(happened()).toBe(true)
		expectPart(results, 'nepenthes-unreachable')

		await stack.nepenthes.setDown(false)
		await expectCompletion()
	})

	test('the work package is deleted: the others are told so, and it has no links any more', async () => {
		const happened = atRequest(stack.nepenthes, HALF_WAY, () => stack.nepenthes.deleteWorkPackage(workPackage))
		const results = await alice.link(workPackage, files)
		expect(happened()).toBe(true)
		expect(failures(results)).toEqual(new Set(['work-package-not-found']))
		expect(filesIn(results, linked).length).toBeGreaterThan(0)
		expect(linkedIds()).toEqual([])
	})

	test('the right to link is taken away: the others are told so', async () => {
		const { nepenthes } = stack
		const happened = atRequest(nepenthes, HALF_WAY, () => nepenthes.setPermissions('alice', 'garden', ['view_work_packages', 'view_file_links']))
		try {
			const results = await alice.link(workPackage, files)
			expect(happened()).toBe(true)
			expectPart(results, 'nepenthes-forbidden')
		} finally {
			nepenthes.setPermissions('alice', 'garden', ['view_work_packages', 'view_file_links', 'manage_file_links'])
		}
		await expectCompletion()
	})

	test('of unlinking the network is cut: the next try completes it', async () => {
		await alice.link(workPackage, files)
		const happened = atRequest(stack.nepenthes, { number: 40, method: 'DELETE', route: /\/file_links\/\d+$/ }, () => stack.nepenthes.setDown(true))
		const results = await alice.unlink(workPackage, files)
		expect(happened()).toBe(true)
		expect(failures(results)).toEqual(new Set(['nepenthes-unreachable']))
		const removed = new Set(filesIn(results, ({ state }) => state === 'removed'))
		expect(removed.size).toBeGreaterThan(0)
		expect(linkedIds().filter((id) => removed.has(id))).toEqual([])

		await stack.nepenthes.setDown(false)
		expect(filesIn(await alice.unlink(workPackage, files), ({ state }) => state === 'removed')).toEqual(files)
		expect(linkedIds()).toEqual([])
	})

	test('Nextcloud does not tell of some files any more: nothing of these is linked, and the next try completes it', async () => {
		stack.nextcloud.faults.add({ route: '/remote.php/dav', method: 'SEARCH', kind: 'fail', status: 500, times: 1 })
		const [first, ...others] = await Promise.all([0, 1, 2].map((i) => alice.call(`work-packages/${workPackage}/file-links`, { fileIds: files.slice(i * 100, (i + 1) * 100) })))
		const refused = [first!, ...others].filter(({ status }) => status !== 200)
		expect(refused).toMatchObject([{ status: 502, body: { code: 'nextcloud-unexpected' } }])
		expect(linkedIds()).toHaveLength(200)
		await expectCompletion()
	})
})

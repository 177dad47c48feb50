// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'
import { filesIn, linked, ManyFiles } from './support/many-files.ts'

const WORK_PACKAGE = 1042

/** Requests to Nepenthes that link a thousand files of which none is bad. */
const REQUESTS = 50

let stack: Stack
let alice: ManyFiles
let files: string[]

beforeAll(async () => {
	stack = await startStack()
	alice = new ManyFiles(await connectedBrowser(stack))
	files = stack.nextcloud.addManyFiles('alice', '/Drawings', 1000).map(String)
})

afterAll(() => stack.close())

afterEach(() => {
	stack.nepenthes.refuseFileLinks(() => false)
	stack.nepenthes.fileLinksOf(WORK_PACKAGE).forEach(({ id }) => stack.nepenthes.deleteFileLink(id))
})

const nameOf = (fileId: string) => `plan-${String(files.indexOf(fileId) + 1).padStart(4, '0')}.txt`

const linkedIds = () => stack.nepenthes.fileLinksOf(WORK_PACKAGE).map(({ origin }) => origin.id)

/** What Nepenthes and Nextcloud were asked for meanwhile. */
async function asked<Result>(doing: () => Promise<Result>): Promise<{ result: Result, nepenthes: string[], nextcloud: string[] }> {
	const before = stack.nepenthes.requests.length
	stack.nextcloud.requests.clear()
	const result = await doing()
	return {
		result,
		nepenthes: stack.nepenthes.requests.slice(before).map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`),
		nextcloud: stack.nextcloud.requests.list('/remote.php/dav').map(({ method }) => method),
	}
}

describe('a thousand files of which none is bad', () => {
	test('are looked at and linked by 51 requests to Nepenthes and 50 searches at most', async () => {
		await alice.link(WORK_PACKAGE, files.slice(0, 2))
		const { result, nepenthes, nextcloud } = await asked(async () => {
			expect(await alice.preview(WORK_PACKAGE, files)).toHaveLength(2)
			return alice.link(WORK_PACKAGE, files)
		})
		expect(filesIn(result, linked)).toEqual(files)
		expect(nepenthes.length).toBeLessThanOrEqual(REQUESTS + 1)
		expect(new Set(nextcloud)).toEqual(new Set(['SEARCH']))
		expect(nextcloud.length).toBeLessThanOrEqual(50)
		expect(new Set(linkedIds())).toEqual(new Set(files))
	})

	test('are linked by no more when nothing is remembered of this Nextcloud', async () => {
		await stack.restart()
		const { result, nepenthes } = await asked(() => alice.link(WORK_PACKAGE, files))
		expect(filesIn(result, linked)).toEqual(files)
		expect(nepenthes.length).toBeLessThanOrEqual(REQUESTS + 1)
	})
})

describe.for([
	['1 %', 100],
	['50 %', 2],
] as const)('a thousand files of which %s cannot be linked', ([, every]) => {
	const isBad = (fileId: string) => files.indexOf(fileId) % every === every - 1

	test('are linked but for these, of which each hears why; each costs at most six requests more, and the next try finds all as it is', { timeout: 60_000 }, async () => {
		stack.nepenthes.refuseFileLinks(({ id }) => isBad(id))
		const bad = files.filter(isBad)
		const { result, nepenthes } = await asked(() => alice.link(WORK_PACKAGE, files))
		expect(result.map(({ fileId }) => fileId)).toEqual(files)
		expect(filesIn(result, linked)).toEqual(files.filter((id) => !isBad(id)))
		for (const failed of result.filter((one) => !linked(one))) {
			expect(failed).toEqual({ fileId: failed.fileId, state: 'failed', code: 'nepenthes-refused', detail: `The request was invalid. File Link ${nameOf(failed.fileId)} - Name is not accepted.` })
		}
		expect(new Set(nepenthes)).toEqual(new Set([`POST /api/v3/work_packages/${WORK_PACKAGE}/file_links`]))
		// Where many are bad, no more than one for each file.
		expect(nepenthes.length).toBeLessThanOrEqual(REQUESTS + Math.min(6 * bad.length, files.length))
		expect(new Set(linkedIds())).toEqual(new Set(filesIn(result, linked)))

		expect(await alice.link(WORK_PACKAGE, files)).toEqual(result)
		expect(linkedIds()).toHaveLength(files.length - bad.length)
	})

	test('are all linked when those that failed are tried once more after the fault is mended', async () => {
		stack.nepenthes.refuseFileLinks(({ id }) => isBad(id))
		const some = files.slice(0, 200)
		const failed = filesIn(await alice.link(WORK_PACKAGE, some), (one) => !linked(one))
		expect(failed).toEqual(some.filter(isBad))
		stack.nepenthes.refuseFileLinks(() => false)
		expect(filesIn(await alice.link(WORK_PACKAGE, failed), linked)).toEqual(failed)
		expect(new Set(linkedIds())).toEqual(new Set(some))
	})
})

test('the reason why a file cannot be linked is in the language of who links it', async () => {
	stack.nepenthes.setPermissions('carol', 'garden', ['view_work_packages', 'view_file_links', 'manage_file_links'])
	const [plan] = stack.nextcloud.addManyFiles('carol', '/Pläne', 1).map(String)
	stack.nepenthes.refuseFileLinks(() => true)
	const carol = new ManyFiles(await connectedBrowser(stack, 'carol'))
	expect(await carol.link(WORK_PACKAGE, [plan!])).toMatchObject([{ state: 'failed', detail: 'Die Anfrage war ungültig. Datei-Verknüpfung plan-0001.txt - Der Name wird nicht angenommen.' }])
})

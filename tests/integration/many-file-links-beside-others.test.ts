// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'

/** In a project that uses this Nextcloud. */
const WORK_PACKAGE = 1042

const READER = ['view_work_packages', 'view_file_links'] as const

let stack: Stack
let storage: number
let alice: BrowserSession
let bob: BrowserSession
let files: string[]

beforeAll(async () => {
	stack = await startStack({ setUp: false })
	const { nepenthes, nextcloud, gatewayUrl } = stack
	const { id, clientId, clientSecret } = nepenthes.addStorage({ name: 'Cloud', host: `${gatewayUrl}/`, projects: ['garden'] })
	storage = id
	await nextcloud.occ(['integration_nepenthes:setup', `--url=${nepenthes.url}`, `--client-id=${clientId}`, `--client-secret=${clientSecret}`])
	alice = await connectedBrowser(stack, 'alice')
	bob = await connectedBrowser(stack, 'bob')
	files = nextcloud.addManyFiles('alice', '/Drawings', 301).map(String)
})

afterAll(() => stack.close())

afterEach(() => {
	stack.nepenthes.faults.clear()
	stack.nepenthes.setPermissions('bob', 'garden', [...READER])
	for (let id = 1001; id <= WORK_PACKAGE; id++) {
		stack.nepenthes.fileLinksOf(id).forEach((link) => stack.nepenthes.deleteFileLink(link.id))
	}
})

const linkDirectly = (workPackageId: number, id: string) => stack.nepenthes.linkFile(workPackageId, storage, { id, name: 'plan.txt' })

const remove = (browser: BrowserSession, fileIds: string[]) => browser.change('POST', `work-packages/${WORK_PACKAGE}/file-links/removal`, { fileIds })

interface Results {
	results: { fileId: string, state: string, code?: string }[]
}

describe('many files', () => {
	test('for a project that does not use this Nextcloud are told so, without looking for the one that is to blame', async () => {
		const { id } = stack.nepenthes.workPackageBySubject('First true pitchers expected')
		const before = stack.nepenthes.requests.length
		const { body } = await alice.change('POST', `work-packages/${id}/file-links`, { fileIds: files.slice(0, 100) })
		const { results } = body as unknown as Results
		expect(new Set(results.map(({ code }) => code))).toEqual(new Set(['storage-not-in-project']))
		expect(results).toHaveLength(100)
		expect(stack.nepenthes.requests.slice(before).filter(({ method }) => method === 'POST')).toHaveLength(5)
	})

	test('that two people unlink at the same time are unlinked for both', async () => {
		stack.nepenthes.setPermissions('bob', 'garden', [...READER, 'manage_file_links'])
		const ids = files.slice(0, 60)
		ids.forEach((id) => linkDirectly(WORK_PACKAGE, id))
		stack.nepenthes.faults.add({ route: '/file_links/\\d+$', method: 'DELETE', kind: 'slow', delay: 10 })
		const answers = await Promise.all([remove(alice, ids), remove(bob, ids)])
		for (const { status, body } of answers) {
			expect(status).toBe(200)
			expect(new Set((body as unknown as Results).results.map(({ state, code }) => code ?? state))).toEqual(new Set(['removed']))
		}
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE)).toEqual([])
	})

	test('whose links one may not see are not said to be unlinked', async () => {
		await bob.change('POST', `work-packages/${WORK_PACKAGE}/file-links/preview`, { fileIds: files.slice(0, 1) })
		linkDirectly(WORK_PACKAGE, files[0]!)
		stack.nepenthes.setPermissions('bob', 'garden', ['view_work_packages'])
		expect(await remove(bob, [files[0]!])).toMatchObject({ status: 403, body: { code: 'nepenthes-forbidden' } })
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE)).toHaveLength(1)
	})

	test.for([
		['their links', ['view_work_packages'], 'nepenthes-forbidden'],
		['the work package', null, 'work-package-not-found'],
	] as const)('that somebody else has linked are not said to be unlinked for who may not see %s', async ([, permissions, code]) => {
		const ids = files.slice(0, 3)
		await bob.change('POST', `work-packages/${WORK_PACKAGE}/file-links/preview`, { fileIds: ids })
		await alice.change('POST', `work-packages/${WORK_PACKAGE}/file-links`, { fileIds: ids })
		stack.nepenthes.setPermissions('bob', 'garden', permissions && [...permissions])
		const { body } = await remove(bob, ids)
		expect((body as unknown as Results).results).toEqual(ids.map((fileId) => ({ fileId, state: 'failed', code })))
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE)).toHaveLength(3)
	})

	test('are unlinked by nobody who may only read', async () => {
		const ids = files.slice(0, 3)
		ids.forEach((id) => linkDirectly(WORK_PACKAGE, id))
		const { body } = await remove(bob, ids)
		expect((body as unknown as Results).results).toEqual(ids.map((fileId) => ({ fileId, state: 'failed', code: 'nepenthes-forbidden' })))
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE)).toHaveLength(3)
	})

	test('have their work packages in the order of the last change, however many requests it takes to find them', async () => {
		for (let id = 1001; id <= WORK_PACKAGE; id++) {
			linkDirectly(id, id % 2 === 0 ? files[0]! : files[300]!)
		}
		const orderFor = async (fileIds: string[]) => ((await alice.change('POST', 'work-packages/of-files', { fileIds })).body.items as { id: number }[]).map(({ id }) => id)
		const inOneRequest = await orderFor([files[0]!, files[300]!])
		expect(new Set(inOneRequest.map((id) => id % 2))).toEqual(new Set([0, 1]))
		expect(await orderFor(files)).toEqual(inOneRequest)
	})
})

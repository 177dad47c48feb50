// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterEach, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'
import { filesIn, linked, ManyFiles } from './support/many-files.ts'

const WORK_PACKAGE = 1042

let stack: Stack
let browser: BrowserSession
let alice: ManyFiles
let files: string[]

afterEach(() => stack.close())

/** A Nepenthes that knows this Nextcloud under an address, or not at all; alice is connected by an application that is nobody's storage. */
async function begin({ host }: { host?: (gatewayUrl: string) => string }): Promise<number | undefined> {
	stack = await startStack({ setUp: false })
	const { nepenthes, nextcloud, gatewayUrl } = stack
	const { clientId, clientSecret } = nepenthes.createOAuthApplication({ name: 'Nextcloud', redirectUris: [`${gatewayUrl}/index.php/apps/integration_openproject/oauth-redirect`] })
	const id = host && nepenthes.addStorage({ name: 'Cloud', host: host(gatewayUrl) }).id
	await nextcloud.occ(['integration_nepenthes:setup', `--url=${nepenthes.url}`, `--client-id=${clientId}`, `--client-secret=${clientSecret}`])
	browser = await connectedBrowser(stack)
	alice = new ManyFiles(browser)
	files = nextcloud.addManyFiles('alice', '/Drawings', 120).map(String)
	return id
}

/** Nepenthes' administrator removes the storage, with all its links, and adds it again: it has another number now. */
function addAgain(id: number): number {
	stack.nepenthes.removeStorage(id)
	return stack.nepenthes.addStorage({ name: 'Cloud, again', host: `${stack.gatewayUrl}/` }).id
}

const ofFiles = async (fileIds: string[]) => alice.call('work-packages/of-files', { fileIds })
const idsIn = (body: unknown) => (body as WorkPackageSearch).items.map(({ id }) => id)
const storagesOf = (workPackage: number) => new Set(stack.nepenthes.fileLinksOf(workPackage).map(({ storageId }) => storageId))
const listings = () => stack.nepenthes.requests.filter(({ method, url }) => method === 'GET' && url === '/api/v3/storages').length

describe('a storage that was removed in Nepenthes and added again', () => {
	const own = (url: string) => `${url}/`

	test('takes many files at once, as if nothing had been', async () => {
		const before = (await begin({ host: own }))!
		await alice.link(WORK_PACKAGE, files.slice(0, 1))
		const after = addAgain(before)
		const asked = listings()
		expect(filesIn(await alice.link(WORK_PACKAGE, files), linked)).toEqual(files)
		expect(storagesOf(WORK_PACKAGE)).toEqual(new Set([after]))
		expect(listings() - asked, 'questions for storages').toBe(1)
		// Their links are known by their new numbers.
		expect(filesIn(await alice.unlink(WORK_PACKAGE, files), ({ state }) => state === 'removed')).toEqual(files)
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE)).toEqual([])
	})

	test('takes a single file', async () => {
		const before = (await begin({ host: own }))!
		await browser.change('PUT', `files/${files[0]}/work-packages/1001`)
		const after = addAgain(before)
		expect(await browser.change('PUT', `files/${files[0]}/work-packages/${WORK_PACKAGE}`)).toMatchObject({ status: 200, body: { linked: true } })
		expect(storagesOf(WORK_PACKAGE)).toEqual(new Set([after]))
	})

	test('gives up the links that were made on it since', async () => {
		const before = (await begin({ host: own }))!
		await alice.link(WORK_PACKAGE, files.slice(0, 1))
		const after = addAgain(before)
		const ids = files.slice(0, 3)
		ids.forEach((id) => stack.nepenthes.linkFile(WORK_PACKAGE, after, { id, name: 'plan.txt' }))
		stack.nepenthes.linkFile(1001, after, { id: ids[0]!, name: 'plan.txt' })
		expect(filesIn(await alice.unlink(WORK_PACKAGE, ids), ({ state }) => state === 'removed')).toEqual(ids)
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE)).toEqual([])
		expect((await browser.change('DELETE', `files/${ids[0]}/work-packages/1001`)).status).toBe(200)
		expect(stack.nepenthes.fileLinksOf(1001)).toEqual([])
	})

	test('but is not again part of the project: that is said, and asked about once', async () => {
		const before = (await begin({ host: own }))!
		await alice.link(WORK_PACKAGE, files.slice(0, 1))
		stack.nepenthes.removeStorage(before)
		stack.nepenthes.addStorage({ name: 'Cloud, again', host: `${stack.gatewayUrl}/`, projects: ['conservatory'] })
		const asked = listings()
		const results = await alice.link(WORK_PACKAGE, files.slice(0, 100))
		expect(new Set(results.map((result) => result.state === 'failed' && result.code))).toEqual(new Set(['storage-not-in-project']))
		expect(listings() - asked).toBe(1)
	})
})

describe('the work packages of many files', () => {
	test('are found on a server that takes no address beside a file', async () => {
		const id = (await begin({ host: (url) => `${url}/` }))!
		stack.nepenthes.faults.add({
			route: '/api/v3/work_packages\\?.*storageUrl',
			kind: 'fail',
			status: 400,
			contentType: 'application/hal+json',
			body: '{"_type":"Error","errorIdentifier":"urn:openproject-org:api:v3:errors:InvalidQuery","message":"Filters Storage url does not go with others."}',
		})
		stack.nepenthes.linkFile(WORK_PACKAGE, id, { id: files[7]!, name: 'plan.txt' })
		stack.nepenthes.linkFile(1001, stack.nepenthes.addStorage({ name: 'Other', host: 'https://other.example/' }).id, { id: files[7]!, name: 'of another cloud' })
		const { status, body } = await ofFiles(files)
		expect({ status, ids: idsIn(body) }).toEqual({ status: 200, ids: [WORK_PACKAGE] })
	})

	test('are found where Nepenthes writes the address otherwise', async () => {
		const id = (await begin({ host: (url) => `${url.replace('localhost', 'LOCALHOST')}/` }))!
		stack.nepenthes.linkFile(WORK_PACKAGE, id, { id: files[7]!, name: 'plan.txt' })
		expect(idsIn((await ofFiles(files)).body)).toEqual([WORK_PACKAGE])
	})

	test('are told apart from those that cannot be there', async () => {
		await begin({})
		expect((await ofFiles(files)).body).toMatchObject({ status: 409, code: 'storage-missing' })
		stack.nepenthes.addStorage({ name: 'Cloud', host: 'https://cloud.example/' })
		const { body } = await ofFiles(files)
		expect(body).toMatchObject({ status: 409, code: 'storage-address-differs' })
		expect(body.detail).toContain('https://cloud.example/')
		expect(body.detail).toContain(`${stack.gatewayUrl}/`)
	})
})

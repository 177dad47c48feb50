// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkedWorkPackages, WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addWorkPackage } from '../peers/nepenthes/planning/work-packages.ts'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'

let stack: Stack
let alice: BrowserSession
let bob: BrowserSession
let storage: number
/** A file of alice's, and the folder that she shares with bob. */
let file: string
let folder: string

const idOf = (user: string, path: string) => String(stack.nextcloud.fileId(user, path))

/** The work packages that tests link, all in projects that use this Nextcloud. */
const garden = () => stack.nepenthes.workPackageBySubject('Pitcher leaks at the lower rim')

const allLinks = () => Array.from({ length: 80 }, (_, i) => 1001 + i).flatMap((id) => stack.nepenthes.fileLinksOf(id))

beforeAll(async () => {
	stack = await startStack()
	storage = stack.storage!.id
	;[alice, bob] = [await connectedBrowser(stack, 'alice'), await connectedBrowser(stack, 'bob')]
	file = idOf('alice', '/Readme.md')
	folder = idOf('alice', '/Shared with Bob')
})

afterAll(() => stack.close())

afterEach(() => {
	stack.nepenthes.faults.clear()
	for (const { id } of [...allLinks()]) {
		stack.nepenthes.deleteFileLink(id)
	}
})

async function listOf(browser: BrowserSession, id = file) {
	const { status, body } = await browser.api(`files/${id}/work-packages`)
	expect(status, JSON.stringify(body)).toBe(200)
	return body as unknown as LinkedWorkPackages
}

const idsIn = ({ items }: LinkedWorkPackages) => items.map(({ id }) => id)

/** What both servers were asked meanwhile. */
async function asked(doing: () => Promise<unknown>): Promise<{ nepenthes: string[], nextcloud: string[] }> {
	const before = stack.nepenthes.requests.length
	stack.nextcloud.requests.clear()
	await doing()
	return {
		nepenthes: stack.nepenthes.requests.slice(before).map(({ method, url }) => `${method} ${decodeURIComponent(url).replace(/\?.*/, '')}`),
		nextcloud: stack.nextcloud.requests.list().map(({ method, url }) => `${method} ${url}`),
	}
}

/** A browser whose page keeps its request token, so that who is asking is remembered. */
async function page(browser: BrowserSession) {
	const requesttoken = await browser.requestToken()
	const change = (method: 'PUT' | 'DELETE', path: string) => browser.api(path, {
		method,
		headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', requesttoken },
		body: '{}',
	})
	return {
		link: (id: number, of = file) => change('PUT', `files/${of}/work-packages/${id}`),
		unlink: (id: number, of = file) => change('DELETE', `files/${of}/work-packages/${id}`),
	}
}

describe('the work packages of a file', () => {
	test('come as cards, with the colours of Nepenthes, whoever they are assigned to, closed or not', async () => {
		stack.nepenthes.linkFile(garden().id, storage, { id: file, name: 'Readme.md' })
		const list = await listOf(alice)
		expect(list).toMatchObject({ total: 1, nextPage: null, complete: true })
		expect(list.items[0]).toEqual({
			id: 1042,
			displayId: '#1042',
			subject: 'Pitcher leaks at the lower rim',
			url: `${stack.nepenthes.url}/work_packages/1042`,
			project: { name: 'Garden' },
			type: { name: 'Bug', color: expect.stringMatching(/^#[0-9a-f]{6}$/) },
			status: { name: 'In progress', color: expect.stringMatching(/^#[0-9a-f]{6}$/), closed: false },
			assignee: { name: 'Bob Builder', avatarId: 5 },
			dueDate: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
			mayManageLinks: true,
		} satisfies WorkPackage)
	})

	test('are those of this file on this storage', async () => {
		const other = stack.nepenthes.addStorage({ name: 'Other cloud', host: 'https://other.example/' })
		stack.nepenthes.linkFile(1001, storage, { id: idOf('alice', '/pitcher.png'), name: 'pitcher.png' })
		stack.nepenthes.linkFile(1002, other.id, { id: file, name: 'of another cloud' })
		stack.nepenthes.linkFile(1042, storage, { id: file, name: 'Readme.md' })
		expect(idsIn(await listOf(alice))).toEqual([1042])
	})

	test('cost one request, once types and statuses are known, and Nextcloud none', async () => {
		for (let id = 1001; id <= 1025; id++) {
			stack.nepenthes.linkFile(id, storage, { id: file, name: 'Readme.md' })
		}
		expect((await listOf(alice)).items.length).toBeGreaterThanOrEqual(20)
		const { nepenthes, nextcloud } = await asked(() => listOf(alice))
		expect(nepenthes).toEqual(['GET /api/v3/work_packages'])
		expect(nextcloud).toEqual([])
	})

	test('come a hundred at a time, all of them, the newest change first', async () => {
		const ids = Array.from({ length: 120 }, (_, i) => addWorkPackage(stack.nepenthes.instance, {
			projectId: 2,
			typeId: 1,
			statusId: 1,
			priorityId: 8,
			authorId: 4,
			subject: `Water bed ${i}`,
			createdAt: new Date(),
			updatedAt: new Date(Date.now() + i * 1000),
		}))
		const id = idOf('alice', '/pitcher.png')
		ids.forEach((workPackage) => stack.nepenthes.linkFile(workPackage, storage, { id, name: 'pitcher.png' }))
		const first = await listOf(alice, id)
		expect(first).toMatchObject({ total: 120, nextPage: 2 })
		const { body: second } = await alice.api(`files/${id}/work-packages?page=2`)
		expect(second).toMatchObject({ total: 120, nextPage: null })
		expect([...idsIn(first), ...idsIn(second as unknown as LinkedWorkPackages)]).toEqual(ids.toReversed())
	})

	test('come with their subjects whole, however long, and as text', async () => {
		const subject = `<img src=x onerror=alert(1)> ${'🪴 إعادة '.repeat(1250)}`
		const id = addWorkPackage(stack.nepenthes.instance, { projectId: 2, typeId: 1, statusId: 1, priorityId: 8, authorId: 4, subject, createdAt: new Date(), updatedAt: new Date() })
		const of = idOf('alice', '/Documents/letter.txt')
		stack.nepenthes.linkFile(id, storage, { id: of, name: 'letter.txt' })
		expect(subject.length).toBeGreaterThan(10_000)
		expect((await listOf(alice, of)).items[0]!.subject).toBe(subject)
	})

	test('are what each user may see', async () => {
		const seen = (browser: BrowserSession) => listOf(browser).then((list) => list.items.map(({ project, mayManageLinks }) => ({ project: project.name, mayManageLinks })))
		const secret = Array.from({ length: 80 }, (_, i) => 1001 + i)
		for (const id of secret) {
			stack.nepenthes.linkFile(id, storage, { id: file, name: 'Readme.md' })
		}
		const [ofAlice, ofBob] = [await seen(alice), await seen(bob)]
		expect(ofAlice.every(({ project }) => project !== 'Vault')).toBe(true)
		expect(ofAlice.length).toBeGreaterThan(ofBob.length)
		expect(ofBob.length).toBeGreaterThan(0)
		expect(ofAlice.some(({ mayManageLinks }) => mayManageLinks)).toBe(true)
		expect(ofBob.some(({ mayManageLinks }) => mayManageLinks)).toBe(false)
	})

	test('are still listed without colours when these cannot be had, and this is told', async () => {
		const fresh = await startStack()
		try {
			const browser = await connectedBrowser(fresh)
			const id = String(fresh.nextcloud.fileId('alice', '/Readme.md'))
			fresh.nepenthes.linkFile(1042, fresh.storage!.id, { id, name: 'Readme.md' })
			fresh.nepenthes.faults.add({ route: '/api/v3/(types|statuses)', kind: 'fail', status: 500 })
			const { body } = await browser.api(`files/${id}/work-packages`)
			expect(body).toMatchObject({ complete: false, total: 1, items: [{ id: 1042, type: { name: 'Bug', color: null }, status: { name: 'In progress', color: null } }] })
			fresh.nepenthes.faults.clear()
			expect((await browser.api(`files/${id}/work-packages`)).body).toMatchObject({ complete: true })
		} finally {
			await fresh.close()
		}
	})

	test.for([
		['502 with a page', { kind: 'fail', status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }, 502, 'nepenthes-unreachable'],
		['a page', { kind: 'fail', status: 200, contentType: 'text/html', body: '<h1>Hello</h1>' }, 502, 'nepenthes-unexpected'],
		['500', { kind: 'fail', status: 500, contentType: 'application/hal+json', body: '{"_type":"Error","errorIdentifier":"urn:openproject-org:api:v3:errors:InternalServerError","message":"Hm"}' }, 502, 'nepenthes-unexpected'],
		['half of an answer', { kind: 'cut', contentType: 'application/hal+json', body: '{"_type":"WorkPackageColl' }, 502, 'nepenthes-unreachable'],
		['a reset connection', { kind: 'reset' }, 502, 'nepenthes-unreachable'],
		['"too many requests"', { kind: 'fail', status: 429 }, 429, 'rate-limited'],
	] as const)('are an honest word when Nepenthes answers with %s', async ([, fault, status, code]) => {
		stack.nepenthes.faults.add({ route: '/api/v3/work_packages', ...fault })
		expect((await alice.api(`files/${file}/work-packages`)).body).toMatchObject({ status, code })
	})

	test('are waited for no longer than ten seconds', async () => {
		stack.nepenthes.faults.add({ route: '/api/v3/work_packages', kind: 'hang' })
		const begun = performance.now()
		expect((await alice.api(`files/${file}/work-packages`)).body).toMatchObject({ code: 'nepenthes-unreachable' })
		expect(performance.now() - begun).toBeLessThan(11_500)
	})

	test.for(['0', '-1', '1e30', 'abc', '99999999999999999999', '7%2F8'])('are nobody\'s for the file "%s"', async (id) => {
		const { status } = await alice.api(`files/${id}/work-packages`)
		expect([400, 404]).toContain(status)
	})
})

describe('linking', () => {
	test('tells Nepenthes what Nextcloud says of the file', async () => {
		const { link } = await page(alice)
		expect((await link(1042)).body).toEqual({ workPackageId: 1042, linked: true })
		expect((await link(1042, folder)).body).toEqual({ workPackageId: 1042, linked: true })
		expect(stack.nepenthes.fileLinksOf(1042).map(({ storageId, origin: { id, name, mimeType } }) => ({ storageId, id, name, mimeType }))).toEqual([
			{ storageId: storage, id: file, name: 'Readme.md', mimeType: 'text/markdown' },
			{ storageId: storage, id: folder, name: 'Shared with Bob', mimeType: 'application/x-op-directory' },
		])
	})

	test.for(['花园计划.md', 'تقرير الحديقة.txt', '🌱 seedlings 🪴.txt', '<img src=x onerror=alert(1)>.txt', 'a+b=c; d, e\'f.txt', '100% #1 & more?.txt'])('keeps the name "%s"', async (name) => {
		const id = idOf('alice', `/Names/${name}`)
		expect((await (await page(alice)).link(1042, id)).status).toBe(200)
		expect(stack.nepenthes.fileLinksOf(1042).map(({ origin }) => [origin.id, origin.name])).toEqual([[id, name]])
	})

	test.for(['0', '-1', '1e30', 'abc', '9007199254740992'])('is refused for the work package "%s"', async (id) => {
		for (const method of ['PUT', 'DELETE'] as const) {
			expect((await alice.change(method, `files/${file}/work-packages/${id}`)).body, method).toMatchObject({ status: 400, code: 'invalid-request' })
		}
	})

	test('twice, also at the same time from two tabs, makes one link', async () => {
		const [one, two] = [await page(alice), await page(alice)]
		const answers = await Promise.all([one.link(1042), two.link(1042), one.link(1042)])
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
		expect(stack.nepenthes.fileLinksOf(1042)).toHaveLength(1)
	})

	test('works for what was shared, by either of the two', async () => {
		// Bob may manage links for once.
		stack.nepenthes.setPermissions('bob', 'garden', ['view_work_packages', 'view_file_links', 'manage_file_links'])
		try {
			const received = idOf('bob', '/Shared with Bob')
			expect(received).toBe(folder)
			const byBob = await page(bob)
			expect((await byBob.link(1042, received)).status).toBe(200)
			expect(idsIn(await listOf(alice, folder))).toEqual([1042])
		} finally {
			stack.nepenthes.setPermissions('bob', 'garden', ['view_work_packages', 'view_file_links'])
		}
	})

	test('is refused for what the user cannot see, without a word to Nepenthes', async () => {
		const { link } = await page(bob)
		const { nepenthes } = await asked(async () => {
			expect((await link(1042)).body).toMatchObject({ status: 404, code: 'file-not-found' })
			expect((await link(1042, '999999')).body).toMatchObject({ status: 404, code: 'file-not-found' })
		})
		expect(nepenthes.filter((request) => request.startsWith('POST'))).toEqual([])
	})

	test('is for those who may', async () => {
		const { link } = await page(bob)
		expect((await link(1042, folder)).body).toMatchObject({ status: 403, code: 'nepenthes-forbidden' })
		expect((await link(999_999, folder)).body).toMatchObject({ status: 404, code: 'work-package-not-found' })
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
	})

	test('is not possible where the project does not use this Nextcloud', async () => {
		const other = await startStack({ setUp: false })
		try {
			const { nepenthes, nextcloud } = other
			const { clientId, clientSecret } = nepenthes.addStorage({ name: 'Cloud', host: `${other.gatewayUrl}/`, projects: ['garden'] })
			await nextcloud.occ(['integration_nepenthes:setup', `--url=${nepenthes.url}`, `--client-id=${clientId}`, `--client-secret=${clientSecret}`])
			const { link } = await page(await connectedBrowser(other))
			const id = String(nextcloud.fileId('alice', '/Readme.md'))
			expect((await link(1042, id)).status).toBe(200)
			const elsewhere = nepenthes.workPackageBySubject('First true pitchers expected').id
			expect((await link(elsewhere, id)).body).toMatchObject({ status: 409, code: 'storage-not-in-project' })
		} finally {
			await other.close()
		}
	})

	test('comes from a page of this Nextcloud', async () => {
		const path = `files/${file}/work-packages/1042`
		expect((await alice.api(path, { method: 'PUT', headers: { 'sec-fetch-site': 'same-origin' } })).body).toMatchObject({ code: 'csrf-failed' })
		expect((await alice.api(path, { method: 'PUT', headers: { 'sec-fetch-site': 'cross-site', requesttoken: await alice.requestToken() } })).body).toMatchObject({ code: 'cross-site' })
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
	})
})

describe('a Nepenthes that does not know this Nextcloud', () => {
	let other: Stack

	afterEach(() => other.close())

	async function connectedTo(host: string | null) {
		other = await startStack({ setUp: false })
		const { nepenthes, nextcloud, gatewayUrl } = other
		const { clientId, clientSecret } = nepenthes.createOAuthApplication({ name: 'Nextcloud', redirectUris: [`${gatewayUrl}/index.php/apps/integration_openproject/oauth-redirect`] })
		if (host !== null) {
			nepenthes.addStorage({ name: 'Cloud', host })
		}
		await nextcloud.occ(['integration_nepenthes:setup', `--url=${nepenthes.url}`, `--client-id=${clientId}`, `--client-secret=${clientSecret}`])
		return { browser: await connectedBrowser(other), id: String(nextcloud.fileId('alice', '/Readme.md')) }
	}

	test('is told apart from a file without work packages', async () => {
		const { browser, id } = await connectedTo(null)
		for (const path of [`files/${id}/work-packages`, 'work-packages?query=pitcher&linkable=true']) {
			expect((await browser.api(path)).body, path).toMatchObject({ status: 409, code: 'storage-missing' })
		}
		expect((await (await page(browser)).link(1042, id)).body).toMatchObject({ code: 'storage-missing' })
	})

	test('or knows it under another address: both are named', async () => {
		const { browser, id } = await connectedTo('https://cloud.example/')
		const { body } = await browser.api(`files/${id}/work-packages`)
		expect(body).toMatchObject({ status: 409, code: 'storage-address-differs' })
		expect(body.detail).toContain('https://cloud.example/')
		expect(body.detail).toContain(`${other.gatewayUrl}/`)
	})
})

describe('unlinking', () => {
	beforeEach(() => listOf(alice))

	test('takes one request when the link was made here', async () => {
		const { link, unlink } = await page(alice)
		await link(1042)
		const { nepenthes, nextcloud } = await asked(() => unlink(1042))
		expect(nepenthes).toEqual([expect.stringMatching(/^DELETE \/api\/v3\/file_links\/\d+$/)])
		expect(nextcloud).toEqual([])
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
	})

	test('takes two when it was made elsewhere', async () => {
		const { unlink } = await page(alice)
		const { id } = stack.nepenthes.linkFile(1042, storage, { id: file, name: 'Readme.md' })
		const { nepenthes } = await asked(async () => expect((await unlink(1042)).body).toEqual({ workPackageId: 1042, linked: false }))
		expect(nepenthes).toEqual(['POST /api/v3/work_packages/1042/file_links', `DELETE /api/v3/file_links/${id}`])
	})

	test('leaves the links of other files, work packages and storages', async () => {
		const elsewhere = stack.nepenthes.addStorage({ name: 'Third cloud', host: 'https://third.example/' })
		const kept = [
			stack.nepenthes.linkFile(1042, storage, { id: folder, name: 'Shared with Bob' }),
			stack.nepenthes.linkFile(1042, elsewhere.id, { id: file, name: 'Readme.md' }),
			stack.nepenthes.linkFile(1001, storage, { id: file, name: 'Readme.md' }),
		].map(({ id }) => id)
		stack.nepenthes.linkFile(1042, storage, { id: file, name: 'Readme.md' })
		await (await page(alice)).unlink(1042)
		expect(allLinks().map(({ id }) => id).toSorted()).toEqual(kept.toSorted())
	})

	test('of what is gone already is done', async () => {
		const { link, unlink } = await page(alice)
		await link(1042)
		stack.nepenthes.deleteFileLink(stack.nepenthes.fileLinksOf(1042)[0]!.id)
		expect((await unlink(1042)).status).toBe(200)
		expect((await unlink(1042)).status).toBe(200)
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
	})

	test('finds the link that somebody else has made again meanwhile', async () => {
		const { link, unlink } = await page(alice)
		await link(1042)
		stack.nepenthes.deleteFileLink(stack.nepenthes.fileLinksOf(1042)[0]!.id)
		stack.nepenthes.linkFile(1042, storage, { id: file, name: 'Readme.md' })
		expect((await unlink(1042)).status).toBe(200)
		expect(stack.nepenthes.fileLinksOf(1042)).toEqual([])
	})

	test.for([
		['its links', ['view_work_packages'], 403, 'nepenthes-forbidden'],
		['the work package', null, 404, 'work-package-not-found'],
	] as const)('is not said to be done for who may not see %s, also when the link is remembered', async ([, permissions, status, code]) => {
		expect((await listOf(bob, folder)).items).toEqual([])
		await (await page(alice)).link(1042, folder)
		stack.nepenthes.setPermissions('bob', 'garden', permissions && [...permissions])
		try {
			expect((await (await page(bob)).unlink(1042, folder)).body).toMatchObject({ status, code })
			expect(stack.nepenthes.fileLinksOf(1042)).toHaveLength(1)
		} finally {
			stack.nepenthes.setPermissions('bob', 'garden', ['view_work_packages', 'view_file_links'])
		}
	})

	test('is for those who may', async () => {
		stack.nepenthes.linkFile(1042, storage, { id: folder, name: 'Shared with Bob' })
		expect((await (await page(bob)).unlink(1042, folder)).body).toMatchObject({ code: 'nepenthes-forbidden' })
		expect(stack.nepenthes.fileLinksOf(1042)).toHaveLength(1)
	})
})

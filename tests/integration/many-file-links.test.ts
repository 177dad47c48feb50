// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FileLinksPreview, FileLinksResult, FileNames } from '../../sidecar/contract/file-links.ts'
import type { WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { connectedBrowser } from './support/connecting.ts'

/** As many files as one call may name. */
const CALL = 100

const WORK_PACKAGE = 1042

let stack: Stack
let alice: BrowserSession
let bob: BrowserSession
let requesttoken: string
let files: string[]

/** Puts files into alice's folder, over WebDAV; gives their numbers. */
async function upload(names: readonly string[]): Promise<string[]> {
	const authorization = `Basic ${Buffer.from('alice:alice-password').toString('base64')}`
	const folder = `${stack.nextcloud.url}/remote.php/dav/files/alice/Drawings`
	await fetch(folder, { method: 'MKCOL', headers: { authorization } })
	const ids: string[] = []
	for (const name of names) {
		const { status } = await fetch(`${folder}/${encodeURIComponent(name)}`, { method: 'PUT', headers: { authorization }, body: 'x' })
		expect(status, name).toBeLessThan(300)
		ids.push(String(stack.nextcloud.fileId('alice', `/Drawings/${name}`)))
	}
	return ids
}

beforeAll(async () => {
	stack = await startStack()
	;[alice, bob] = [await connectedBrowser(stack, 'alice'), await connectedBrowser(stack, 'bob')]
	requesttoken = await alice.requestToken()
	files = await upload(Array.from({ length: 300 }, (_, i) => `plan-${i + 1}.pdf`))
})

afterAll(() => stack.close())

afterEach(() => {
	stack.nepenthes.faults.clear()
	for (const { id } of stack.nepenthes.fileLinksOf(WORK_PACKAGE)) {
		stack.nepenthes.deleteFileLink(id)
	}
})

async function call<Answer>(path: string, fileIds: readonly string[], { browser = alice, status = 200 } = {}): Promise<Answer> {
	const answer = await browser.api(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', requesttoken: browser === alice ? requesttoken : await browser.requestToken() },
		body: JSON.stringify({ fileIds }),
	})
	expect(answer.status, JSON.stringify(answer.body).slice(0, 500)).toBe(status)
	return answer.body as Answer
}

const link = (fileIds: readonly string[], workPackage = WORK_PACKAGE, browser = alice) => call<FileLinksResult>(`work-packages/${workPackage}/file-links`, fileIds, { browser })
const remove = (fileIds: readonly string[]) => call<FileLinksResult>(`work-packages/${WORK_PACKAGE}/file-links/removal`, fileIds)
const preview = (fileIds: readonly string[]) => call<FileLinksPreview>(`work-packages/${WORK_PACKAGE}/file-links/preview`, fileIds)

const linkedIds = () => stack.nepenthes.fileLinksOf(WORK_PACKAGE).map(({ origin }) => origin.id)

/** The requests of a kind that Nepenthes got meanwhile. */
async function requestsOf(doing: () => Promise<unknown>): Promise<string[]> {
	const before = stack.nepenthes.requests.length
	await doing()
	return stack.nepenthes.requests.slice(before).map(({ method, url }) => `${method} ${url.replace(/\?.*/, '').replace(/\d+/g, '#')}`)
}

describe('many files', () => {
	test('are linked 20 in a request, their names asked for once', async () => {
		await link(files.slice(0, 1))
		stack.nextcloud.requests.clear()
		const requests = await requestsOf(async () => {
			const { results } = await link(files.slice(0, CALL))
			expect(results.map(({ fileId }) => fileId)).toEqual(files.slice(0, CALL))
			expect(results.every(({ state }) => state === 'linked')).toBe(true)
		})
		expect(requests).toEqual(Array.from({ length: 5 }, () => 'POST /api/v#/work_packages/#/file_links'))
		expect(stack.nextcloud.requests.list().map(({ method }) => method)).toEqual(['SEARCH'])
		expect(new Set(linkedIds())).toEqual(new Set(files.slice(0, CALL)))
	})

	test('by several calls at a time keep at most five requests under way at Nepenthes', async () => {
		stack.nepenthes.faults.add({ route: '/file_links$', method: 'POST', kind: 'slow', delay: 40 })
		let underWay = 0
		let most = 0
		const { faults } = stack.nepenthes
		const meet = faults.meet.bind(faults)
		faults.meet = async (request, response) => {
			const counts = request.method === 'POST' && (request.url ?? '').endsWith('/file_links')
			if (counts) {
				most = Math.max(most, ++underWay)
				response.once('close', () => underWay--)
			}
			return meet(request, response)
		}
		try {
			await Promise.all([0, 1, 2].map((i) => link(files.slice(i * CALL, (i + 1) * CALL))))
			expect(most).toBe(5)
			expect(linkedIds()).toHaveLength(300)
		} finally {
			faults.meet = meet
		}
	})

	test('that are named twice count once; what is linked already stays', async () => {
		await link(files.slice(0, 2))
		const { results } = await link([files[0]!, files[0]!, files[1]!, files[2]!])
		expect(results.map(({ fileId }) => fileId)).toEqual(files.slice(0, 3))
		expect(linkedIds()).toHaveLength(3)
	})

	test('with names of every class of characters, however long, and folders among them', async () => {
		const names = [
			'grün & <b>fett.txt',
			'100% "fertig" #1; a+b=c, d\'e?.txt',
			// Scripts: written from the right, with marks that combine, without spaces, beyond the first 65,536 characters.
			'خطة الحديقة.pdf',
			'תוכנית.pdf',
			'नक्शा ๑ แผน.pdf',
			'図面 計画.dwg',
			'Ἀθῆναι ПЛАН.txt',
			'𝔓𝔩𝔞𝔫 𐎠.txt',
			'e\u0301\u0323\u20DD.txt'.normalize('NFC'),
			// Numbers, symbols and punctuation that are none of ASCII.
			'٣ Ⅻ ½ ² – €∑© «–» ‹…› ¿.txt',
			'🪴 👩‍🌾🏽 🇩🇪.txt',
			// What is not seen: a space that does not break, joiners, marks of direction, tags, a character of private use.
			'a\u00A0b\u200Bc\u200Dd\u202Ee\u2066f\u{E0041}g\uE000.txt',
			`${'l'.repeat(246)}.pdf`,
			`${'図'.repeat(82)}.pdf`,
		]
		expect(names.find((name) => name.startsWith('l'))).toHaveLength(250)
		const ids = [...await upload(names), String(stack.nextcloud.fileId('alice', '/Drawings'))]
		expect((await link(ids)).results.every(({ state }) => state === 'linked')).toBe(true)
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE).map(({ origin }) => [origin.name, origin.mimeType === 'application/x-op-directory'])).toEqual(expect.arrayContaining([
			...names.map((name) => [name.normalize('NFC'), false]),
			['Drawings', true],
		]))
		expect((await call<FileNames>('files/names', ids)).files.map(({ name }) => name)).toEqual([...names, 'Drawings'])
	})

	test('of one name, files and folders, are kept apart', async () => {
		const [inside, beside] = await upload(['Drawings', 'Readme.md'])
		const ids = [inside!, beside!, String(stack.nextcloud.fileId('alice', '/Drawings')), String(stack.nextcloud.fileId('alice', '/Readme.md'))]
		expect((await link(ids)).results).toEqual(ids.map((fileId) => ({ fileId, state: 'linked' })))
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE).map(({ origin }) => [origin.id, origin.name, origin.mimeType === 'application/x-op-directory']).toSorted()).toEqual([
			[ids[0], 'Drawings', false],
			[ids[1], 'Readme.md', false],
			[ids[2], 'Drawings', true],
			[ids[3], 'Readme.md', false],
		].toSorted())
		expect((await remove([ids[2]!])).results).toEqual([{ fileId: ids[2], state: 'removed' }])
		expect(linkedIds().toSorted()).toEqual([ids[0], ids[1], ids[3]].toSorted())
	})

	test('of which the user cannot see some: these alone are missing', async () => {
		const hidden = String(stack.nextcloud.fileId('bob', '/Building'))
		const { results } = await link([files[0]!, hidden, '999999', files[1]!])
		expect(results).toEqual([
			{ fileId: files[0], state: 'linked' },
			expect.objectContaining({ fileId: hidden, state: 'failed', code: 'file-not-found' }),
			expect.objectContaining({ fileId: '999999', state: 'failed', code: 'file-not-found' }),
			{ fileId: files[1], state: 'linked' },
		])
	})

	test('are refused one and all where the user may not link, or nothing is', async () => {
		const shared = [String(stack.nextcloud.fileId('bob', '/Shared with Bob'))]
		expect((await link(shared, WORK_PACKAGE, bob)).results).toEqual([expect.objectContaining({ state: 'failed', code: 'nepenthes-forbidden' })])
		expect((await link(files.slice(0, 2), 999_999)).results).toEqual(files.slice(0, 2).map((fileId) => expect.objectContaining({ fileId, state: 'failed', code: 'work-package-not-found' })))
	})

	test('survive a connection that has to be renewed half-way', async () => {
		await link(files.slice(0, 60))
		stack.nepenthes.instance.clock = () => new Date(Date.now() + 3 * 3600_000)
		try {
			const requests = await requestsOf(async () => {
				expect((await link(files.slice(60, 160))).results.every(({ state }) => state === 'linked')).toBe(true)
			})
			expect(requests.filter((request) => request === 'POST /oauth/token')).toHaveLength(1)
		} finally {
			stack.nepenthes.instance.clock = () => new Date()
		}
	})

	test('that were cut off are completed by the same call', async () => {
		stack.nepenthes.faults.add({ route: '/file_links$', method: 'POST', kind: 'reset', times: 2 })
		const first = await link(files.slice(0, CALL))
		const failed = first.results.filter(({ state }) => state === 'failed')
		expect(failed).toHaveLength(40)
		expect(failed.every((result) => result.state === 'failed' && result.code === 'nepenthes-unreachable')).toBe(true)
		expect((await link(files.slice(0, CALL))).results.every(({ state }) => state === 'linked')).toBe(true)
		expect(linkedIds()).toHaveLength(CALL)
	})

	test('whose answer was lost are linked once', async () => {
		stack.nepenthes.faults.add({ route: '/file_links$', method: 'POST', kind: 'lose', times: 1 })
		await link(files.slice(0, 20))
		await link(files.slice(0, 20))
		expect(linkedIds()).toHaveLength(20)
	})

	test('are told beforehand, if they are linked already', async () => {
		await link(files.slice(0, 3))
		const requests = await requestsOf(async () => {
			expect((await preview(files)).linked.toSorted()).toEqual(files.slice(0, 3).toSorted())
		})
		expect(requests).toEqual(['GET /api/v#/work_packages/#/file_links'])
	})

	test('are unlinked, each by one request when it was linked here', async () => {
		await link(files.slice(0, 30))
		const kept = files.slice(25, 30)
		const requests = await requestsOf(async () => {
			expect((await remove(files.slice(0, 25))).results.every(({ state }) => state === 'removed')).toBe(true)
		})
		expect(requests).toEqual(Array.from({ length: 25 }, () => 'DELETE /api/v#/file_links/#'))
		expect(linkedIds().toSorted()).toEqual(kept.toSorted())
	})

	test('that others linked, linked anew or unlinked are unlinked as well', async () => {
		const storage = stack.storage!.id
		await link(files.slice(0, 2))
		const [again] = stack.nepenthes.fileLinksOf(WORK_PACKAGE).filter(({ origin }) => origin.id === files[0])
		stack.nepenthes.deleteFileLink(again!.id)
		stack.nepenthes.linkFile(WORK_PACKAGE, storage, { id: files[0]!, name: 'plan-1.pdf' })
		stack.nepenthes.linkFile(WORK_PACKAGE, storage, { id: files[2]!, name: 'plan-3.pdf' })
		expect((await remove(files.slice(0, 4))).results.map(({ state }) => state)).toEqual(['removed', 'removed', 'removed', 'removed'])
		expect(linkedIds()).toEqual([])
	})

	test('have work packages, which are found for all of them together', async () => {
		const storage = stack.storage!.id
		const made = [
			stack.nepenthes.linkFile(1001, storage, { id: files[0]!, name: 'plan-1.pdf' }),
			stack.nepenthes.linkFile(1001, storage, { id: files[299]!, name: 'plan-300.pdf' }),
			stack.nepenthes.linkFile(WORK_PACKAGE, storage, { id: files[299]!, name: 'plan-300.pdf' }),
		]
		// More than fit into the address of one request.
		const ids = [...files, ...Array.from({ length: 100 }, (_, i) => String(900_000 + i))]
		const { items, total } = await call<WorkPackageSearch>('work-packages/of-files', ids)
		expect(items.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual([1001, WORK_PACKAGE])
		expect(total).toBe(2)
		made.forEach(({ id }) => stack.nepenthes.deleteFileLink(id))
	})

	test('have names', async () => {
		expect((await call<FileNames>('files/names', [files[1]!, '999999', files[0]!])).files).toEqual([
			{ fileId: files[1], name: 'plan-2.pdf', kind: 'file' },
			{ fileId: files[0], name: 'plan-1.pdf', kind: 'file' },
		])
	})
})

test.for([
	['more than a hundred', Array.from({ length: CALL + 1 }, (_, i) => String(i + 1))],
	['none', []],
	['what is no number of a file', ['7', '0']],
	['a name', ['../secret']],
] as const)('a call for %s is refused', async ([, fileIds]) => {
	expect(await call(`work-packages/${WORK_PACKAGE}/file-links`, fileIds, { status: 400 })).toMatchObject({ code: 'invalid-request' })
})

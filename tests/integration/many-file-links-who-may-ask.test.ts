// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Form } from '../../sidecar/contract/form.ts'
import type { Stack } from '../stack.ts'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession } from './support/browser-session.ts'
import { connectedBrowser } from './support/connecting.ts'
import { filesIn, linked, ManyFiles } from './support/many-files.ts'

const WORK_PACKAGE = 1042

const GATEWAY = 'the gateway'
const PROXY = 'AppAPI\'s proxy'

let stack: Stack
let browsers: Record<typeof GATEWAY | typeof PROXY, BrowserSession>
let files: string[]

beforeAll(async () => {
	stack = await startStack()
	const direct = new BrowserSession(stack.nextcloud.url, '/index.php/apps/app_api/proxy/integration_nepenthes/api/')
	await direct.signIn('alice')
	browsers = { [GATEWAY]: await connectedBrowser(stack), [PROXY]: direct }
	files = stack.nextcloud.addManyFiles('alice', '/Drawings', 250).map(String)
})

beforeEach(() => stack.nepenthes.fileLinksOf(WORK_PACKAGE).forEach(({ id }) => stack.nepenthes.deleteFileLink(id)))

afterAll(() => stack.close())

describe.for([GATEWAY, PROXY] as const)('by %s', (way) => {
	test('many files are looked at, linked, named and unlinked', async () => {
		const alice = new ManyFiles(browsers[way])
		expect(await alice.preview(WORK_PACKAGE, files)).toEqual([])
		expect(filesIn(await alice.link(WORK_PACKAGE, files), linked)).toEqual(files)
		expect(await alice.preview(WORK_PACKAGE, files)).toEqual(files)
		expect((await alice.call('work-packages/of-files', { fileIds: files })).body).toMatchObject({ total: 1, items: [{ id: WORK_PACKAGE }] })
		expect((await alice.call('files/names', { fileIds: files.slice(0, 2) })).body).toEqual({
			files: files.slice(0, 2).map((fileId, i) => ({ fileId, name: `plan-000${i + 1}.txt`, kind: 'file' })),
		})
		expect(filesIn(await alice.unlink(WORK_PACKAGE, files), ({ state }) => state === 'removed')).toEqual(files)
		expect(stack.nepenthes.fileLinksOf(WORK_PACKAGE)).toEqual([])
	})

	test('a work package is created for many', async () => {
		const alice = new ManyFiles(browsers[way])
		const { items } = (await browsers[way].api('forms/projects?query=conservatory')).body as { items: { value: string }[] }
		const project = { kind: 'choice', multiple: false, value: [items[0]!.value] }
		const { fields } = (await alice.call('forms/work-package', { values: { project } })).body as unknown as Form
		expect(fields.find(({ key }) => key === 'type')).toMatchObject({ value: [expect.anything()] })
		const { body } = await alice.call('work-packages', { values: { project, subject: { kind: 'text', value: `Created by ${way}` } }, fileIds: files.slice(0, 100) })
		expect(body).toMatchObject({ state: 'created', workPackage: { subject: `Created by ${way}` } })
		const { workPackage, results } = body as { workPackage: { id: number }, results: { state: string }[] }
		expect(new Set(results.map(({ state }) => state))).toEqual(new Set(['linked']))
		expect(stack.nepenthes.fileLinksOf(workPackage.id)).toHaveLength(100)
		stack.nepenthes.deleteWorkPackage(workPackage.id)
	})

	describe.for([
		`work-packages/${WORK_PACKAGE}/file-links`,
		`work-packages/${WORK_PACKAGE}/file-links/removal`,
		`work-packages/${WORK_PACKAGE}/file-links/preview`,
		'work-packages/of-files',
		'files/names',
		'work-packages',
		'work-packages/own',
		'forms/work-package',
	])('%s', (path) => {
		const body = JSON.stringify({ fileIds: ['77'], values: {}, project: '/api/v3/projects/2', type: '/api/v3/types/1', subject: 'x', since: new Date(0).toISOString() })

		test.for([
			['without a request token', { 'sec-fetch-site': 'same-origin' }, 412, 'csrf-failed'],
			['from another site, whatever token it has', { 'sec-fetch-site': 'cross-site', requesttoken: 'real' }, 403, 'cross-site'],
			['from another origin, by a browser that does not say how it fetches', { origin: 'https://evil.example', requesttoken: 'real' }, 403, 'cross-site'],
		] as const)('is not for requests %s', async ([, headers, status, code]) => {
			const browser = browsers[way]
			const token = 'requesttoken' in headers ? { requesttoken: await browser.requestToken() } : {}
			const before = stack.nepenthes.requests.length
			const answer = await browser.api(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers, ...token }, body })
			expect(answer).toMatchObject({ status, body: { code } })
			expect(stack.nepenthes.requests.length, 'Nepenthes was asked').toBe(before)
		})
	})
})

test('both ways together keep at most five requests of a user under way at Nepenthes, those for a new work package too', async () => {
	const { faults } = stack.nepenthes
	faults.add({ route: '/file_links$', method: 'POST', kind: 'slow', delay: 30 })
	let underWay = 0
	let most = 0
	const meet = faults.meet.bind(faults)
	faults.meet = async (request, response) => {
		if (request.method === 'POST' && request.url!.endsWith('/file_links')) {
			most = Math.max(most, ++underWay)
			response.once('close', () => underWay--)
		}
		return meet(request, response)
	}
	try {
		const [gateway, proxy] = [new ManyFiles(browsers[GATEWAY]), new ManyFiles(browsers[PROXY])]
		const project = { kind: 'choice', multiple: false, value: ['/api/v3/projects/2'] }
		const [, , created] = await Promise.all([
			gateway.link(WORK_PACKAGE, files),
			proxy.link(WORK_PACKAGE, files),
			gateway.call('work-packages', { values: { project, subject: { kind: 'text', value: 'Beside others' } }, fileIds: files.slice(0, 100) }),
		])
		expect(created.body).toMatchObject({ state: 'created' })
		expect(most).toBe(5)
	} finally {
		faults.meet = meet
		faults.clear()
	}
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'

let nextcloud: Nextcloud

beforeAll(async () => {
	nextcloud = await startNextcloud()
})

afterAll(() => nextcloud.close())

const root = '/remote.php/dav/files'

function dav(method: string, path: string, { user = 'alice', headers = {}, body }: { user?: string, headers?: Record<string, string>, body?: string | ReadableStream } = {}): Promise<Response> {
	return fetch(nextcloud.url + path, {
		method,
		headers: { authorization: `Basic ${btoa(`${user}:${user}-password`)}`, ...headers },
		...body === undefined ? {} : { body, duplex: 'half' },
	} as RequestInit)
}

const propfind = (...names: string[]) => `<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns"><d:prop>${names.map((name) => `<${name}/>`).join('')}</d:prop></d:propfind>`

function searchById(user: string, ids: number[], nresults?: number) {
	return `<d:searchrequest xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:basicsearch>
	<d:select><d:prop><oc:fileid/><d:displayname/></d:prop></d:select>
	<d:from><d:scope><d:href>/files/${user}</d:href><d:depth>infinity</d:depth></d:scope></d:from>
	<d:where><d:or>${ids.map((id) => `<d:eq><d:prop><oc:fileid/></d:prop><d:literal>${id}</d:literal></d:eq>`).join('')}</d:or></d:where><d:orderby/>
	${nresults === undefined ? '' : `<d:limit><d:nresults>${nresults}</d:nresults></d:limit>`}</d:basicsearch></d:searchrequest>`
}

const hrefs = (xml: string) => [...xml.matchAll(/<d:href>([^<]*)<\/d:href>/g)].map((match) => match[1])

// Shapes and statuses of this file were compared with a Nextcloud 34.0.1.
describe('reading', () => {
	test('lists a folder with what was asked for, and says what it does not know', async () => {
		const answer = await dav('PROPFIND', `${root}/alice/`, { headers: { depth: '1' }, body: propfind('oc:fileid', 'oc:permissions', 'd:getcontentlength', 'nc:unheard-of') })
		const xml = await answer.text()
		expect(answer.status).toBe(207)
		expect(hrefs(xml)).toContain(`${root}/alice/Shared%20with%20Bob/`)
		expect(hrefs(xml)).not.toContain(`${root}/alice/Projects/Garden/`)
		expect(xml).toContain(`<oc:fileid>${nextcloud.fileId('alice', 'Readme.md')}</oc:fileid><oc:permissions>RGDNVW</oc:permissions>`)
		expect(xml).toMatch(/<nc:unheard-of\/><\/d:prop><d:status>HTTP\/1\.1 404 Not Found/)
	})

	test('lists three hundred files', async () => {
		const answer = await dav('PROPFIND', `${root}/alice/Many%20files`, { headers: { depth: '1' } })
		expect(hrefs(await answer.text())).toHaveLength(301)
	})

	test('keeps names of every script', async () => {
		const xml = await (await dav('PROPFIND', `${root}/alice/Names`, { headers: { depth: '1' }, body: propfind('d:displayname') })).text()
		for (const name of ['花园计划.md', '🌱 seedlings 🪴.txt', '100% #1 &amp; more?.txt', '&lt;img src=x onerror=alert(1)&gt;.txt']) {
			expect(xml).toContain(`<d:displayname>${name}</d:displayname>`)
		}
		for (const href of hrefs(xml).slice(1)) {
			expect((await dav('PROPFIND', href!, { headers: { depth: '0' } })).status).toBe(207)
		}
	})

	test('gives a part, or nothing new', async () => {
		const path = `${root}/alice/Readme.md`
		const whole = await dav('GET', path)
		const content = await whole.text()
		expect(whole.headers.get('content-disposition')).toBe('attachment; filename*=UTF-8\'\'Readme.md; filename="Readme.md"')
		const part = await dav('GET', path, { headers: { range: 'bytes=2-8' } })
		expect(part.status).toBe(206)
		expect(part.headers.get('content-range')).toBe(`bytes 2-8/${content.length}`)
		expect(await part.text()).toBe(content.slice(2, 9))
		expect((await dav('GET', path, { headers: { range: 'bytes=9999-' } })).status).toBe(416)
		expect((await dav('GET', path, { headers: { 'if-none-match': whole.headers.get('etag')! } })).status).toBe(304)
		const head = await dav('HEAD', path)
		expect(head.headers.get('content-length')).toBe(String(content.length))
	})

	test('serves pages as text to be saved', async () => {
		const answer = await dav('GET', `${root}/alice/Documents/page.html`)
		expect(answer.headers.get('content-type')).toBe('text/plain;charset=UTF-8')
	})

	test('asks who it is', async () => {
		const answer = await fetch(`${nextcloud.url}${root}/alice/`)
		expect(answer.status).toBe(401)
		expect(answer.headers.get('www-authenticate')).toContain('Basic')
		expect(await answer.text()).toContain('<s:exception>Sabre\\DAV\\Exception\\NotAuthenticated</s:exception>')
	})

	test('hides the files of others', async () => {
		const answer = await dav('GET', `${root}/alice/Readme.md`, { user: 'bob' })
		expect(answer.status).toBe(404)
		expect(await answer.text()).toContain('<s:exception>Sabre\\DAV\\Exception\\NotFound</s:exception>')
	})
})

describe('searching by id', () => {
	test('finds what the user may see, at the place where they see it', async () => {
		const own = nextcloud.fileId('alice', 'Readme.md')!
		const shared = nextcloud.fileId('alice', 'Shared with Bob/Drafts/draft.md')!
		const search = async (user: string) => hrefs(await (await dav('SEARCH', '/remote.php/dav/', { user, headers: { 'content-type': 'text/xml' }, body: searchById(user, [own, shared, 999_999]) })).text())
		expect(await search('alice')).toEqual([`${root}/alice/Readme.md`, `${root}/alice/Shared%20with%20Bob/Drafts/draft.md`])
		expect(await search('bob')).toEqual([`${root}/bob/Shared%20with%20Bob/Drafts/draft.md`])
		expect(await search('carol')).toEqual([])
	})

	test('finds a file shared with somebody, and one received, under one id for both', async () => {
		const given = nextcloud.fileId('alice', 'Documents/Annual report.pdf')!
		const received = nextcloud.fileId('bob', 'Building/bricks.csv')!
		expect(nextcloud.fileId('bob', 'Annual report.pdf')).toBe(given)
		expect(nextcloud.fileId('alice', 'bricks.csv')).toBe(received)
		const search = async (user: string) => hrefs(await (await dav('SEARCH', '/remote.php/dav/', { user, headers: { 'content-type': 'text/xml' }, body: searchById(user, [given, received]) })).text())
		expect(await search('alice')).toEqual([`${root}/alice/Documents/Annual%20report.pdf`, `${root}/alice/bricks.csv`])
		expect(await search('bob')).toEqual([`${root}/bob/Annual%20report.pdf`, `${root}/bob/Building/bricks.csv`])
		expect(await search('carol')).toEqual([])
	})

	test('finds what was shared by itself and with its folder in both places, of which the limit counts each', async () => {
		nextcloud.shareWithUser('alice', 'Shared with Bob/Drafts/draft.md', 'bob')
		const ids = ['Shared with Bob/Drafts/draft.md', 'Annual report.pdf'].map((path) => nextcloud.fileId('bob', path)!)
		const search = async (nresults?: number) => hrefs(await (await dav('SEARCH', '/remote.php/dav/', { user: 'bob', headers: { 'content-type': 'text/xml' }, body: searchById('bob', ids, nresults) })).text())
		const places = [`${root}/bob/Shared%20with%20Bob/Drafts/draft.md`, `${root}/bob/draft.md`, `${root}/bob/Annual%20report.pdf`]
		expect(new Set(await search())).toEqual(new Set(places))
		expect(await search(3)).toHaveLength(3)
		expect(await search(2)).toEqual(places.slice(0, 2))
	})

	test('finds a hundred files, and does not bear more comparisons', async () => {
		const ids = Array.from({ length: 101 }, (_, index) => nextcloud.fileId('alice', `Many files/plan-${String(index + 1).padStart(3, '0')}.txt`)!)
		const search = (count: number) => dav('SEARCH', '/remote.php/dav/', { headers: { 'content-type': 'text/xml' }, body: searchById('alice', ids.slice(0, count)) })
		expect(hrefs(await (await search(100)).text())).toHaveLength(100)
		const refused = await search(101)
		expect(refused.status).toBe(500)
		expect(await refused.text()).toContain('<s:exception>InvalidArgumentException</s:exception>')
	})

	test('says whose a received file is', async () => {
		const asked = propfind('oc:fileid', 'oc:owner-id', 'oc:permissions', 'nc:mount-type')
		const xml = await (await dav('PROPFIND', `${root}/alice/bricks.csv`, { headers: { depth: '0' }, body: asked })).text()
		expect(xml).toContain(`<oc:fileid>${nextcloud.fileId('bob', 'Building/bricks.csv')}</oc:fileid><oc:owner-id>bob</oc:owner-id>`)
		expect(xml).toMatch(/<oc:permissions>S[A-Z]*<\/oc:permissions><nc:mount-type>shared<\/nc:mount-type>/)
	})
})

describe('writing', () => {
	test('makes, changes, protects and removes a file', async () => {
		const path = `${root}/bob/new%20file.txt`
		const made = await dav('PUT', path, { user: 'bob', body: 'one' })
		expect(made.status).toBe(201)
		expect(made.headers.get('oc-fileid')).toMatch(new RegExp(`^\\d{8}${nextcloud.instanceId}$`))
		const changed = await dav('PUT', path, { user: 'bob', body: 'two' })
		expect(changed.status).toBe(204)
		expect(changed.headers.get('oc-fileid')).toBe(made.headers.get('oc-fileid'))
		expect(changed.headers.get('etag')).not.toBe(made.headers.get('etag'))
		expect((await dav('PUT', path, { user: 'bob', body: 'x', headers: { 'if-none-match': '*' } })).status).toBe(412)
		expect(await (await dav('GET', path, { user: 'bob' })).text()).toBe('two')
		expect((await dav('DELETE', path, { user: 'bob' })).status).toBe(204)
		expect((await dav('GET', path, { user: 'bob' })).status).toBe(404)
		expect((await dav('PUT', `${root}/bob/no%20folder/x.txt`, { user: 'bob', body: 'x' })).status).toBe(404)
	})

	test('takes bodies whose length is not known before', async () => {
		const piece = new Uint8Array(64 * 1024)
		let left = 64
		const body = new ReadableStream<Uint8Array>({
			pull(controller) {
				if (left-- > 0) {
					controller.enqueue(piece)
				} else {
					controller.close()
				}
			},
		})
		expect((await dav('PUT', `${root}/bob/large.bin`, { user: 'bob', body })).status).toBe(201)
		expect((await dav('HEAD', `${root}/bob/large.bin`, { user: 'bob' })).headers.get('content-length')).toBe(String(4 * 1024 * 1024))
	})

	test('keeps the id when a file is renamed or moved', async () => {
		await dav('MKCOL', `${root}/bob/Folder`, { user: 'bob' })
		expect((await dav('MKCOL', `${root}/bob/Folder`, { user: 'bob' })).status).toBe(405)
		await dav('PUT', `${root}/bob/old.txt`, { user: 'bob', body: 'x' })
		const id = nextcloud.fileId('bob', 'old.txt')
		const moved = await dav('MOVE', `${root}/bob/old.txt`, { user: 'bob', headers: { destination: `${nextcloud.url}${root}/bob/Folder/n%C3%A9w%20%231.txt` } })
		expect(moved.status).toBe(201)
		expect(nextcloud.fileId('bob', 'Folder/néw #1.txt')).toBe(id)
		await dav('MOVE', `${root}/bob/Folder`, { user: 'bob', headers: { destination: `${nextcloud.url}${root}/bob/Other` } })
		expect(nextcloud.fileId('bob', 'Other/néw #1.txt')).toBe(id)
		await dav('COPY', `${root}/bob/Other`, { user: 'bob', headers: { destination: `${nextcloud.url}${root}/bob/Copy` } })
		expect(nextcloud.fileId('bob', 'Copy/néw #1.txt')).toBeDefined()
		expect(nextcloud.fileId('bob', 'Copy/néw #1.txt')).not.toBe(id)
	})

	test('joins an upload in pieces', async () => {
		const upload = '/remote.php/dav/uploads/bob/upload-1'
		await dav('MKCOL', upload, { user: 'bob' })
		await dav('PUT', `${upload}/2`, { user: 'bob', body: 'world' })
		await dav('PUT', `${upload}/1`, { user: 'bob', body: 'hello ' })
		const done = await dav('MOVE', `${upload}/.file`, { user: 'bob', headers: { destination: `${nextcloud.url}${root}/bob/joined.txt` } })
		expect(done.status).toBe(201)
		expect(done.headers.get('oc-fileid')).toBeTruthy()
		expect(await (await dav('GET', `${root}/bob/joined.txt`, { user: 'bob' })).text()).toBe('hello world')
	})

	test('marks favorites', async () => {
		const patch = '<d:propertyupdate xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:set><d:prop><oc:favorite>1</oc:favorite></d:prop></d:set></d:propertyupdate>'
		expect((await dav('PROPPATCH', `${root}/alice/pitcher.png`, { body: patch })).status).toBe(207)
		const xml = await (await dav('PROPFIND', `${root}/alice/pitcher.png`, { headers: { depth: '0' }, body: propfind('oc:favorite', 'nc:has-preview') })).text()
		expect(xml).toContain('<oc:favorite>1</oc:favorite><nc:has-preview>true</nc:has-preview>')
	})

	test('in a folder that someone shared shows at both ends', async () => {
		await dav('PUT', `${root}/bob/Shared%20with%20Bob/from-bob.txt`, { user: 'bob', body: 'x' })
		expect((await dav('GET', `${root}/alice/Shared%20with%20Bob/from-bob.txt`)).status).toBe(200)
		const xml = await (await dav('PROPFIND', `${root}/bob/Shared%20with%20Bob`, { user: 'bob', headers: { depth: '0' }, body: propfind('oc:permissions', 'nc:mount-type', 'oc:owner-id') })).text()
		expect(xml).toContain('<oc:permissions>SRMGDNVCK</oc:permissions><nc:mount-type>shared</nc:mount-type><oc:owner-id>alice</oc:owner-id>')
	})
})

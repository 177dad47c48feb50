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

const files = '/remote.php/dav/files'
const trash = '/remote.php/dav/trashbin'

function dav(method: string, path: string, { user = 'alice', headers = {}, body }: { user?: string, headers?: Record<string, string>, body?: string } = {}): Promise<Response> {
	return fetch(nextcloud.url + path, { method, headers: { authorization: `Basic ${btoa(`${user}:${user}-password`)}`, ...headers }, body: body ?? null })
}

const propfind = (...names: string[]) => `<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns"><d:prop>${names.map((name) => `<${name}/>`).join('')}</d:prop></d:propfind>`

const hrefs = (xml: string) => [...xml.matchAll(/<d:href>([^<]*)<\/d:href>/g)].map((match) => match[1]!)

/** The answers to a PROPFIND that asks for these properties. */
async function list(path: string, properties: string[], { user = 'alice', depth = '1', agent }: { user?: string, depth?: string, agent?: string } = {}) {
	const answer = await dav('PROPFIND', path, { user, headers: { depth, ...agent !== undefined && { 'user-agent': agent } }, body: propfind(...properties) })
	return { status: answer.status, xml: await answer.text() }
}

describe('a team folder', () => {
	test('is at the top of the files of each member, and of nobody else', async () => {
		for (const user of ['alice', 'bob']) {
			const { xml } = await list(`${files}/${user}/`, ['oc:fileid', 'nc:mount-type', 'oc:owner-id', 'oc:permissions', 'nc:is-mount-root'], { user })
			expect(xml).toContain(`<oc:fileid>${nextcloud.fileId('alice', 'Botany team')}</oc:fileid><nc:mount-type>group</nc:mount-type><oc:owner-id>${user}</oc:owner-id><oc:permissions>RMGCK</oc:permissions><nc:is-mount-root>true</nc:is-mount-root>`)
		}
		expect(nextcloud.fileId('carol', 'Botany team')).toBeUndefined()
	})

	test('is the same for all: what one member writes, the other reads', async () => {
		expect((await dav('PUT', `${files}/alice/Botany%20team/minutes.txt`, { body: 'x' })).headers.get('x-nc-ownerid')).toBe('alice')
		expect((await dav('GET', `${files}/bob/Botany%20team/minutes.txt`, { user: 'bob' })).status).toBe(200)
		const { xml } = await list(`${files}/bob/Botany%20team/minutes.txt`, ['oc:permissions', 'nc:mount-type', 'nc:group-folder-id'], { user: 'bob', depth: '0' })
		expect(xml).toContain(`<oc:permissions>RMGDNVW</oc:permissions><nc:mount-type>group</nc:mount-type><nc:group-folder-id>${nextcloud.fileId('alice', 'Botany team')}</nc:group-folder-id>`)
	})

	test('can be neither deleted nor moved', async () => {
		expect((await dav('DELETE', `${files}/alice/Botany%20team`)).status).toBe(403)
		expect((await dav('MOVE', `${files}/alice/Botany%20team`, { headers: { destination: `${nextcloud.url}${files}/alice/Mine` } })).status).toBe(403)
		expect(nextcloud.fileId('bob', 'Botany team/opening-hours.md')).toBeDefined()
	})
})

describe('an end-to-end encrypted folder', () => {
	const desktop = 'Mozilla/5.0 (Linux) mirall/4.0.0'
	const asked = ['nc:is-encrypted', 'nc:e2ee-is-encrypted', 'oc:permissions']

	test('says that it is one, and allows nothing to clients that cannot decrypt it', async () => {
		const { xml } = await list(`${files}/alice/`, asked, { agent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' })
		expect(xml).toContain('<d:href>/remote.php/dav/files/alice/Encrypted%20notes/</d:href><d:propstat><d:prop><nc:is-encrypted>1</nc:is-encrypted><nc:e2ee-is-encrypted>1</nc:e2ee-is-encrypted><oc:permissions/>')
		expect(xml).toContain('<d:href>/remote.php/dav/files/alice/Projects/</d:href><d:propstat><d:prop><nc:is-encrypted>0</nc:is-encrypted><nc:e2ee-is-encrypted>0</nc:e2ee-is-encrypted><oc:permissions>RGDNVCK</oc:permissions>')
		expect((await list(`${files}/alice/Encrypted%20notes`, asked)).status).toBe(403)
	})

	test('is listed for those that can; its files say it in the newer property only', async () => {
		const { status, xml } = await list(`${files}/alice/Encrypted%20notes`, asked, { agent: desktop })
		expect(status).toBe(207)
		expect(hrefs(xml)).toHaveLength(3)
		expect(xml).toContain('<nc:e2ee-is-encrypted>1</nc:e2ee-is-encrypted><oc:permissions>RGDNVW</oc:permissions></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat><d:propstat><d:prop><nc:is-encrypted/>')
	})

	test('opens for browsers where that is allowed', async () => {
		nextcloud.setEncryptionInBrowser(true)
		expect((await list(`${files}/alice/Encrypted%20notes`, asked)).status).toBe(207)
		nextcloud.setEncryptionInBrowser(false)
	})
})

describe('the trash', () => {
	const asked = ['d:displayname', 'oc:fileid', 'oc:permissions', 'd:getcontenttype', 'nc:trashbin-filename', 'nc:trashbin-original-location', 'nc:trashbin-deleted-by-id']

	test('keeps what was deleted, under its id, and shows it nowhere else', async () => {
		await dav('PUT', `${files}/carol/Routes/lost.txt`, { user: 'carol', body: 'found' })
		const id = nextcloud.fileId('carol', 'Routes/lost.txt')!
		expect((await dav('DELETE', `${files}/carol/Routes/lost.txt`, { user: 'carol' })).status).toBe(204)
		expect(nextcloud.fileId('carol', 'Routes/lost.txt')).toBeUndefined()

		const { xml } = await list(`${trash}/carol/trash`, asked, { user: 'carol' })
		const [self, lost] = hrefs(xml)
		expect(self).toBe(`${trash}/carol/trash/`)
		expect(lost).toMatch(/^\/remote\.php\/dav\/trashbin\/carol\/trash\/lost\.txt\.d\d+$/)
		expect(xml).toContain(`<d:displayname>lost.txt</d:displayname><oc:fileid>${id}</oc:fileid><oc:permissions>GD</oc:permissions><d:getcontenttype>text/plain</d:getcontenttype>`
			+ '<nc:trashbin-filename>lost.txt</nc:trashbin-filename><nc:trashbin-original-location>Routes/lost.txt</nc:trashbin-original-location><nc:trashbin-deleted-by-id>carol</nc:trashbin-deleted-by-id>')
		expect(await (await dav('GET', lost!, { user: 'carol' })).text()).toBe('found')

		const search = `<d:searchrequest xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:basicsearch><d:select><d:prop><oc:fileid/></d:prop></d:select><d:from><d:scope><d:href>/files/carol</d:href><d:depth>infinity</d:depth></d:scope></d:from><d:where><d:eq><d:prop><oc:fileid/></d:prop><d:literal>${id}</d:literal></d:eq></d:where><d:orderby/></d:basicsearch></d:searchrequest>`
		expect(hrefs(await (await dav('SEARCH', '/remote.php/dav/', { user: 'carol', body: search })).text())).toEqual([])

		const restored = await dav('MOVE', lost!, { user: 'carol', headers: { destination: `${nextcloud.url}${trash}/carol/restore/lost.txt` } })
		expect(restored.status).toBe(201)
		expect(nextcloud.fileId('carol', 'Routes/lost.txt')).toBe(id)
	})

	test('restores beside what has the name now', async () => {
		const path = `${files}/carol/twice.txt`
		await dav('PUT', path, { user: 'carol', body: 'first' })
		const first = nextcloud.fileId('carol', 'twice.txt')
		await dav('DELETE', path, { user: 'carol' })
		await dav('PUT', path, { user: 'carol', body: 'second' })
		const lost = hrefs((await list(`${trash}/carol/trash`, asked, { user: 'carol' })).xml).find((href) => href.includes('twice'))!
		await dav('MOVE', lost, { user: 'carol', headers: { destination: `${nextcloud.url}${trash}/carol/restore/twice.txt` } })
		expect(nextcloud.fileId('carol', 'twice (restored).txt')).toBe(first)
	})

	test('holds folders with what is in them, and is emptied for good', async () => {
		await dav('MKCOL', `${files}/carol/Old`, { user: 'carol' })
		await dav('PUT', `${files}/carol/Old/inner.txt`, { user: 'carol', body: 'x' })
		await dav('DELETE', `${files}/carol/Old`, { user: 'carol' })
		const folder = hrefs((await list(`${trash}/carol/trash`, asked, { user: 'carol' })).xml).find((href) => href.includes('Old'))!
		const { xml } = await list(folder, asked, { user: 'carol' })
		expect(hrefs(xml)[1]).toBe(`${folder}inner.txt`)
		expect(xml).toContain('<nc:trashbin-original-location>Old/inner.txt</nc:trashbin-original-location>')

		expect((await dav('DELETE', `${trash}/carol/trash`, { user: 'carol' })).status).toBe(204)
		expect(hrefs((await list(`${trash}/carol/trash`, asked, { user: 'carol' })).xml)).toHaveLength(1)
	})

	test('is nobody else\'s', async () => {
		expect((await list(`${trash}/alice/trash`, asked, { user: 'bob' })).status).toBe(404)
	})

	test('takes a file from those whom it was shared with, until it is back', async () => {
		await dav('DELETE', `${files}/alice/Documents/Annual%20report.pdf`)
		expect(nextcloud.fileId('bob', 'Annual report.pdf')).toBeUndefined()
		const lost = hrefs((await list(`${trash}/alice/trash`, asked)).xml).find((href) => href.includes('Annual'))!
		await dav('MOVE', lost, { headers: { destination: `${nextcloud.url}${trash}/alice/restore/report` } })
		expect(nextcloud.fileId('bob', 'Annual report.pdf')).toBeDefined()
	})
})

describe('tags', () => {
	test('are listed with their names, and with the files that bear them, as each user sees those', async () => {
		const { xml } = await list('/remote.php/dav/systemtags', ['oc:id', 'oc:display-name', 'oc:user-visible'])
		expect(hrefs(xml)).toHaveLength(3)
		const [, id] = /<oc:id>(\d+)<\/oc:id><oc:display-name>To check<\/oc:display-name><oc:user-visible>true/.exec(xml)!
		const report = async (user: string) => hrefs(await (await dav('REPORT', `${files}/${user}`, {
			user,
			body: `<oc:filter-files xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><oc:fileid/></d:prop><oc:filter-rules><oc:systemtag>${id}</oc:systemtag></oc:filter-rules></oc:filter-files>`,
		})).text())
		expect(await report('alice')).toEqual([`${files}/alice/Documents/letter.txt`, `${files}/alice/bricks.csv`])
		expect(await report('bob')).toEqual([`${files}/bob/Building/bricks.csv`])
		expect(await report('carol')).toEqual([])
		const { xml: letter } = await list(`${files}/alice/Documents/letter.txt`, ['nc:system-tags'], { depth: '0' })
		expect(letter).toContain('>To check</nc:system-tag></nc:system-tags>')
	})
})

describe('shares', () => {
	const shares = async (user: string, withMe: boolean) => {
		const answer = await fetch(`${nextcloud.url}/ocs/v2.php/apps/files_sharing/api/v1/shares?shared_with_me=${withMe}&include_tags=true&format=json`, {
			headers: { authorization: `Basic ${btoa(`${user}:${user}-password`)}`, 'OCS-APIRequest': 'true' },
		})
		const { ocs } = await answer.json() as { ocs: { data: Record<string, unknown>[] } }
		return ocs.data
	}

	test('are listed from both ends, each with the path at which that user sees the file', async () => {
		expect(await shares('bob', false)).toMatchObject([{ share_type: 0, path: '/Building/bricks.csv', share_with: 'alice', uid_owner: 'bob', 'mount-type': '' }])
		expect(await shares('alice', true)).toMatchObject([{
			share_type: 0,
			path: '/bricks.csv',
			file_source: nextcloud.fileId('bob', 'Building/bricks.csv'),
			item_type: 'file',
			item_permissions: 19,
			uid_owner: 'bob',
			displayname_owner: 'Bob Builder',
			'mount-type': 'shared',
		}])
		expect(await shares('carol', true)).toEqual([])
	})

	test('by link come with their token', async () => {
		const token = nextcloud.shareByLink('carol', 'Carol.md')
		expect(await shares('carol', false)).toMatchObject([{ share_type: 3, token, path: '/Carol.md' }])
		expect((await fetch(`${nextcloud.url}/s/${token}`)).status).toBe(200)
		await dav('DELETE', `${files}/carol/Carol.md`, { user: 'carol' })
		expect((await fetch(`${nextcloud.url}/s/${token}`)).status).toBe(404)
	})
})

test('a thousand files are made at once, in a folder that need not be there', async () => {
	const ids = nextcloud.addManyFiles('bob', '/Surveys/Spring', 1000)
	expect(ids).toHaveLength(1000)
	expect(nextcloud.fileId('bob', 'Surveys/Spring/plan-1000.txt')).toBe(ids[999])
	const { xml } = await list(`${files}/bob/Surveys/Spring`, ['oc:fileid'], { user: 'bob' })
	expect(hrefs(xml)).toHaveLength(1001)
})

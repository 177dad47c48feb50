// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'

const PLANTS = 'https://botany.example/pitcher-plants'
const WEATHER = 'https://weather.example/'
const NOWHERE = 'https://nowhere.example/page'

let nextcloud: Nextcloud
let now = new Date('2026-03-02T09:00:00Z')
let password: { alice: string, bob: string }

beforeAll(async () => {
	nextcloud = await startNextcloud({ clock: () => now })
	password = { alice: nextcloud.addAppPassword('alice'), bob: nextcloud.addAppPassword('bob') }
})

afterAll(() => nextcloud.close())

// Nobody is held back by what was asked for in another test.
afterEach(() => {
	now = new Date(now.getTime() + 600_000)
})

interface Asked {
	method?: 'GET' | 'POST' | 'PUT'
	body?: unknown
	/** `null`: a guest. */
	as?: 'alice' | 'bob' | null
	version?: 'v1' | 'v2'
	format?: 'json' | 'xml'
}

async function ask(path: string, { method, body, as = 'alice', version = 'v2', format = 'json' }: Asked = {}) {
	const response = await fetch(`${nextcloud.url}/ocs/${version}.php/references/${path}`, {
		method: method ?? (body === undefined ? 'GET' : 'POST'),
		headers: {
			'ocs-apirequest': 'true',
			accept: format === 'json' ? 'application/json' : 'text/xml',
			...as === null ? {} : { authorization: `Basic ${btoa(`${as}:${password[as]}`)}` },
			...body === undefined ? {} : { 'content-type': 'application/json' },
		},
		...body === undefined ? {} : { body: JSON.stringify(body) },
	})
	const text = await response.text()
	const { ocs } = format === 'json' && text !== '' ? JSON.parse(text) as { ocs: { meta: { statuscode: number }, data: unknown } } : {}
	return { response, text, meta: ocs?.meta, data: ocs?.data }
}

const resolve = (reference: string, asked: Asked = {}) => ask(`resolve?reference=${encodeURIComponent(reference)}`, asked)
const fileLink = (path: string, uid = 'alice') => `${nextcloud.url}/f/${nextcloud.fileId(uid, path)}`
function plain(url: string) {
	const openGraphObject = { id: url, name: url, description: null, thumb: null, link: url }
	return { richObjectType: 'open-graph', richObject: openGraphObject, openGraphObject, accessible: true }
}

describe('a link to a file', () => {
	test('is a rich object with what the user may know of the file', async () => {
		const url = fileLink('Projects/Garden/garden.png')
		const id = nextcloud.fileId('alice', 'Projects/Garden/garden.png')
		const { data } = await resolve(url)
		const link = `${nextcloud.url}/index.php/f/${id}`
		expect(data).toEqual({ references: { [url]: {
			richObjectType: 'file',
			richObject: { id, name: 'garden.png', size: expect.any(Number) as number, path: '/Projects/Garden/garden.png', link, mimetype: 'image/png', mtime: expect.any(Number) as number, 'preview-available': true },
			openGraphObject: { id: url, name: 'garden.png', description: 'image/png', thumb: `${nextcloud.url}/core/preview?x=1600&y=630&fileId=${id}`, link },
			accessible: true,
		} } })
	})

	test.each([
		['/f/ID'],
		['/index.php/f/ID'],
		['/apps/files/?fileid=ID'],
		['/apps/files/?dir=/Documents&openfile=ID'],
		['/index.php/apps/files/?fileid=ID'],
	])('is known by its address %s', async (form) => {
		const url = nextcloud.url + form.replace('ID', String(nextcloud.fileId('alice', 'Readme.md')))
		expect((await resolve(url)).data).toMatchObject({ references: { [url]: { richObjectType: 'file', richObject: { name: 'Readme.md', 'preview-available': false } } } })
	})

	test.each([
		['/apps/files/files/1'],
		['/apps/files///x:y'],
		['/apps/files/?dir=/Documents'],
		['/apps/dashboard/?fileid=1'],
	])('is none at the address %s', async (path) => {
		expect((await resolve(nextcloud.url + path)).data).toMatchObject({ references: { [nextcloud.url + path]: { richObjectType: 'open-graph' } } })
	})

	test('that the user does not see looks like one that is not there', async () => {
		const secret = fileLink('Readme.md')
		const nothing = `${nextcloud.url}/f/99999999`
		for (const url of [secret, nothing]) {
			expect((await resolve(url, { as: 'bob' })).data).toEqual({ references: { [url]: { ...plain(url), richObjectType: 'file', accessible: false } } })
		}
	})

	test('tells each user where they find what is shared with them', async () => {
		const url = fileLink('Shared with Bob/agreement.pdf')
		expect((await resolve(url, { as: 'bob' })).data).toMatchObject({ references: { [url]: { richObject: { path: '/Shared with Bob/agreement.pdf' } } } })
		const report = fileLink('Documents/Annual report.pdf')
		expect((await resolve(report)).data).toMatchObject({ references: { [report]: { richObject: { path: '/Documents/Annual report.pdf' } } } })
		expect((await resolve(report, { as: 'bob' })).data).toMatchObject({ references: { [report]: { richObject: { path: '/Annual report.pdf' } } } })
	})
})

describe('a link to another site', () => {
	test('tells what the page says of itself, with its picture kept here', async () => {
		const { data } = await resolve(PLANTS)
		const { thumb } = (data as { references: Record<string, { openGraphObject: { thumb: string } }> }).references[PLANTS]!.openGraphObject
		const openGraphObject = { id: PLANTS, name: 'Pitcher plants', description: 'How they catch what they eat, and how to keep them on a window sill.', thumb, link: PLANTS }
		expect(data).toEqual({ references: { [PLANTS]: { richObjectType: 'open-graph', richObject: openGraphObject, openGraphObject, accessible: true } } })
		expect(thumb).toMatch(new RegExp(`^${nextcloud.url}/core/references/preview/[0-9a-f]{32}$`))
		const picture = await fetch(thumb)
		expect(picture.headers.get('content-type')).toBe('image/png')
		expect(picture.headers.get('cache-control')).toBe('private, max-age=3600, immutable')
		expect((await fetch(`${nextcloud.url}/core/references/preview/${'0'.repeat(32)}`)).status).toBe(404)
	})

	test('of which nothing is known is no more than its address', async () => {
		expect((await resolve(NOWHERE)).data).toEqual({ references: { [NOWHERE]: plain(NOWHERE) } })
		nextcloud.webPages.add({ url: NOWHERE, title: 'Somewhere' })
		expect((await resolve(NOWHERE)).data).toMatchObject({ references: { [NOWHERE]: { openGraphObject: { name: 'Somewhere', description: null, thumb: null } } } })
		nextcloud.webPages.remove(NOWHERE)
		expect((await resolve(NOWHERE)).data).toEqual({ references: { [NOWHERE]: plain(NOWHERE) } })
	})

	test('that answers too late is no more than its address', async () => {
		nextcloud.webPages.add({ url: NOWHERE, title: 'Somewhere', delay: 60_000 })
		const { data } = await resolve(NOWHERE)
		nextcloud.webPages.remove(NOWHERE)
		expect(data).toEqual({ references: { [NOWHERE]: plain(NOWHERE) } })
	})

	test('is opened ten times in two minutes, for one user', async () => {
		for (let index = 0; index < 10; index++) {
			expect((await resolve(WEATHER)).data).toMatchObject({ references: { [WEATHER]: { openGraphObject: { name: 'Weather for the week' } } } })
		}
		expect((await resolve(WEATHER)).data).toEqual({ references: { [WEATHER]: plain(WEATHER) } })
		expect((await resolve(WEATHER, { as: 'bob' })).data).not.toEqual({ references: { [WEATHER]: plain(WEATHER) } })
	})
})

describe('one reference', () => {
	test('may be kept by the browser for an hour', async () => {
		const { response } = await resolve(PLANTS)
		expect(response.headers.get('cache-control')).toBe('private, max-age=3600, immutable')
		expect(response.headers.get('expires')).toBe(new Date(now.getTime() + 3_600_000).toUTCString())
		expect(response.headers.get('etag')).toBeNull()
	})

	test('is told under the name by which it was asked for, blanks and all', async () => {
		expect((await resolve(` ${PLANTS}`)).data).toMatchObject({ references: { [` ${PLANTS}`]: { openGraphObject: { id: PLANTS, name: 'Pitcher plants' } } } })
	})

	test('that is no address is null', async () => {
		expect((await resolve('botany.example')).data).toEqual({ references: { 'botany.example': null } })
	})

	test('must be named', async () => {
		const { response, text } = await ask('resolve')
		expect(response.status).toBe(400)
		expect(text).toBe('')
	})
})

describe('many references', () => {
	test('are told in their order, by default only the first', async () => {
		const references = [WEATHER, fileLink('Readme.md'), 'nothing', PLANTS]
		const keys = ({ data }: { data: unknown }) => Object.keys((data as { references: object }).references)
		expect(keys(await ask('resolve', { body: { references } }))).toEqual([WEATHER])
		expect(keys(await ask('resolve', { body: { references, limit: 3 } }))).toEqual(references.slice(0, 3))
		expect(keys(await ask('resolve', { body: { references, limit: 200 } }))).toEqual(references)
		expect((await ask('resolve', { body: { references: ['nothing'], limit: 9 } })).data).toEqual({ references: { nothing: null } })
	})

	test('may be none, which PHP calls a list', async () => {
		expect((await ask('resolve', { body: { references: [] } })).data).toEqual({ references: [] })
		expect((await ask('resolve', { body: { references: [PLANTS], limit: 0 } })).data).toEqual({ references: [] })
		expect((await ask('extract', { body: { text: 'no link', resolve: true } })).data).toEqual({ references: [] })
	})

	test('are not to be kept', async () => {
		const { response } = await ask('resolve', { body: { references: [PLANTS] } })
		expect(response.headers.get('cache-control')).toBe('no-cache, no-store, must-revalidate')
	})
})

describe('the links of a text', () => {
	const extract = async (text: string, more: object = {}) => {
		const { data } = await ask('extract', { body: { text, limit: 100, ...more } })
		return (data as { references: Record<string, unknown> }).references
	}

	test('are found, and told of only if that is wanted', async () => {
		const text = `The plan: ${PLANTS} and\n${WEATHER}\nwas all.`
		expect(await extract(text)).toEqual({ [PLANTS]: null, [WEATHER]: null })
		expect(await extract(text, { resolve: 'false' })).toEqual({ [PLANTS]: null, [WEATHER]: null })
		expect(await extract(text, { resolve: true })).toMatchObject({ [PLANTS]: { openGraphObject: { name: 'Pitcher plants' } }, [WEATHER]: { openGraphObject: { name: 'Weather for the week' } } })
		expect(Object.keys(await extract(text, { limit: 1 }))).toEqual([PLANTS])
		expect(Object.keys(await extract(text, { limit: undefined }))).toEqual([PLANTS])
	})

	test('stand alone, each with a blank or the end of a line on both sides', async () => {
		expect(Object.keys(await extract(`(${PLANTS}) <${WEATHER}> "${NOWHERE}"`))).toEqual([])
		expect(Object.keys(await extract(`${PLANTS}, ${NOWHERE}.`))).toEqual([`${PLANTS},`])
		expect(Object.keys(await extract(`${PLANTS} ${WEATHER}\n${NOWHERE}`))).toEqual([PLANTS, NOWHERE])
		expect(Object.keys(await extract(`${PLANTS}\n${WEATHER}\n\n${NOWHERE}`))).toEqual([PLANTS, WEATHER, NOWHERE])
		expect(Object.keys(await extract('HTTPS://BOTANY.EXAMPLE ftp://files.example mailto:a@b.example'))).toEqual(['HTTPS://BOTANY.EXAMPLE'])
	})

	test('count each time they are there, and are told once', async () => {
		expect(Object.keys(await extract(`${PLANTS}\n${PLANTS}\n${WEATHER}`, { limit: 2 }))).toEqual([PLANTS])
	})

	test('may be two hundred', async () => {
		const urls = Array.from({ length: 200 }, (_, index) => `https://page-${index}.example/`)
		expect(Object.keys(await extract(urls.join('\n'), { limit: 1000, resolve: true }))).toEqual(urls)
	})
})

describe('public pages', () => {
	const token = 'any'

	test('learn what is the same for everyone, of other sites', async () => {
		const file = fileLink('Readme.md')
		for (const as of [null, 'alice'] as const) {
			expect((await ask(`resolvePublic?reference=${encodeURIComponent(PLANTS)}&sharingToken=${token}`, { as })).data).toMatchObject({ references: { [PLANTS]: { openGraphObject: { name: 'Pitcher plants' } } } })
			expect((await ask('resolvePublic', { as, body: { references: [file, PLANTS], limit: 2, sharingToken: token } })).data).toMatchObject({ references: { [file]: plain(file), [PLANTS]: { richObjectType: 'open-graph' } } })
			expect((await ask('extractPublic', { as, body: { text: `See ${file}`, resolve: true, sharingToken: token } })).data).toEqual({ references: { [file]: plain(file) } })
		}
	})

	test('learn of fifteen at a time, and must say whose link they show', async () => {
		const references = Array.from({ length: 20 }, (_, index) => `https://page-${index}.example/`)
		const { data } = await ask('resolvePublic', { as: null, body: { references, limit: 20, sharingToken: token } })
		expect(Object.keys((data as { references: object }).references)).toEqual(references.slice(0, 15))
		expect((await ask('resolvePublic', { as: null, body: { references } })).response.status).toBe(400)
	})

	test.each([
		['resolvePublic', undefined, 25],
		['resolvePublic', { references: [NOWHERE], sharingToken: token }, 10],
		['extractPublic', { text: NOWHERE, sharingToken: token }, 10],
	] as const)('may ask %s (%o) %i times in two minutes', async (route, body, limit) => {
		const once = () => body === undefined ? ask(`${route}?reference=x&sharingToken=${token}`, { as: null }) : ask(route, { as: null, body })
		for (let index = 0; index < limit; index++) {
			expect((await once()).response.status).toBe(200)
		}
		const refused = await once()
		expect([refused.response.status, refused.text]).toEqual([429, ''])
		now = new Date(now.getTime() + 120_000)
		expect((await once()).response.status).toBe(200)
	})

	test('ask as often as they like where a server is started so', async () => {
		const patient = await startNextcloud({ seed: false, rateLimits: false })
		const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await fetch(`${patient.url}/ocs/v2.php/references/resolvePublic?reference=x&sharingToken=y`, { headers: { 'ocs-apirequest': 'true' } })).status))
		await patient.close()
		expect(new Set(statuses)).toEqual(new Set([200]))
	})
})

describe('the providers of the smart picker', () => {
	const files = { id: 'files', title: 'Files', icon_url: '/apps/files/img/folder.svg', order: 0 }
	const page = async (path: string) => {
		const html = await (await fetch(nextcloud.url + path, { headers: { accept: 'text/html', authorization: `Basic ${btoa(`alice:${password.alice}`)}` } })).text()
		return (name: string): unknown => JSON.parse(atob(new RegExp(`id="initial-state-core-reference-provider-${name}" value="([^"]*)"`).exec(html)![1]!))
	}

	test('are listed, and stand in every page that has it', async () => {
		expect((await ask('providers')).data).toEqual([files])
		for (const path of ['/apps/files/', '/apps/peer_text/', '/apps/peer_chat/']) {
			const state = await page(path)
			expect(state('list')).toEqual([files])
			expect(state('timestamps')).toEqual([])
		}
	})

	test('remember when each user last used them', async () => {
		const touch = (id: string, body: object = {}) => ask(`provider/${id}`, { method: 'PUT', body })
		expect((await touch('unknown', { timestamp: 5 })).data).toEqual({ success: false })
		expect((await touch('files', { timestamp: 1_772_442_000 })).data).toEqual({ success: true })
		expect((await page('/apps/peer_text/'))('timestamps')).toEqual({ files: 1_772_442_000 })
		await touch('files')
		expect((await page('/apps/files/'))('timestamps')).toEqual({ files: now.getTime() / 1000 })
	})
})

describe('the protocol', () => {
	test('version 1 has a status code of its own', async () => {
		const { response, meta, data } = await resolve(PLANTS, { version: 'v1' })
		expect([response.status, meta?.statuscode]).toEqual([200, 100])
		expect(data).toMatchObject({ references: { [PLANTS]: { richObjectType: 'open-graph' } } })
		expect((await resolve(PLANTS)).meta?.statuscode).toBe(200)
	})

	test('XML lists the providers, but breaks off at references, whose names are no names of elements', async () => {
		for (const version of ['v1', 'v2'] as const) {
			const providers = await ask('providers', { format: 'xml', version })
			expect(providers.response.headers.get('content-type')).toBe('application/xml; charset=utf-8')
			expect(providers.text).toMatch(/<data>\s*<element>\s*<id>files<\/id>\s*<title>Files<\/title>/)
			const references = await resolve(PLANTS, { format: 'xml', version })
			expect([references.response.status, references.text, references.response.headers.get('content-type')]).toEqual([200, '', 'text/html; charset=UTF-8'])
			expect((await ask('extract', { format: 'xml', version, body: { text: 'none' } })).text).toMatch(/<data>\s*<references\/>\s*<\/data>/)
		}
	})

	test('guests are turned away, save on the public routes', async () => {
		for (const asked of [resolve(PLANTS, { as: null }), ask('extract', { as: null, body: { text: PLANTS } }), ask('providers', { as: null })]) {
			const { response, meta } = await asked
			expect([response.status, meta?.statuscode]).toEqual([401, 997])
		}
	})

	test('a session needs the request token of a page', async () => {
		const cookie = await nextcloud.signIn('alice', 'alice-password')
		const url = `${nextcloud.url}/ocs/v2.php/references/resolve?reference=x`
		expect((await fetch(url, { headers: { cookie, accept: 'application/json' } })).status).toBe(412)
		const { token } = await (await fetch(`${nextcloud.url}/csrftoken`, { headers: { cookie } })).json() as { token: string }
		expect((await fetch(url, { headers: { cookie, requesttoken: token, accept: 'application/json' } })).status).toBe(200)
	})

	test('works in a sub-path and without pretty addresses', async () => {
		const other = await startNextcloud({ webroot: '/nextcloud', prettyUrls: false })
		const headers = { 'ocs-apirequest': 'true', accept: 'application/json', authorization: `Basic ${btoa(`alice:${other.addAppPassword('alice')}`)}` }
		const id = other.fileId('alice', 'pitcher.png')
		const tell = async (url: string) => {
			const response = await fetch(`${other.url}/ocs/v2.php/references/resolve?reference=${encodeURIComponent(url)}`, { headers })
			return (await response.json() as { ocs: { data: { references: Record<string, unknown> } } }).ocs.data.references[url]
		}
		const link = `${other.url}/index.php/f/${id}`
		for (const url of [link, `${other.url}/f/${id}`]) {
			expect(await tell(url)).toMatchObject({ richObjectType: 'file', richObject: { link }, openGraphObject: { link, thumb: `${other.url}/index.php/core/preview?x=1600&y=630&fileId=${id}` } })
		}
		const outside = `${new URL(other.url).origin}/f/${id}`
		expect(await tell(outside)).toMatchObject({ richObjectType: 'open-graph' })
		const page = await tell(PLANTS) as { openGraphObject: { thumb: string } }
		expect((await fetch(page.openGraphObject.thumb)).status).toBe(200)
		await other.close()
	})
})

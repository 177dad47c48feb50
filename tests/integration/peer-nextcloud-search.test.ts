// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { BrowserSession } from './support/browser-session.ts'

let nextcloud: Nextcloud
let alice: BrowserSession

beforeAll(async () => {
	nextcloud = await startNextcloud({ webroot: '/nextcloud' })
	alice = await signedIn('alice')
})

afterAll(() => nextcloud.close())

interface Provider { id: string, order: number, filters: Record<string, string>, isExternalProvider: boolean }
interface Entry { title: string, subline: string, resourceUrl: string, thumbnailUrl: string, icon: string, rounded: boolean, attributes: unknown }
interface Found { name: string, isPaginated: boolean, entries: Entry[], cursor: number | null }

async function signedIn(user: string) {
	const session = new BrowserSession(nextcloud.url)
	await session.signIn(user)
	return session
}

async function ask<Data>(path: string, session = alice, headers: Record<string, string> = {}) {
	const answer = await session.send(`/ocs/v2.php/search/providers${path}`, { headers: { accept: 'application/json', ...headers } })
	return { ...answer, data: answer.text === '' ? undefined as Data : (JSON.parse(answer.text) as { ocs: { data: Data } }).ocs.data }
}

const search = (provider: string, query: Record<string, string>, session = alice) => ask<Found>(`/${provider}/search?${new URLSearchParams(query)}`, session)
const titles = async (provider: string, query: Record<string, string>, session = alice) => (await search(provider, query, session)).data.entries.map(({ title }) => title)

describe('the providers', () => {
	it('come in their order, with what they can filter by', async () => {
		const { data } = await ask<Provider[]>('?from=/nextcloud/apps/dashboard/')
		expect(data.map(({ id }) => id)).toEqual(['files', 'contacts', 'settings'])
		expect(data[0]).toMatchObject({ appId: 'files', name: 'Files', icon: '/nextcloud/apps/files/img/app.svg', order: 5, isExternalProvider: false, triggers: ['files'], inAppSearch: false, filters: { since: 'datetime', person: 'person' } })
		expect(data[2]!.filters).toEqual({ term: 'string' })
	})

	it('come first on the pages of their own app', async () => {
		const orders = async (from: string) => Object.fromEntries((await ask<Provider[]>(`?from=${encodeURIComponent(from)}`)).data.map(({ id, order }) => [id, order]))
		expect(await orders('/nextcloud/apps/files/files?dir=/')).toMatchObject({ files: -5, settings: 500 })
		expect(await orders('/nextcloud/settings/user/security')).toMatchObject({ files: 5, settings: -1 })
	})

	it('can be asked for again by those who know them', async () => {
		const { headers } = await ask('')
		expect((await ask('', alice, { 'if-none-match': String(headers.etag) })).status).toBe(304)
		expect((await ask('?from=/nextcloud/apps/files/', alice, { 'if-none-match': String(headers.etag) })).status).toBe(200)
	})

	it('are for who is signed in', async () => {
		expect((await ask('', new BrowserSession(nextcloud.url))).status).toBe(401)
	})
})

describe('a search', () => {
	it('finds files by name, with where they are', async () => {
		const { data } = await search('files', { term: 'GARDEN.png' })
		expect(data).toMatchObject({ name: 'Files', isPaginated: true })
		expect(data.entries).toMatchObject([{
			title: 'garden.png',
			subline: 'in Projects/Garden',
			thumbnailUrl: expect.stringContaining(`${nextcloud.url}/core/preview?x=32&y=32&fileId=`) as string,
			icon: '/nextcloud/core/img/filetypes/image.svg',
			resourceUrl: expect.stringMatching(`^${nextcloud.url}/f/\\d+$`) as string,
			rounded: false,
			attributes: { path: '/Projects/Garden/garden.png' },
		}])
		expect((await search('files', { term: 'Greenhouse' })).data.entries).toContainEqual(expect.objectContaining({ title: 'Greenhouse', icon: 'icon-folder' }))
	})

	it('finds people, with round pictures, and settings, with a class for an icon', async () => {
		expect((await search('contacts', { term: 'bob@' })).data.entries).toMatchObject([{ title: 'Bob Builder', subline: 'bob@example.org', rounded: true, icon: 'icon-contacts-dark' }])
		const { data } = await search('settings', { term: 'secur' })
		expect(data).toEqual({ name: 'Settings', isPaginated: false, cursor: null, entries: [{ thumbnailUrl: '', title: 'Security', subline: '', resourceUrl: `${nextcloud.url}/settings/user/security`, icon: 'icon-settings-dark', rounded: false, attributes: [] }] })
		expect((await search('settings', { term: 'secur' }, await signedIn('admin'))).data.entries.map(({ subline }) => subline)).toEqual(['Personal', 'Administration'])
	})

	it('gives the same results in parts and by a growing limit', async () => {
		const whole = await titles('files', { term: 'plan-', limit: '15' })
		expect(whole).toHaveLength(15)
		const parts: string[] = []
		for (let cursor = 0; parts.length < 15;) {
			const { data } = await search('files', { term: 'plan-', cursor: String(cursor) })
			parts.push(...data.entries.map(({ title }) => title))
			cursor = data.cursor!
		}
		expect(parts).toEqual(whole)
	})

	it('gives five results unasked, and never more than 25', async () => {
		expect(await titles('files', { term: 'plan-' })).toHaveLength(5)
		expect(await titles('files', { term: 'plan-', limit: '100' })).toHaveLength(25)
		expect(await titles('files', { term: 'plan-', limit: '0' })).toHaveLength(1)
	})

	it('keeps to the files of the time asked for', async () => {
		const long = new Date(Date.now() - 30 * 86_400_000).toISOString()
		const recent = new Date(Date.now() - 3_600_000).toISOString()
		expect(await titles('files', { term: 'roof', since: long })).toEqual(['roof.pdf'])
		expect(await titles('files', { term: 'roof', since: recent })).toEqual([])
		expect(await titles('files', { term: 'roof', until: long })).toEqual([])
		expect(await titles('files', { term: 'roof', until: recent })).toEqual(['roof.pdf'])
		expect(await titles('files', { term: 'roof', since: String(Math.floor(Date.parse(long) / 1000)) })).toEqual(['roof.pdf'])
	})

	it('keeps to what is of a person, or shared with them', async () => {
		expect(await titles('files', { term: 'r', person: 'bob' })).toEqual(expect.arrayContaining(['bricks.csv', 'Annual report.pdf']))
		expect(await titles('files', { term: 'roof', person: 'bob' })).toEqual([])
	})

	it('finds by filters alone', async () => {
		expect((await search('files', { since: '2000-01-01' })).data.entries).toHaveLength(5)
		expect(await titles('files', { mime: 'image/png', path: '/Photos' })).toEqual(expect.arrayContaining(['dawn.png', 'forest.png', 'sea.png']))
	})

	it('shows nothing that the user may not see', async () => {
		expect(await titles('files', { term: 'greenhouse-plan' }, await signedIn('bob'))).toEqual([])
	})

	it('is refused without anything to search for, or with a filter that the provider does not know', async () => {
		const empty = await search('files', { term: ' ' })
		expect(empty.status).toBe(400)
		expect(empty.data).toBe('No valid filters provided')
		expect((await search('files', { cursor: '5' })).status).toBe(400)
		expect((await search('settings', { term: 'a', since: '2026-01-01' })).status).toBe(400)
		expect((await search('files', { term: 'a', person: 'nobody' })).status).toBe(400)
		expect((await search('settings', { term: 'secur', 'title-only': 'true' })).status).toBe(200)
		expect((await search('settings', { term: 'secur', constructor: 'x' })).status).toBe(200)
	})

	it('of an unknown provider is an error of the server', async () => {
		const { status, text } = await search('nothing', { term: 'a' })
		expect(status).toBe(500)
		expect(JSON.parse(text)).toMatchObject({ ocs: { meta: { statuscode: 996 } } })
	})
})

describe('the people that a search can be about', () => {
	const people = async (filter: string, headers: Record<string, string> = {}) => alice.send('/contactsmenu/contacts', {
		method: 'POST',
		headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
		body: JSON.stringify({ filter }),
	})

	it('are found by name or address', async () => {
		const { text } = await people('climb', { requesttoken: await alice.requestToken() })
		expect(JSON.parse(text)).toMatchObject({ contacts: [{ id: 'carol', fullName: 'Carol Climber', emailAddresses: ['carol@example.org'], isUser: true }] })
	})

	it('are told to this server\'s own pages only', async () => {
		expect((await people('')).status).toBe(412)
	})
})

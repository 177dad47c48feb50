// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { BrowserSession, stateOf } from './support/browser-session.ts'

let nextcloud: Nextcloud
let alice: BrowserSession

beforeAll(async () => {
	nextcloud = await startNextcloud({ webroot: '/nextcloud' })
	alice = await signedIn('alice')
})

afterAll(() => nextcloud.close())

const API = '/ocs/v2.php/apps/dashboard/api'

interface Item { title: string, subtitle: string, link: string, iconUrl: string, overlayIconUrl: string, sinceId: string }
interface Items { items: Item[], emptyContentMessage: string, halfEmptyContentMessage: string }

async function signedIn(user: string) {
	const session = new BrowserSession(nextcloud.url)
	await session.signIn(user)
	return session
}

/** Asks as a page does that sends no token. */
async function ask<Data>(path: string, session = alice) {
	const { status, text, headers } = await session.send(`${API}${path}`, { headers: { accept: 'application/json' } })
	return { status, headers, data: (JSON.parse(text) as { ocs: { data: Data } }).ocs.data }
}

async function save(path: string, body: object, session = alice) {
	const { status, text } = await session.send(`${API}${path}`, {
		method: 'POST',
		headers: { accept: 'application/json', 'content-type': 'application/json', requesttoken: await session.requestToken() },
		body: JSON.stringify(body),
	})
	return { status, data: (JSON.parse(text) as { ocs: { data: unknown } }).ocs.data }
}

describe('the page of the dashboard', () => {
	it('tells of all widgets by id, and of those that are shown, in order', async () => {
		const page = await alice.open('/apps/dashboard/')
		expect(stateOf(page, 'dashboard-panels')).toMatchObject({
			'files-favorites': { title: 'Favorite files', iconClass: 'icon-starred-dark', iconUrl: `${nextcloud.url}/core/img/actions/star-dark.svg`, url: `${nextcloud.url}/apps/files/favorites` },
			recommendations: { id: 'recommendations', url: null },
			user_status: { id: 'user_status' },
		})
		expect(stateOf(page, 'dashboard-layout')).toEqual(['recommendations', 'spreed', 'mail', 'calendar'])
		expect(stateOf(page, 'dashboard-statuses')).toEqual([])
		expect(page).toContain('<div id="app-content-vue"></div>')
		expect(page).not.toContain('initial-state-core-reference-provider-list')
	})
})

describe('the list of widgets', () => {
	it('says how each is drawn', async () => {
		const { data, headers } = await ask<Record<string, object>>('/v1/widgets')
		expect(Object.keys(data)).toEqual(['files-favorites', 'recommendations', 'user_status'])
		expect(data['files-favorites']).toEqual({
			id: 'files-favorites',
			title: 'Favorite files',
			order: 0,
			icon_class: 'icon-starred-dark',
			icon_url: `${nextcloud.url}/core/img/actions/star-dark.svg`,
			widget_url: `${nextcloud.url}/apps/files/favorites`,
			item_icons_round: false,
			item_api_versions: [1, 2],
			reload_interval: 0,
			buttons: [{ type: 'more', text: 'More favorites', link: `${nextcloud.url}/apps/files/favorites` }],
		})
		expect(data.recommendations).toMatchObject({ widget_url: null, item_api_versions: [1] })
		expect(data.recommendations).not.toHaveProperty('buttons')
		expect(data.user_status).toMatchObject({ item_icons_round: true })
		expect(headers).not.toHaveProperty('etag')
	})

	it('is for who is signed in', async () => {
		expect((await ask('/v1/widgets', new BrowserSession(nextcloud.url))).status).toBe(401)
	})

	it('is there for clients that read XML', async () => {
		const { text } = await alice.send(`${API}/v1/widgets`)
		expect(text).toMatch(/<user_status>\s*<id>user_status<\/id>/)
		expect(text).toMatch(/<item_api_versions>\s*<element>1<\/element>\s*<element>2<\/element>/)
	})
})

describe('the items of widgets', () => {
	it('are those of the widgets that were named', async () => {
		const { data } = await ask<Record<string, Items>>('/v2/widget-items?widgets[]=user_status&widgets[]=nothing')
		expect(Object.keys(data)).toEqual(['user_status'])
		expect(data.user_status).toMatchObject({
			items: [
				{ title: 'Bob Builder', link: `${nextcloud.url}/u/bob`, iconUrl: `${nextcloud.url}/avatar/bob/44`, overlayIconUrl: '' },
				{ title: 'Carol Climber' },
			],
			emptyContentMessage: '',
			halfEmptyContentMessage: '',
		})
	})

	it('are a bare list in the first version of the API', async () => {
		const { data } = await ask<Record<string, Item[]>>('/v1/widget-items?widgets[]=recommendations')
		expect(data.recommendations).toHaveLength(7)
		expect(data.recommendations![0]).toMatchObject({ link: expect.stringMatching(`^${nextcloud.url}/f/\\d+$`) as string, subtitle: '' })
	})

	it('are those of the user\'s own layout when none is named', async () => {
		const bob = await signedIn('bob')
		expect(Object.keys((await ask<object>('/v1/widget-items', bob)).data)).toEqual(['recommendations'])
		expect((await ask('/v2/widget-items', bob)).data).toEqual([])
		await save('/v3/layout', { layout: ['user_status'] }, bob)
		expect(Object.keys((await ask<object>('/v2/widget-items', bob)).data)).toEqual(['user_status'])
	})

	it('are as many as wanted, from one to thirty', async () => {
		const count = async (limit: number) => (await ask<Record<string, Item[]>>(`/v1/widget-items?widgets[]=recommendations&limit=${limit}`)).data.recommendations!.length
		expect(await count(1)).toBe(1)
		expect(await count(30)).toBe(30)
		expect((await ask('/v1/widget-items?widgets[]=recommendations&limit=31')).status).toBe(500)
	})

	it('leave out what the caller knows', async () => {
		const [bob, carol] = (await ask<Record<string, Items>>('/v2/widget-items?widgets[]=user_status')).data.user_status!.items
		expect(Number(bob!.sinceId)).toBeGreaterThan(Number(carol!.sinceId))
		const later = await ask<Record<string, Items>>(`/v2/widget-items?widgets[]=user_status&sinceIds[user_status]=${Number(bob!.sinceId) - 60}`)
		expect(later.data.user_status!.items.map(({ title }) => title)).toEqual(['Bob Builder'])
	})

	it('are none, with a word for it, where there are none', async () => {
		const { data } = await ask<Record<string, Items>>('/v2/widget-items?widgets[]=files-favorites')
		expect(data['files-favorites']).toEqual({ items: [], emptyContentMessage: 'No favorites', halfEmptyContentMessage: '' })
	})
})

describe('what a user puts on the dashboard', () => {
	it('is kept in its order, each id once, even of widgets that are not there', async () => {
		expect(await save('/v3/layout', { layout: ['somebody_elses', 'user_status', 'user_status', ''] })).toEqual({ status: 200, data: { layout: ['somebody_elses', 'user_status'] } })
		const { text } = await alice.send(`${API}/v3/layout?format=json`, { headers: { 'ocs-apirequest': 'true' } })
		expect(JSON.parse(text)).toMatchObject({ ocs: { data: { layout: ['somebody_elses', 'user_status'] } } })
		expect(stateOf(await alice.open('/apps/dashboard/'), 'dashboard-layout')).toEqual(['somebody_elses', 'user_status'])
	})

	it('is each user\'s own', async () => {
		expect(stateOf(await (await signedIn('carol')).open('/apps/dashboard/'), 'dashboard-layout')).toContain('recommendations')
	})

	it('goes for statuses too', async () => {
		expect(await save('/v3/statuses', { statuses: ['status'] })).toEqual({ status: 200, data: { statuses: ['status'] } })
		expect(stateOf(await alice.open('/apps/dashboard/'), 'dashboard-statuses')).toEqual(['status'])
	})

	it('has to be a list', async () => {
		expect((await save('/v3/layout', {})).status).toBe(500)
		expect((await save('/v3/layout', { layout: 'user_status' })).status).toBe(500)
	})

	it('is read and changed from this server\'s own pages only', async () => {
		expect((await alice.send(`${API}/v3/layout`)).status).toBe(412)
		expect((await alice.send(`${API}/v3/layout`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"layout":[]}' })).status).toBe(412)
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { BrowserSession, stateOf } from './support/browser-session.ts'

let nextcloud: Nextcloud
let alice: BrowserSession
let admin: BrowserSession

beforeAll(async () => {
	nextcloud = await startNextcloud({ webroot: '/nextcloud' })
	alice = await signedIn('alice')
	admin = await signedIn('admin')
})

afterAll(() => nextcloud.close())

interface Entry { id: string, href: string, icon: string, active: boolean, unread: number, app?: string, type: string }
interface Section { id: string, name: string, active: boolean }
type Sections = Record<'personal' | 'admin', Section[]>

async function signedIn(user: string) {
	const session = new BrowserSession(nextcloud.url)
	await session.signIn(user)
	return session
}

async function ask(path: string, session = alice, headers: Record<string, string> = {}) {
	const answer = await session.send(`/ocs/v2.php/core/navigation${path}`, { headers: { accept: 'application/json', ...headers } })
	return { ...answer, data: answer.text === '' ? [] : (JSON.parse(answer.text) as { ocs: { data: Entry[] } }).ocs.data }
}

describe('the app menu', () => {
	it('says where each app is, and on pages which one is open', async () => {
		const apps = stateOf(await alice.open('/apps/files/'), 'core-apps') as Entry[]
		expect(apps[0]).toEqual({ id: 'dashboard', order: -10, href: '/nextcloud/apps/dashboard/', icon: '/nextcloud/apps/dashboard/img/dashboard.svg', type: 'link', name: 'Dashboard', app: 'dashboard', active: false, unread: 0, classes: '', default: true })
		expect(apps.filter(({ active }) => active).map(({ id }) => id)).toEqual(['files'])
		const settings = await alice.open('/settings/user')
		expect((stateOf(settings, 'core-apps') as Entry[]).some(({ active }) => active)).toBe(false)
		expect(stateOf(settings, 'core-settingsNavEntries')).toMatchObject({ settings: { active: true }, profile: { active: false } })
	})

	it('is the same to ask for, with nothing active', async () => {
		const { data } = await ask('/apps')
		const ofPage = stateOf(await alice.open('/apps/files/'), 'core-apps') as Entry[]
		expect(data).toEqual(ofPage.map((entry) => ({ ...entry, active: false })))
		expect((await ask('/apps', new BrowserSession(nextcloud.url))).status).toBe(401)
	})

	it('can be had with full addresses', async () => {
		const { data } = await ask('/apps?absolute=true')
		expect(data[0]).toMatchObject({ href: `${nextcloud.url}/apps/dashboard/`, icon: `${nextcloud.url}/apps/dashboard/img/dashboard.svg` })
	})

	it('need not be sent to who knows it', async () => {
		const { headers } = await ask('/apps')
		expect((await ask('/apps', alice, { 'if-none-match': String(headers.etag) })).status).toBe(304)
		expect((await ask('/apps?absolute=true', alice, { 'if-none-match': String(headers.etag) })).status).toBe(200)
	})
})

describe('the menu of the user', () => {
	it('is the one of the pages, and known again though its token is another', async () => {
		const { data, headers } = await ask('/settings')
		expect(data.map(({ id, type }) => `${type} ${id}`)).toEqual(['settings profile', 'settings settings', 'settings logout'])
		expect(data.at(-1)!.href).toMatch(/^\/nextcloud\/logout\?requesttoken=./)
		expect((await ask('/settings', alice, { 'if-none-match': String(headers.etag) })).status).toBe(304)
		expect((await ask('/settings', admin)).data.map(({ id }) => id)).toContain('admin_settings')
	})
})

describe('the settings', () => {
	it('list the sections, those of the server for administrators only', async () => {
		const page = await alice.open('/settings/user')
		expect(stateOf(page, 'settings-sections')).toMatchObject({ personal: [{ id: 'personal-info', name: 'Personal info', active: true }, { id: 'security', active: false }, {}, {}], admin: [] })
		expect((stateOf(await admin.open('/settings/user'), 'settings-sections') as Sections).admin.length).toBeGreaterThan(0)
	})

	it('put the content of a section into a frame that says whose it is', async () => {
		const page = await alice.open('/settings/user/security')
		expect(page).toContain('<div id="settings-app"></div>')
		expect(page).toMatch(/<div class="hidden-visually" id="original-settings-content" {2}data-active-section-id="security" {2}data-active-section-type="personal">/)
		expect(page).toMatch(/<body [^>]*id="body-settings"/)
	})

	it('have an empty frame for a personal section that nobody knows, in which others can put theirs', async () => {
		const { status, text } = await alice.send('/settings/user/somebody_elses', { headers: { accept: 'text/html' } })
		expect(status).toBe(200)
		expect(text).toMatch(/<div class="hidden-visually" id="original-settings-content" >\s*<\/div>/)
		expect(text).toMatch(/<title>\s*Nextcloud\s*<\/title>/)
		expect((stateOf(text, 'settings-sections') as Sections).personal.some(({ active }) => active)).toBe(false)
	})

	it('refuse an administration section that nobody knows, and all of them to who is no administrator', async () => {
		const status = async (session: BrowserSession, section: string) => (await session.send(`/settings/admin/${section}`, { headers: { accept: 'text/html' } })).status
		expect(await status(admin, 'somebody_elses')).toBe(403)
		expect(await status(admin, 'overview')).toBe(200)
		expect(await status(alice, 'overview')).toBe(403)
	})
})

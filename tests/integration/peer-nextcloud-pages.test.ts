// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { WebSocket } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'

let nextcloud: Nextcloud
let alice: string
let admin: string

beforeAll(async () => {
	nextcloud = await startNextcloud()
	alice = await nextcloud.signIn('alice', 'alice-password')
	admin = await nextcloud.signIn('admin', 'admin-password')
})

afterAll(() => nextcloud.close())

async function open(path: string, cookie?: string, headers: Record<string, string> = {}) {
	const response = await fetch(nextcloud.url + path, { redirect: 'manual', headers: { accept: 'text/html', ...cookie === undefined ? {} : { cookie }, ...headers } })
	const html = await response.text()
	const state = (name: string): unknown => {
		const value = new RegExp(`id="initial-state-${name}" value="([^"]*)"`).exec(html)?.[1]
		return value === undefined ? undefined : JSON.parse(atob(value))
	}
	return { response, html, state, head: /<head[^>]*>/.exec(html)?.[0] ?? '', body: /<body[^>]*>/.exec(html)?.[0] ?? '' }
}

// Markup and statuses of this file were compared with a Nextcloud 34.0.1.
describe('the layouts', () => {
	const named = /^<head data-user="alice" data-user-displayname="Alice Archer" data-requesttoken="[^"]+:[^"]+">$/
	const guestNamed = /^<head\n\tdata-user="alice" data-user-displayname="Alice Archer"\n data-requesttoken="[^"]+">$/
	const anonymous = /^<head\n data-requesttoken="[^"]*">$/

	test.each([
		['the Files page', '/apps/files/', true, 200, named, 'body-user'],
		['a view of it', '/apps/files/recent', true, 200, named, 'body-user'],
		['a file in it', '/apps/files/files/1', true, 200, named, 'body-user'],
		['the dashboard', '/apps/dashboard/', true, 200, named, 'body-user'],
		['personal settings', '/settings/user', true, 200, named, 'body-settings'],
		['an unknown personal section', '/settings/user/nothing', true, 200, named, 'body-settings'],
		['what only administrators may see', '/settings/admin/overview', true, 403, guestNamed, 'body-login'],
		['an embedded page that is not there', '/apps/app_api/embedded/nothing/main', true, 404, guestNamed, 'body-login'],
		['a page that is not there', '/nothing', true, 404, anonymous, 'body-login'],
		['the sign-in page', '/login', false, 200, anonymous, 'body-login'],
	])('%s', async (_, path, signedIn, status, head, bodyId) => {
		const page = await open(path, signedIn ? alice : undefined)
		expect(page.response.status).toBe(status)
		expect(page.head).toMatch(head)
		expect(page.body).toContain(`id="${bodyId}"`)
		expect(page.response.headers.get('x-user-id')).toBe(signedIn ? 'alice' : null)
		expect(page.response.headers.get('cache-control')).toBe('no-cache, no-store, must-revalidate')
	})

	test('a public link looks the same to everyone', async () => {
		const token = nextcloud.shareByLink('alice', 'Documents/page.html')
		for (const cookie of [undefined, alice]) {
			const page = await open(`/s/${token}`, cookie)
			expect(page.response.status).toBe(200)
			expect(page.head).toMatch(anonymous)
			expect(page.body).toContain('id="body-public"')
		}
		const download = await open(`/s/${token}/download`)
		expect(download.response.headers.get('content-type')).toBe('text/plain;charset=UTF-8')
		expect(download.response.headers.get('content-disposition')).toMatch(/^attachment/)
		expect(download.html).toContain('<script>')
	})
})

describe('what pages carry', () => {
	test('the nonce of the policy is the one of the page and the second half of its token', async () => {
		const { response, html, head } = await open('/apps/files/', alice)
		const nonce = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy')!)![1]!
		expect(head).toContain(`:${nonce}">`)
		expect(html).toContain(`<meta name="csp-nonce" nonce="${nonce}">`)
		for (const script of html.match(/<script[^>]*>/g)!) {
			expect(script).toContain(`nonce="${nonce}"`)
		}
		expect((await open('/apps/files/', alice)).html).not.toContain(nonce)
	})

	test('states are ASCII, whatever they say', async () => {
		nextcloud.setLanguage('alice', 'de')
		const page = await open('/apps/files/', alice)
		nextcloud.setLanguage('alice', 'en')
		expect(page.html).toContain('lang="de"')
		expect(page.state('files-storageStats')).toMatchObject({ owner: 'alice' })
		expect(page.state('core-apps')).toEqual(expect.arrayContaining([expect.objectContaining({ id: 'files', active: true })]))
		expect(page.state('core-active-app')).toBe('files')
		expect(page.html).toMatch(/var _oc_webroot="";/)
	})

	test('administrators find their settings in the menu, others do not', async () => {
		expect((await open('/apps/files/', admin)).state('core-settingsNavEntries')).toHaveProperty('admin_settings')
		expect((await open('/apps/files/', alice)).state('core-settingsNavEntries')).not.toHaveProperty('admin_settings')
		expect((await open('/settings/admin/overview', admin)).state('settings-sections')).toMatchObject({ admin: expect.arrayContaining([expect.objectContaining({ id: 'overview', active: true })]) as unknown })
		expect((await open('/settings/admin/nothing', admin)).response.status).toBe(403)
	})

	test('the theme that a user chose stands in the body', async () => {
		nextcloud.setTheme('alice', 'dark')
		expect((await open('/apps/files/', alice)).body).toContain('data-theme-dark  data-themes=dark')
		nextcloud.setTheme('alice', 'default')
		const styles = await open('/apps/theming/theme/dark.css?plain=0')
		expect(styles.html).toMatch(/^\[data-theme-dark\] \{.*--default-clickable-area:34px;.*--color-main-background:#171717;/)
	})

	test('compression is for who asks for it', async () => {
		expect((await open('/apps/files/', alice, { 'accept-encoding': 'gzip' })).response.headers.get('content-encoding')).toBe('gzip')
		expect((await open('/apps/files/', alice, { 'accept-encoding': 'identity' })).response.headers.get('content-encoding')).toBeNull()
	})
})

describe('addresses', () => {
	test('a folder without its slash is answered by the web server', async () => {
		const { response } = await open('/apps/files', alice)
		expect(response.status).toBe(301)
		expect(response.headers.get('location')).toBe(`${nextcloud.url}/apps/files/`)
	})

	test('a short link leads to the file', async () => {
		const { response } = await open('/f/77', alice)
		expect(response.status).toBe(303)
		expect(response.headers.get('location')).toBe('/apps/files/files/77')
	})

	test('maintenance closes everything but the status', async () => {
		nextcloud.setMaintenance(true)
		const { response } = await open('/apps/files/', alice)
		const status = await open('/status.php')
		nextcloud.setMaintenance(false)
		expect(response.status).toBe(503)
		expect(response.headers.get('x-nextcloud-maintenance-mode')).toBe('1')
		expect(JSON.parse(status.html)).toMatchObject({ maintenance: true })
	})

	test('behind a trusted proxy, https makes secure cookies and full addresses', async () => {
		const { response } = await open('/', undefined, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'localhost' })
		expect(response.headers.get('location')).toBe('https://localhost/login')
		expect(response.headers.getSetCookie().join('\n')).toContain('__Host-nc_sameSiteCookiestrict=true')
	})

	test('a WebSocket gets back what it sends', async () => {
		const socket = new WebSocket(`${nextcloud.url.replace('http', 'ws')}/push/ws`)
		const { promise, resolve } = Promise.withResolvers<unknown>()
		socket.addEventListener('open', () => socket.send('hello'))
		socket.addEventListener('message', ({ data }) => resolve(data))
		expect(await promise).toBe('hello')
		socket.close()
	})
})

describe('in a sub-folder without pretty addresses', () => {
	test('everything is below it, through index.php', async () => {
		const other = await startNextcloud({ webroot: '/nextcloud', prettyUrls: false })
		try {
			const cookie = await other.signIn('alice', 'alice-password')
			const page = await fetch(`${other.url}/index.php/apps/files/`, { headers: { cookie, accept: 'text/html' } })
			const html = await page.text()
			expect(page.headers.get('x-user-id')).toBe('alice')
			expect(html).toContain('var _oc_webroot="\\/nextcloud";')
			expect(html).toContain('src="/nextcloud/dist/files.mjs?v=')
			expect((await fetch(`${other.url}/apps/files/recent`, { headers: { cookie } })).status).toBe(404)
			expect((await fetch(new URL('/index.php/apps/files/', other.url), { headers: { cookie } })).status).toBe(404)
			const user = await fetch(`${other.url}/ocs/v2.php/cloud/user?format=json`, { headers: { cookie, 'ocs-apirequest': 'true' } })
			expect(await user.json()).toMatchObject({ ocs: { data: { id: 'alice' } } })
			const start = await fetch(`${other.url}/login`.replace('/login', '/index.php/login'), { redirect: 'manual' })
			expect(start.headers.getSetCookie().every((header) => header.includes('path=/nextcloud'))).toBe(true)
		} finally {
			await other.close()
		}
	})
})

describe('OCS', () => {
	const call = (path: string, headers: Record<string, string> = {}) => fetch(nextcloud.url + path, { headers: { cookie: alice, 'ocs-apirequest': 'true', ...headers } })

	test('answers in both versions', async () => {
		expect(await (await call('/ocs/v1.php/cloud/user?format=json')).json()).toMatchObject({ ocs: { meta: { status: 'ok', statuscode: 100, totalitems: '' }, data: { id: 'alice' } } })
		expect(await (await call('/ocs/v2.php/cloud/user?format=json')).json()).toMatchObject({ ocs: { meta: { statuscode: 200 } } })
	})

	test('answers XML where JSON is not asked for', async () => {
		const answer = await call('/ocs/v2.php/cloud/user')
		expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8')
		expect(await answer.text()).toMatch(/^<\?xml version="1.0"\?>\n<ocs>\n <meta>\n {2}<status>ok<\/status>\n {2}<statuscode>200<\/statuscode>/)
	})

	test('knows what it does not know', async () => {
		expect((await call('/ocs/v1.php/nothing?format=json')).status).toBe(200)
		const unknown = await call('/ocs/v2.php/nothing?format=json')
		expect(unknown.status).toBe(404)
		expect(await unknown.json()).toMatchObject({ ocs: { meta: { statuscode: 998 }, data: [] } })
		expect((await fetch(`${nextcloud.url}/ocs/v2.php/cloud/user`, { method: 'POST' })).status).toBe(405)
	})

	test('lists users for administrators only', async () => {
		expect((await call('/ocs/v2.php/cloud/users?format=json')).status).toBe(403)
		const answer = await call('/ocs/v2.php/cloud/users?format=json', { cookie: admin })
		expect(await answer.json()).toMatchObject({ ocs: { data: { users: ['admin', 'alice', 'bob', 'carol'] } } })
	})

	test('says when capabilities are still the same', async () => {
		const first = await call('/ocs/v2.php/cloud/capabilities?format=json', { 'accept-encoding': 'identity' })
		const again = await call('/ocs/v2.php/cloud/capabilities?format=json', { 'if-none-match': first.headers.get('etag')! })
		expect(again.status).toBe(304)
	})

	test('finds files by name, those of others only when shared', async () => {
		const find = async (term: string, cookie: string) => {
			const answer = await call(`/ocs/v2.php/search/providers/files/search?format=json&term=${term}`, { cookie })
			return ((await answer.json()) as { ocs: { data: { entries: { title: string }[] } } }).ocs.data.entries.map((entry) => entry.title)
		}
		const bob = await nextcloud.signIn('bob', 'bob-password')
		expect(await find('draft.md', bob)).toEqual(['draft.md'])
		expect(await find('greenhouse-plan', bob)).toEqual([])
		expect(await find('plan-', alice)).toHaveLength(5)
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AppOnNextcloud } from './exapp-on-nextcloud.ts'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { APP_ID } from '../../sidecar/config.ts'
import { startAppOnNextcloud } from './exapp-on-nextcloud.ts'

let app: AppOnNextcloud

beforeEach(async () => {
	app = await startAppOnNextcloud()
})

afterEach(async () => {
	await app.close()
})

async function page(path: string, user: string) {
	const cookie = await app.nextcloud.signIn(user, `${user}-password`)
	const response = await fetch(app.nextcloud.url + path, { headers: { cookie, accept: 'text/html' } })
	return { status: response.status, html: await response.text() }
}

/** What the app asked of AppAPI, in order. */
const asked = () => app.nextcloud.requests.list('/apps/app_api/').filter(({ headers }) => headers['ex-app-id'] !== undefined).map(({ method, url }) => `${method} ${url.replace(/.*\/app_api\//, '')}`)

describe('an administrator registers the app', () => {
	it('and finds it enabled, initialised first', async () => {
		expect(await app.register()).toMatchObject({ exitCode: 0 })
		expect((await app.occ('app_api:app:list')).output).toContain('[enabled]')
		expect(asked()).toEqual([
			'PUT ex-app/status',
			'POST api/v1/ui/top-menu',
			'POST api/v1/ui/script',
			'POST api/v1/ui/settings',
			'POST api/v2/ui/files-actions-menu',
			'POST api/v1/occ_command',
			'POST api/v1/occ_command',
		])
	})

	it('and everybody finds Nepenthes in the menu, on a page that loads the app\'s script', async () => {
		await app.register()
		const { status, html } = await page(`/apps/app_api/embedded/${APP_ID}/main`, 'alice')
		expect(status).toBe(200)
		expect(html).toMatch(new RegExp(`<script nonce="[^"]+" defer src="/index\\.php/apps/app_api/proxy/${APP_ID}/js/main\\.js`))
	})

	it('and finds a field for the address of Nepenthes in the settings, which then counts', async () => {
		await app.register()
		const { status, html } = await page(`/settings/admin/${APP_ID}`, 'admin')
		expect(status).toBe(200)
		expect(html).toContain(`${APP_ID}_administrator`)

		await app.occ('app_api:app:config:set', APP_ID, 'nepenthes_url', '--value=http://127.0.0.1:9/')
		const cookie = await app.nextcloud.signIn('alice', 'alice-password')
		const me = await fetch(`${app.proxyUrl}/api/me`, { headers: { cookie } })
		expect(await me.json()).toMatchObject({ nepenthes: { state: 'not-set-up', missing: 'oauth-client' } })
		expect((await app.occ(`${APP_ID}:status`)).output).toContain('http://127.0.0.1:9 ')
	})

	it('who may disable it and enable it again, which changes nothing else', async () => {
		await app.register()
		await app.occ('app_api:app:disable', APP_ID)
		expect((await page(`/apps/app_api/embedded/${APP_ID}/main`, 'alice')).status).toBe(404)

		expect(await app.occ('app_api:app:enable', APP_ID)).toMatchObject({ exitCode: 0 })
		const { status, html } = await page(`/apps/app_api/embedded/${APP_ID}/main`, 'alice')
		expect(status).toBe(200)
		expect(html.match(/js\/main\.js/g)).toHaveLength(1)
	})

	it('even when Nextcloud fails while it is told that the app is ready', async () => {
		app.nextcloud.faults.add({ route: '/ex-app/status', method: 'PUT', kind: 'fail', status: 500, times: 1 })
		expect(await app.register()).toMatchObject({ exitCode: 0 })
		expect((await app.occ('app_api:app:list')).output).toContain('[enabled]')
	})

	it('and is told why when the app cannot register its pages', async () => {
		app.nextcloud.faults.add({ route: '/ui/top-menu', kind: 'fail', status: 200, body: '<html>', contentType: 'text/html' })
		await app.register()
		expect((await app.occ('app_api:app:list')).output).toContain('[disabled]')
		expect(app.logged()).toContain('the app could not register itself in Nextcloud')

		app.nextcloud.faults.clear()
		expect(await app.occ('app_api:app:enable', APP_ID)).toMatchObject({ exitCode: 0 })
		expect((await page(`/apps/app_api/embedded/${APP_ID}/main`, 'alice')).status).toBe(200)
	})

	it('with another secret than the app\'s, and it stays without effect', async () => {
		await app.register({ secret: 'a-secret-that-the-app-does-not-have' })
		const cookie = await app.nextcloud.signIn('alice', 'alice-password')
		const me = await fetch(`${app.proxyUrl}/api/me`, { headers: { cookie } })
		expect(me.status).toBe(401)
		// The app gave up after a few calls; each of them would count as an attempt to break in.
		expect(asked().length).toBeLessThanOrEqual(2)
	})
})

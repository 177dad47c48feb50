// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AppOnNextcloud } from './exapp-on-nextcloud.ts'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APP_ID } from '../../sidecar/config.ts'
import { startAppOnNextcloud } from './exapp-on-nextcloud.ts'

let app: AppOnNextcloud
let cookie: string

beforeAll(async () => {
	app = await startAppOnNextcloud()
	await app.register()
	cookie = await app.nextcloud.signIn('alice', 'alice-password')
})

afterAll(async () => {
	await app.close()
})

function get(path: string, headers: Record<string, string> = {}) {
	return fetch(app.proxyUrl + path, { redirect: 'manual', headers: { cookie, ...headers } })
}

function post(path: string, headers: Record<string, string> = {}) {
	return fetch(app.proxyUrl + path, { method: 'POST', redirect: 'manual', headers: { cookie, ...headers } })
}

describe('a browser behind AppAPI\'s proxy', () => {
	it('is led to the page where files are linked, when AppAPI\'s menu hands them over', async () => {
		const files = JSON.stringify({ files: [{ fileId: 77, name: 'notes.md' }] })
		const handOver = (headers: Record<string, string>) => fetch(`${app.proxyUrl}/file-actions/link`, { method: 'POST', headers: { cookie, 'content-type': 'application/json', ...headers }, body: files })
		const answer = await handOver({ requesttoken: 'a:b', 'sec-fetch-site': 'same-origin' })
		expect(await answer.json()).toEqual({ redirect_handler: 'main/link' })
		expect((await handOver({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
	})

	it('learns who is signed in', async () => {
		const answer = await get('/api/me')
		expect(answer.status).toBe(200)
		expect(answer.headers.get('cache-control')).toBe('no-store')
		expect(await answer.json()).toEqual({
			user: { id: 'alice', displayName: expect.any(String), administrator: false },
			nepenthes: { state: 'not-set-up', missing: 'address' },
		})
	})

	it('learns who is an administrator', async () => {
		const administrator = await app.nextcloud.signIn('admin', 'admin-password')
		expect(await (await get('/api/me', { cookie: administrator })).json()).toMatchObject({ user: { id: 'admin', administrator: true } })
	})

	it('is no one when nobody is signed in', async () => {
		expect((await fetch(`${app.proxyUrl}/api/me`)).status).toBe(404)
	})

	it('gets the script of the menu\'s page fresh, and what that names for good', async () => {
		const stub = await get('/js/main.js?v=1')
		expect(stub.headers.get('content-type')).toMatch(/^text\/javascript/)
		expect(stub.headers.get('cache-control')).toBe('no-cache')
		const [, file] = (await stub.text()).match(/"\.\.\/(assets\/[^"]+)"/) ?? []

		const module = await get(`/${file}`)
		expect(module.status).toBe(200)
		expect(module.headers.get('content-type')).toMatch(/^(?:text|application)\/javascript/)
		expect(module.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
	})

	it('gets the icon of the menu', async () => {
		const icon = await get('/img/app.svg')
		expect(icon.headers.get('content-type')).toMatch(/^image\/svg\+xml/)
		expect(icon.headers.get('cache-control')).toMatch(/max-age=\d+/)
		expect(await icon.text()).toContain('<svg')
	})

	it('gets a problem, and no page, for what is not there', async () => {
		for (const path of ['/api/nowhere', '/assets/gone.js']) {
			const answer = await get(path)
			expect(answer.status).toBe(404)
			expect(answer.headers.get('content-type')).toContain('application/problem+json')
		}
	})

	it.each([
		['GET', '/heartbeat'],
		['POST', '/init'],
		['PUT', '/enabled?enabled=0'],
	])('cannot call the lifecycle: %s %s', async (method, path) => {
		expect((await fetch(app.proxyUrl + path, { method, headers: { cookie } })).status).toBe(404)
		expect((await get('/api/me')).status).toBe(200)
	})
})

describe('what another site makes a browser send', () => {
	it('lacks the request token', async () => {
		const answer = await post('/api/connection', { 'content-type': 'application/x-www-form-urlencoded' })
		expect(answer.status).toBe(412)
		expect(await answer.json()).toMatchObject({ code: 'csrf-failed', message: 'CSRF check failed' })
	})

	it.each([
		{ 'sec-fetch-site': 'cross-site' },
		{ 'sec-fetch-site': 'same-site' },
		{ origin: 'https://elsewhere.example' },
		{ origin: 'null' },
	])('is refused even with one: %o', async (headers) => {
		const answer = await post('/api/connection', { requesttoken: 'guessed', ...headers as Record<string, string> })
		expect(answer.status).toBe(403)
		expect(await answer.json()).toMatchObject({ code: 'cross-site' })
	})

	it('is told from what a page of this Nextcloud sends', async () => {
		const answer = await post('/api/connection', { requesttoken: 'token', origin: new URL(app.nextcloud.url).origin })
		expect(await answer.json()).toMatchObject({ code: 'not-set-up' })
	})
})

it('a route that is open by mistake still does not let users call the lifecycle', async () => {
	const careless = await startAppOnNextcloud()
	try {
		await careless.register({ routes: [{ url: '.*', verb: 'GET,POST,PUT,DELETE', access_level: 0 }] })
		for (const headers of [{ cookie: await careless.nextcloud.signIn('admin', 'admin-password') }, {}]) {
			const answer = await fetch(`${careless.proxyUrl}/enabled?enabled=0`, { method: 'PUT', headers: headers as Record<string, string> })
			expect(answer.status).toBe(403)
			expect(await answer.json()).toMatchObject({ code: 'forbidden' })
		}
		expect((await careless.occ('app_api:app:list')).output).toContain(`${APP_ID} (Nepenthes): 0.1.0 [enabled]`)
	} finally {
		await careless.close()
	}
})

it('a Nextcloud that does not answer is a problem for as long as it lasts', async () => {
	// The name of a user is remembered for a while, so this is somebody new.
	const bob = await app.nextcloud.signIn('bob', 'bob-password')
	const fault = app.nextcloud.faults.add({ route: '/cloud/user', kind: 'reset' })
	const answer = await get('/api/me', { cookie: bob })
	expect(answer.status).toBe(502)
	expect(await answer.json()).toMatchObject({ code: 'nextcloud-unreachable' })

	app.nextcloud.faults.remove(fault)
	expect((await get('/api/me', { cookie: bob })).status).toBe(200)
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AddressInfo, Server } from 'node:net'
import type { Nextcloud as Client } from '../../sidecar/nextcloud/index.ts'
import type { AppOnNextcloud } from './exapp-on-nextcloud.ts'

import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { APP_ID } from '../../sidecar/config.ts'
import { createNextcloud, fileIdOf } from '../../sidecar/nextcloud/index.ts'
import { SECRET, startAppOnNextcloud } from './exapp-on-nextcloud.ts'

const portOf = (server: Server) => (server.address() as AddressInfo).port

/** Milliseconds for answers here, so that waiting for none does not take long. */
const ANSWER_TIMEOUT = 400

let app: AppOnNextcloud
let client: Client

const connect = (secret = SECRET, url = app.nextcloud.url) => createNextcloud({ url, appId: APP_ID, appVersion: '0.1.0', secret, answerTimeout: ANSWER_TIMEOUT, maxAnswerSize: 100_000 })

beforeAll(async () => {
	app = await startAppOnNextcloud()
	await app.register()
})

beforeEach(() => {
	client = connect()
})

afterEach(async () => {
	app.nextcloud.faults.clear()
	await client.close()
})

afterAll(async () => {
	await app.close()
})

const page = { body: '<!DOCTYPE html><title>Nextcloud</title>', contentType: 'text/html; charset=UTF-8' }
const ask = () => client.user('alice')
const search = () => client.files.find('alice', fileIdOf(7)!)

describe('a Nextcloud that', () => {
	it('is down is unreachable, and is reached again once it is up', async () => {
		await expect(ask()).resolves.toMatchObject({ id: 'alice' })
		await app.nextcloud.setDown(true)
		await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-unreachable' })
		await expect(search()).rejects.toMatchObject({ code: 'nextcloud-unreachable' })
		await app.nextcloud.setDown(false)
		await expect(ask()).resolves.toMatchObject({ id: 'alice' })
	})

	it.each(['hang', 'stall'] as const)('does not finish its answer is not waited for: %s', async (kind) => {
		app.nextcloud.faults.add({ route: '/cloud/user|/dav/', kind, times: 2 })
		const start = performance.now()
		await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-timeout' })
		await expect(search()).rejects.toMatchObject({ code: 'nextcloud-timeout' })
		expect(performance.now() - start).toBeLessThan(4 * ANSWER_TIMEOUT)
		await expect(ask()).resolves.toMatchObject({ id: 'alice' })
	})

	it.each(['reset', 'cut'] as const)('breaks off is unreachable: %s', async (kind) => {
		app.nextcloud.faults.add({ route: '/cloud/user', kind, times: 1 })
		await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-unreachable' })
		await expect(ask()).resolves.toMatchObject({ id: 'alice' })
	})

	it('answers with a page where data is due is not understood', async () => {
		app.nextcloud.faults.add({ route: '/cloud/user|/dav/', kind: 'fail', status: 200, ...page })
		await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-unexpected' })
		await expect(search()).rejects.toMatchObject({ code: 'nextcloud-unexpected' })
	})

	it('describes a user otherwise than agreed is not understood, and the place is named', async () => {
		const body = JSON.stringify({ ocs: { meta: { status: 'ok', statuscode: 200, message: 'OK' }, data: { id: 'alice', displayname: 7, groups: [], language: 'en' } } })
		app.nextcloud.faults.add({ route: '/cloud/user', kind: 'fail', status: 200, body, contentType: 'application/json' })
		await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-unexpected', message: expect.stringContaining('/displayname') })
	})

	it('answers a search with half a document is not understood', async () => {
		app.nextcloud.faults.add({ route: '/dav/', kind: 'fail', status: 207, body: '<d:multistatus xmlns:d="DAV:"><d:response>', contentType: 'application/xml' })
		await expect(search()).rejects.toMatchObject({ code: 'nextcloud-unexpected' })
	})

	it('answers without end is not listened to', async () => {
		app.nextcloud.faults.add({ route: '/cloud/user', kind: 'fail', status: 200, body: ' '.repeat(200_000), contentType: 'application/json' })
		await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-unexpected' })
	})

	it('is in maintenance says for how long', async () => {
		app.nextcloud.setMaintenance(true)
		try {
			await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-maintenance', retryAfter: 120 })
			await expect(search()).rejects.toMatchObject({ code: 'nextcloud-maintenance' })
		} finally {
			app.nextcloud.setMaintenance(false)
		}
		await expect(ask()).resolves.toMatchObject({ id: 'alice' })
	})

	it.each([502, 503, 504])('is away behind its proxy is unreachable: %i', async (status) => {
		app.nextcloud.faults.add({ route: '/cloud/user', kind: 'fail', status, ...page })
		await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-unreachable' })
	})

	it.each([
		[403, 'nextcloud-forbidden'],
		[404, 'nextcloud-not-found'],
		[429, 'nextcloud-rate-limited'],
		[500, 'ocs-failure'],
	])('refuses without OCS is understood by its status: %i', async (status, code) => {
		app.nextcloud.faults.add({ route: '/cloud/user', kind: 'fail', status, ...page })
		await expect(ask()).rejects.toMatchObject({ code })
	})
})

it('a redirect is not followed: the secret would go along', async () => {
	let connections = 0
	const elsewhere = createServer((socket) => {
		connections++
		socket.destroy()
	})
	const redirecting = createServer((socket) => {
		socket.once('data', () => socket.end(`HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:${portOf(elsewhere)}/\r\nContent-Length: 0\r\n\r\n`))
	})
	await Promise.all([elsewhere, redirecting].map((server) => new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve)
	})))
	const redirected = connect(SECRET, `http://127.0.0.1:${portOf(redirecting)}`)
	try {
		await expect(redirected.user('alice')).rejects.toMatchObject({ code: 'nextcloud-unexpected' })
		expect(connections).toBe(0)
	} finally {
		await redirected.close()
		elsewhere.close()
		redirecting.close()
	}
})

it('a caller who gives up gets their own reason, and nothing else suffers', async () => {
	app.nextcloud.faults.add({ route: '/cloud/user', kind: 'hang', times: 1 })
	const reason = new Error('no longer wanted')
	const given = new AbortController()
	const answer = client.user('alice', { signal: given.signal })
	given.abort(reason)
	await expect(answer).rejects.toBe(reason)
	app.nextcloud.faults.clear()
	await expect(ask()).resolves.toMatchObject({ id: 'alice' })
})

describe('an app that Nextcloud refuses', () => {
	it('because of its secret stops asking, until Nextcloud has shown that it fits', async () => {
		const stale = connect('a-secret-from-before-the-last-setup')
		try {
			app.nextcloud.requests.clear()
			for (let i = 0; i < 20; i++) {
				await expect(stale.user('alice')).rejects.toMatchObject({ code: 'nextcloud-unauthorized', party: 'secret' })
			}
			expect(app.nextcloud.requests.count()).toBe(2)

			stale.restoreStanding()
			await expect(stale.user('alice')).rejects.toMatchObject({ party: 'secret' })
			expect(app.nextcloud.requests.count()).toBeGreaterThan(2)
		} finally {
			await stale.close()
		}
	})

	it('because it is disabled says so, and works at once when it is enabled', async () => {
		await app.occ('app_api:app:disable', APP_ID)
		await expect(ask()).rejects.toMatchObject({ code: 'nextcloud-unauthorized', party: 'disabled' })
		await expect(client.appStatus.enabled()).resolves.toBe(false)
		await app.occ('app_api:app:enable', APP_ID)
		await expect(ask()).resolves.toMatchObject({ id: 'alice' })
	})
})

it('a settings form that would break every settings page is never sent', async () => {
	app.nextcloud.requests.clear()
	const form = { id: 'broken', priority: 1, section_type: 'admin' as const, section_id: 'integration_nepenthes', title: 'Broken', fields: [] }
	await expect(client.declarativeSettings.register(form)).rejects.toThrow('/fields')
	expect(app.nextcloud.requests.count()).toBe(0)
})

it('what the app put into the menu and the settings it can take away, twice too', async () => {
	for (let i = 0; i < 2; i++) {
		await client.topMenu.unregister('main')
		await client.declarativeSettings.unregister('administrator')
	}
	const cookie = await app.nextcloud.signIn('admin', 'admin-password')
	const embedded = await fetch(`${app.nextcloud.url}/apps/app_api/embedded/${APP_ID}/main`, { headers: { cookie } })
	expect(embedded.status).toBe(404)
})

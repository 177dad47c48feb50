// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AppOnNextcloud } from './exapp-on-nextcloud.ts'

import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APP_ID } from '../../sidecar/config.ts'
import { SECRET, startAppOnNextcloud } from './exapp-on-nextcloud.ts'

let app: AppOnNextcloud

beforeAll(async () => {
	app = await startAppOnNextcloud()
})

afterAll(async () => {
	await app.close()
})

const base64 = (text: string) => Buffer.from(text).toString('base64')
const from = (user: string) => ({ 'authorization-app-api': base64(`${user}:${SECRET}`), 'ex-app-id': APP_ID })

/** Sends headers as they are, repeated and empty ones too. */
async function call(method: string, path: string, headers: Record<string, string | string[]> = {}, body?: string) {
	const { promise, resolve, reject } = Promise.withResolvers<{ status: number | undefined, headers: Record<string, unknown>, body: string }>()
	request(app.url + path, { method, headers }, async (response) => {
		const chunks = await response.toArray() as Buffer[]
		resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() })
	}).on('error', reject).end(body)
	return promise
}

async function expectProblem(answer: Awaited<ReturnType<typeof call>>, status: number, code: string) {
	expect(answer.status).toBe(status)
	expect(answer.headers['content-type']).toBe('application/problem+json')
	expect(answer.headers['cache-control']).toBe('no-store')
	expect(answer.headers).not.toHaveProperty('www-authenticate')
	expect(JSON.parse(answer.body)).toMatchObject({ status, code })
}

describe('whoever does not prove to be AppAPI', () => {
	it.each<[string, Record<string, string | string[]>]>([
		['says nothing', {}],
		['has another secret', { ...from('alice'), 'authorization-app-api': base64('alice:another-secret-of-some-length') }],
		['has a secret that only begins alike', { ...from('alice'), 'authorization-app-api': base64(`alice:${SECRET.slice(0, -1)}`) }],
		['has no secret', { ...from('alice'), 'authorization-app-api': base64('alice:') }],
		['has no colon', { ...from('alice'), 'authorization-app-api': base64('alice') }],
		['sends no base64', { ...from('alice'), 'authorization-app-api': `alice:${SECRET}` }],
		['sends an empty header', { ...from('alice'), 'authorization-app-api': '' }],
		['sends the header twice', { ...from('alice'), 'authorization-app-api': [base64(`:${SECRET}`), base64(`admin:${SECRET}`)] }],
		['sends a long header', { ...from('alice'), 'authorization-app-api': 'A'.repeat(8_000) }],
		['means another app', { ...from('alice'), 'ex-app-id': 'integration_other' }],
		['names no app', { 'authorization-app-api': base64(`alice:${SECRET}`) }],
		['signs in as a browser would', { authorization: `Basic ${base64('admin:admin-password')}` }],
		['claims what the gateway knows', { 'x-user-id': 'admin', cookie: 'nc_username=admin' }],
	])('and %s is refused everywhere', async (_what, headers) => {
		for (const [method, path] of [['GET', '/api/me'], ['POST', '/api/connection'], ['POST', '/init'], ['PUT', '/enabled?enabled=0'], ['GET', '/js/main.js'], ['GET', '/assets/main-a1b2c3.js'], ['GET', '/nowhere']] as const) {
			await expectProblem(await call(method, path, headers), 401, 'not-signed-in')
		}
	})

	it('may ask whether the app is alive', async () => {
		const answer = await call('GET', '/heartbeat')
		expect(answer.status).toBe(200)
		expect(answer.body).toBe('{"status":"ok"}')
	})
})

describe('lifecycle calls', () => {
	it.each([
		['POST', '/init'],
		['PUT', '/enabled?enabled=0'],
	])('on behalf of a user are refused: %s %s', async (method, path) => {
		await expectProblem(await call(method, path, from('admin')), 403, 'forbidden')
		await expectProblem(await call(method, path, { ...from(''), 'x-origin-ip': '192.0.2.7' }), 403, 'forbidden')
	})

	it('need the right method, and a sensible question', async () => {
		await expectProblem(await call('GET', '/init', from('')), 404, 'not-found')
		await expectProblem(await call('POST', '/enabled?enabled=1', from('')), 404, 'not-found')
		await expectProblem(await call('PUT', '/enabled?enabled=2', from('')), 400, 'invalid-request')
		await expectProblem(await call('PUT', '/enabled', from('')), 400, 'invalid-request')
	})

	it.each(['', 'application/json', 'application/x-www-form-urlencoded', 'application/x-unheard-of'])('do not mind a body of type "%s"', async (type) => {
		const answer = await call('PUT', '/enabled?enabled=0', { ...from(''), 'content-type': type }, '{"half":')
		expect(answer).toMatchObject({ status: 200, body: '{"error":""}' })
	})

	it('tell in words why the app cannot be enabled', async () => {
		// It is not registered in this Nextcloud.
		const answer = await call('PUT', '/enabled?enabled=1', from(''))
		expect(answer.status).toBe(200)
		expect(JSON.parse(answer.body)).toEqual({ error: expect.stringMatching(/^Nepenthes could not register its pages in Nextcloud: Nextcloud does not accept the secret/) })
	})
})

it('a request that is broken gets a problem', async () => {
	await expectProblem(await call('GET', '/api/%E0%A4%A', from('alice')), 400, 'invalid-request')
	await expectProblem(await call('POST', '/api/connection', { ...from('alice'), requesttoken: 'x', 'content-type': 'application/json' }, '{"half":'), 400, 'invalid-request')
})

it('a route of the API that needs a user has one only if AppAPI names one', async () => {
	await expectProblem(await call('GET', '/api/me', from('')), 401, 'not-signed-in')
})

it('nothing secret is logged', async () => {
	await call('GET', '/api/me?file=private-name.txt', { ...from('alice'), cookie: 'oc_sessionPassphrase=private-cookie', requesttoken: 'private-token', authorization: 'Basic private-password' })
	await call('GET', '/api/me', { ...from('alice'), 'authorization-app-api': 'private-attempt' })
	await call('POST', '/api/connection', { ...from('alice'), requesttoken: 'private-token', 'content-type': 'application/json' }, '{"private-body"')

	expect(app.logged()).toContain('"route":"/api/me"')
	expect(app.logged()).not.toContain('private-')
	expect(app.logged()).not.toContain(SECRET)
	expect(app.logged()).not.toContain(base64(`alice:${SECRET}`))
})

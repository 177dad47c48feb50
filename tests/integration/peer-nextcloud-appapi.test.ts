// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { once } from 'node:events'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'

interface Received {
	method: string
	url: string
	headers: IncomingMessage['headers']
	body: string
}

let nextcloud: Nextcloud
let port: number
let elsewhere: number
/** What the ExApp was asked, in order. */
const received: Received[] = []
/** What another host was asked, to which the ExApp may redirect. */
const strayed: Received[] = []
/** Answers that tests give in the ExApp's place, by path. */
const answers = new Map<string, (response: ServerResponse) => void>()

const secret = 'a-secret'
const routes = [
	{ url: '^/public/.*', verb: 'GET', access_level: 0, headers_to_exclude: ['x-left-out'] },
	{ url: '^/user/.*', verb: 'GET,POST,PUT,DELETE', access_level: 1, headers_to_exclude: [] },
	{ url: '^/admin/.*', verb: 'GET', access_level: 2, headers_to_exclude: [] },
	{ url: '^/head/.*', verb: 'GET,HEAD', access_level: 0, headers_to_exclude: [] },
]
const info = (version = '1.0.0') => JSON.stringify({ id: 'probe', name: 'Probe', version, daemon_config_name: 'manual_install', port, secret, routes })

async function note(into: Received[], request: IncomingMessage): Promise<Received> {
	const chunks: Buffer[] = []
	for await (const chunk of request as AsyncIterable<Buffer>) {
		chunks.push(chunk)
	}
	const entry = { method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString('latin1') }
	into.push(entry)
	return entry
}

const exApp = createServer(async (request, response) => {
	const { url } = await note(received, request)
	const path = url.split('?')[0]!
	const own = answers.get(path)
	if (own) {
		own(response)
	} else if (path === '/heartbeat') {
		response.setHeader('content-type', 'application/json').end('{"status":"ok"}')
	} else if (path === '/init') {
		response.end('{}')
		await asExApp('PUT', '/ocs/v1.php/apps/app_api/ex-app/status', { progress: 100, error: '' })
		received.push({ method: '', url: 'progress answered', headers: {}, body: '' })
	} else {
		response.setHeader('content-type', 'application/json').end('{"error":""}')
	}
})

const stranger = createServer(async (request, response) => {
	await note(strayed, request)
	response.end('strayed')
})

/** A call of the ExApp to Nextcloud. */
async function asExApp(method: string, path: string, body?: unknown, { user = '', headers = {} as Record<string, string> } = {}): Promise<Response> {
	return fetch(nextcloud.url + path, {
		method,
		headers: {
			accept: 'application/json',
			'authorization-app-api': btoa(`${user}:${secret}`),
			'ex-app-id': 'probe',
			'ex-app-version': '1.0.0',
			'ocs-apirequest': 'true',
			...body === undefined ? {} : { 'content-type': 'application/json' },
			...headers,
		},
		...body === undefined ? {} : { body: JSON.stringify(body) },
	})
}

async function dataOf(response: Response): Promise<unknown> {
	return (await response.json() as { ocs: { data: unknown } }).ocs.data
}

const urls = () => received.map(({ url }) => url)

beforeAll(async () => {
	await Promise.all([exApp, stranger].map((server) => once(server.listen(0, '127.0.0.1'), 'listening')))
	port = (exApp.address() as AddressInfo).port
	elsewhere = (stranger.address() as AddressInfo).port
	nextcloud = await startNextcloud()
	await nextcloud.occ(['app_api:daemon:register', 'manual_install', 'Manual', 'manual-install', 'http', '127.0.0.1', nextcloud.url])
	const { exitCode, output } = await nextcloud.occ(['app_api:app:register', 'probe', 'manual_install', '--json-info', info(), '--wait-finish'])
	expect(output).toContain('ExApp probe successfully registered.')
	expect(exitCode).toBe(0)
	await vi.waitUntil(() => urls().includes('progress answered'))
})

afterAll(async () => {
	await nextcloud.close()
	for (const server of [exApp, stranger]) {
		server.closeAllConnections()
		server.close()
	}
})

beforeEach(() => {
	received.length = 0
	strayed.length = 0
	answers.clear()
})

// The expectations of this file were compared with AppAPI 34.0.0.
describe('the life of an ExApp', () => {
	test('is registered, updated, disabled, enabled in the order of calls of the real one', async () => {
		await nextcloud.occ(['app_api:app:update', 'probe', '--json-info', info('1.1.0'), '--wait-finish'])
		await expect.poll(urls).toContain('progress answered')
		// The report of 100 % is answered only after the ExApp was enabled.
		expect(urls()).toEqual(['/enabled?enabled=0', '/heartbeat', '/init', '/heartbeat', '/enabled?enabled=1', 'progress answered'])
		const init = received.find(({ url }) => url === '/init')!
		expect(init.headers).toMatchObject({ 'ex-app-id': 'probe', 'ex-app-version': '1.1.0', 'aa-request-id': 'CLI', 'authorization-app-api': btoa(`:${secret}`) })
		expect(received.find(({ url }) => url === '/heartbeat')!.headers['authorization-app-api']).toBeUndefined()
		expect((await nextcloud.occ(['app_api:app:list'])).output).toContain('probe (Probe): 1.1.0 [enabled]')
	})

	test('a second registration is refused', async () => {
		expect(await nextcloud.occ(['app_api:app:register', 'probe', 'manual_install', '--json-info', info()])).toMatchObject({ exitCode: 3 })
	})

	test('when disabled, only its state can be asked for', async () => {
		await nextcloud.occ(['app_api:app:disable', 'probe'])
		expect(await dataOf(await asExApp('GET', '/ocs/v2.php/apps/app_api/ex-app/state'))).toBe(0)
		expect((await asExApp('GET', '/ocs/v2.php/cloud/user', undefined, { user: 'alice' })).status).toBe(401)
		expect((await fetch(`${nextcloud.url}/apps/app_api/proxy/probe/public/x`)).status).toBe(404)
		expect((await nextcloud.occ(['app_api:app:enable', 'probe'])).exitCode).toBe(0)
	})

	test('what it says against being enabled counts, its status does not', async () => {
		await nextcloud.occ(['app_api:app:disable', 'probe'])
		answers.set('/enabled', (response) => response.end('{"error":"not today"}'))
		expect((await nextcloud.occ(['app_api:app:enable', 'probe'])).exitCode).toBe(1)
		answers.set('/enabled', (response) => response.writeHead(500).end('{"error":""}'))
		expect((await nextcloud.occ(['app_api:app:enable', 'probe'])).exitCode).toBe(0)
	})
})

describe('who speaks for whom', () => {
	test.each([
		['a wrong secret', { 'authorization-app-api': btoa('alice:wrong') }],
		['an unknown app', { 'ex-app-id': 'nobody' }],
		['an unknown user', { 'authorization-app-api': btoa(`nobody:${secret}`) }],
		['no version', { 'ex-app-version': '' }],
	])('%s is refused', async (_, headers) => {
		const own = await asExApp('GET', '/ocs/v2.php/apps/app_api/api/v1/users', undefined, { user: 'alice', headers })
		expect(own.status).toBe(401)
		expect(await own.json()).toMatchObject({ ocs: { meta: { statuscode: 997, message: 'AppAPI authentication failed' } } })
		const core = await asExApp('GET', '/ocs/v2.php/cloud/user', undefined, { user: 'alice', headers })
		expect(core.status).toBe(401)
		expect(await core.json()).toMatchObject({ ocs: { meta: { statuscode: 997, message: 'Current user is not logged in' } } })
	})

	test('acts as any user on every kind of route', async () => {
		expect(await dataOf(await asExApp('GET', '/ocs/v2.php/cloud/user', undefined, { user: 'bob' }))).toMatchObject({ id: 'bob' })
		expect((await asExApp('PROPFIND', '/remote.php/dav/files/bob/', undefined, { user: 'bob', headers: { depth: '0' } })).status).toBe(207)
		expect((await asExApp('GET', '/apps/files/', undefined, { user: 'bob' })).headers.get('x-user-id')).toBe('bob')
		expect((await asExApp('GET', '/remote.php/dav/files/bob/Bob.md', undefined)).status).toBe(401)
	})
})

describe('preferences and configuration', () => {
	const preference = '/ocs/v2.php/apps/app_api/api/v1/ex-app/preference'
	const read = async (key: string, user = 'alice') => dataOf(await asExApp('POST', `${preference}/get-values`, { configKeys: [key, 'missing'] }, { user }))

	test('keep what was written, for this user alone', async () => {
		const answer = await dataOf(await asExApp('POST', preference, { configKey: 'k', configValue: 'v', sensitive: 1 }, { user: 'alice' }))
		expect(answer).toMatchObject({ user_id: 'alice', appid: 'probe', configkey: 'k', configvalue: 'v', sensitive: 1 })
		expect(await read('k')).toEqual([{ configkey: 'k', configvalue: 'v' }])
		expect(await read('k', 'bob')).toEqual([])
	})

	test('lose a secret that is written without saying again that it is one', async () => {
		await asExApp('POST', preference, { configKey: 'trap', configValue: 'first', sensitive: 1 }, { user: 'alice' })
		await asExApp('POST', preference, { configKey: 'trap', configValue: 'second' }, { user: 'alice' })
		expect(await read('trap')).toEqual([{ configkey: 'trap', configvalue: '' }])
	})

	test.each([[5, '5'], [true, '1'], [false, ''], [{ a: 1 }, 'Array']])('round %j to the text %j', async (configValue, text) => {
		await asExApp('POST', preference, { configKey: 'rounded', configValue }, { user: 'alice' })
		expect(await read('rounded')).toEqual([{ configkey: 'rounded', configvalue: text }])
	})

	test('need a user', async () => {
		expect((await asExApp('POST', preference, { configKey: 'k', configValue: 'v' })).status).toBe(500)
	})

	test('say when there is nothing to delete', async () => {
		expect((await asExApp('DELETE', preference, { configKeys: ['nothing'] }, { user: 'alice' })).status).toBe(404)
	})

	test('of the app can be set at the console', async () => {
		await nextcloud.occ(['app_api:app:config:set', 'probe', 'nepenthes_url', '--value=https://nep.example'])
		const config = await asExApp('POST', '/ocs/v2.php/apps/app_api/api/v1/ex-app/config/get-values', { configKeys: ['nepenthes_url'] })
		expect(await dataOf(config)).toEqual([{ configkey: 'nepenthes_url', configvalue: 'https://nep.example' }])
		expect((await nextcloud.occ(['app_api:app:config:get', 'probe', 'nepenthes_url'])).output).toBe('https://nep.example\n')
	})
})

describe('the proxy', () => {
	const proxy = '/apps/app_api/proxy/probe'
	let alice: string
	let admin: string
	const get = (path: string, cookie?: string, headers: Record<string, string> = {}) => fetch(nextcloud.url + proxy + path, { redirect: 'manual', headers: { ...cookie === undefined ? {} : { cookie }, ...headers } })

	beforeAll(async () => {
		alice = await nextcloud.signIn('alice', 'alice-password')
		admin = await nextcloud.signIn('admin', 'admin-password')
	})

	test('lets in by level, and hides what it does not let in to', async () => {
		const status = async (path: string, cookie?: string) => (await get(path, cookie)).status
		expect(await Promise.all([status('/public/x'), status('/user/x'), status('/user/x', alice), status('/admin/x', alice), status('/admin/x', admin), status('/nothing', admin), status('/public/..%2fheartbeat')]))
			.toEqual([200, 404, 200, 404, 200, 404, 404])
	})

	test('knows four verbs; HEAD only where the route says so, and as GET', async () => {
		const send = async (method: string, path: string) => (await fetch(nextcloud.url + proxy + path, { method, headers: { cookie: alice } })).status
		expect([await send('PATCH', '/user/x'), await send('OPTIONS', '/user/x'), await send('HEAD', '/user/x'), await send('HEAD', '/head/x')]).toEqual([405, 405, 404, 200])
		expect(received.map(({ method }) => method)).toEqual(['GET'])
	})

	test('says who asks, and hands on the session', async () => {
		await get('/user/x', alice, { 'x-own': 'kept', 'authorization-app-api': 'forged', 'x-origin-ip': 'forged' })
		const { headers } = received[0]!
		expect(headers).toMatchObject({ 'authorization-app-api': btoa(`alice:${secret}`), 'x-own': 'kept', host: new URL(nextcloud.url).host, 'content-type': '', 'x-origin-ip': '127.0.0.1' })
		expect(headers.cookie).toContain(nextcloud.instanceId)
	})

	test('leaves out the headers that the route names', async () => {
		await get('/public/x', undefined, { 'x-left-out': '1', 'x-other': '2' })
		expect(received[0]!.headers).not.toHaveProperty('x-left-out')
		expect(received[0]!.headers).toHaveProperty('x-other')
	})

	test('reads the address and writes it anew', async () => {
		await get('/public/a%20b%2Fc/%C3%A9?x=1&y[]=2&y[]=3&z=a+b&flag')
		expect(received[0]!.url).toBe('/public/a%20b/c/%C3%A9?x=1&y%5B0%5D=2&y%5B1%5D=3&z=a+b&flag=')
	})

	test('asks for no token', async () => {
		const answer = await fetch(`${nextcloud.url}${proxy}/user/x?a=1`, { method: 'POST', headers: { cookie: alice, 'content-type': 'application/json' }, body: '{"a":1}' })
		expect(answer.status).toBe(200)
		expect(received[0]).toMatchObject({ method: 'POST', url: '/user/x?a=1', body: '{"a":1}' })
	})

	test('rewrites multipart forms and loses the query on the way', async () => {
		const form = new FormData()
		form.append('list[]', 'one')
		form.append('list[]', 'two')
		await fetch(`${nextcloud.url}${proxy}/user/x?lost=1`, { method: 'POST', headers: { cookie: alice }, body: form })
		expect(received[0]!.url).toBe('/user/x')
		expect(received[0]!.body).toContain('name="list[1]"')
	})

	test('follows redirects itself, secret included', async () => {
		answers.set('/public/away', (response) => response.writeHead(302, { location: `http://127.0.0.1:${elsewhere}/trap` }).end())
		const answer = await get('/public/away', alice)
		expect(answer.status).toBe(200)
		expect(await answer.text()).toBe('strayed')
		expect(strayed[0]!.headers['authorization-app-api']).toBe(btoa(`alice:${secret}`))
	})

	test('makes a redirect of a stray Location and a 401 of a challenge', async () => {
		answers.set('/public/location', (response) => response.writeHead(200, { location: '/somewhere' }).end())
		answers.set('/public/challenge', (response) => response.writeHead(200, { 'www-authenticate': 'Basic' }).end())
		expect((await get('/public/location')).status).toBe(302)
		expect((await get('/public/challenge')).status).toBe(401)
	})

	test('returns the first of repeated headers, unpacks bodies, adds a policy', async () => {
		answers.set('/public/many', (response) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'], 'content-type': 'text/plain', 'content-encoding': 'gzip' }).end(gzipSync('packed')))
		const answer = await get('/public/many', alice)
		// Nextcloud's own cookies go as well.
		expect(answer.headers.getSetCookie()).toEqual(['a=1'])
		expect(await answer.text()).toBe('packed')
		expect(answer.headers.get('content-type')).toBe('text/plain;charset=UTF-8')
		expect(answer.headers.get('x-encoded-content-encoding')).toBe('gzip')
		expect(answer.headers.get('content-security-policy')).toContain('default-src \'none\'')
		expect(answer.headers.get('x-user-id')).toBe('alice')
	})

	test('puts a nonce into pages, and cuts them off where their length said', async () => {
		const page = '<script>1</script><p>end</p>'
		answers.set('/public/page.html', (response) => response.writeHead(200, { 'content-type': 'text/html', 'content-length': page.length }).end(page))
		answers.set('/public/whole.html', (response) => {
			response.writeHead(200, { 'content-type': 'text/html' }).write(page)
			response.end()
		})
		expect(await (await get('/public/whole.html')).text()).toMatch(/^<script nonce="[^"]+">1<\/script><p>end<\/p>$/)
		expect(await (await get('/public/page.html')).text()).toHaveLength(page.length)
	})

	test.each([
		['application/json', undefined, 'no-cache, no-store, must-revalidate'],
		['application/json; charset=utf-8', undefined, 'private, max-age=3600, must-revalidate'],
		['application/json; charset=utf-8', 'no-store', 'no-store'],
	])('lets %s with Cache-Control %s be kept as %s', async (type, given, kept) => {
		answers.set('/public/cached', (response) => response.writeHead(200, { 'content-type': type, ...given === undefined ? {} : { 'cache-control': given } }).end('{}'))
		expect((await get('/public/cached')).headers.get('cache-control')).toBe(kept)
	})

	test('answers nothing but 500 when the ExApp does not', async () => {
		answers.set('/public/broken', (response) => response.destroy())
		const answer = await get('/public/broken')
		expect(answer.status).toBe(500)
		expect(await answer.text()).toBe('')
	})
})

describe('what it adds to Nextcloud', () => {
	const ui = '/ocs/v2.php/apps/app_api/api/v1/ui'
	const open = async (path: string, cookie: string) => fetch(nextcloud.url + path, { headers: { cookie, accept: 'text/html' } })

	test('a page in the app menu', async () => {
		await asExApp('POST', `${ui}/top-menu`, { name: 'main', displayName: 'Probe page', icon: 'public/icon.svg', adminRequired: 0 })
		await asExApp('POST', `${ui}/script`, { type: 'top_menu', name: 'main', path: 'public/main', afterAppId: '' })
		await asExApp('POST', `${ui}/initial-state`, { type: 'top_menu', name: 'main', key: 'config', value: { a: 1 } })
		const page = await open('/apps/app_api/embedded/probe/main/deep/link?x=1', await nextcloud.signIn('alice', 'alice-password'))
		const html = await page.text()
		expect(page.status).toBe(200)
		expect(html.match(/<div id="content"/g)).toHaveLength(2)
		expect(html).toMatch(/<script nonce="[^"]+" defer src="\/index\.php\/apps\/app_api\/proxy\/probe\/public\/main\.js\?v=/)
		expect(page.headers.get('content-security-policy')).toContain('\'unsafe-eval\'')
		const state = JSON.parse(atob(/id="initial-state-app_api-config" value="([^"]+)"/.exec(html)![1]!)) as string
		expect(JSON.parse(state)).toEqual({ a: 1 })
		expect(JSON.parse(atob(/id="initial-state-core-active-app" value="([^"]+)"/.exec(html)![1]!))).toBe('app_api_probe_main')
	})

	test('a section of the administration settings, whose values it reads as its configuration', async () => {
		const formScheme = { id: 'probe_admin', priority: 50, section_type: 'admin', section_id: 'probe', title: 'Probe', fields: [{ id: 'address', title: 'Address', type: 'url', default: '' }] }
		await asExApp('POST', `${ui}/settings`, { formScheme })
		const admin = await nextcloud.signIn('admin', 'admin-password')
		const page = await open('/settings/admin/probe', admin)
		expect(page.status).toBe(200)
		expect(await page.text()).toContain('<div id="probe_probe_admin"></div>')
		await fetch(`${nextcloud.url}/ocs/v2.php/settings/api/declarative/value`, {
			method: 'POST',
			headers: { cookie: admin, 'ocs-apirequest': 'true', 'content-type': 'application/json' },
			body: JSON.stringify({ app: 'probe', formId: 'probe_admin', fieldId: 'address', value: 'https://here.example' }),
		})
		const config = await asExApp('POST', '/ocs/v2.php/apps/app_api/api/v1/ex-app/config/get-values', { configKeys: ['address'] })
		expect(await dataOf(config)).toEqual([{ configkey: 'address', configvalue: 'https://here.example' }])
	})

	test('a form that is not valid breaks all settings pages until it is gone', async () => {
		await asExApp('POST', `${ui}/settings`, { formScheme: { id: 'bad', section_type: 'admin', section_id: 'bad', title: 'Bad', fields: [{ id: 'x', title: 'X', type: 'unheard-of' }] } })
		const alice = await nextcloud.signIn('alice', 'alice-password')
		expect((await open('/settings/user', alice)).status).toBe(500)
		await asExApp('DELETE', `${ui}/settings?formId=bad`)
		expect((await open('/settings/user', alice)).status).toBe(200)
	})

	test('a command at the console', async () => {
		await asExApp('POST', '/ocs/v2.php/apps/app_api/api/v1/occ_command', {
			name: 'probe:greet',
			description: 'Greets',
			execute_handler: '/greet',
			arguments: [{ name: 'who', mode: 'required', description: '' }],
			options: [{ name: 'loud', mode: 'none', description: '' }],
			usages: [],
		})
		answers.set('/greet', (response) => response.end('hello\n'))
		expect(await nextcloud.occ(['probe:greet', 'bob', '--loud'])).toEqual({ exitCode: 0, output: 'hello\n' })
		expect(JSON.parse(received[0]!.body)).toEqual({ occ: { arguments: { who: 'bob' }, options: { loud: true } } })
		answers.set('/greet', (response) => response.writeHead(201).end('not shown'))
		expect((await nextcloud.occ(['probe:greet', 'bob'])).exitCode).toBe(1)
	})
})

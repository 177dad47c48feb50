// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'

const secret = 'a-secret'
const route = '/ocs/v2.php/apps/app_api/api/v1/occ_command'

let nextcloud: Nextcloud
/** What the handlers of the commands were sent. */
const asked: { url: string, headers: IncomingHttpHeaders, body: unknown }[] = []
let answer = { status: 200, body: 'done\n' }

const exApp = createServer(async (request, response) => {
	const chunks: Buffer[] = []
	for await (const chunk of request as AsyncIterable<Buffer>) {
		chunks.push(chunk)
	}
	if (!request.url!.startsWith('/occ/')) {
		response.setHeader('content-type', 'application/json').end('{"status":"ok","error":""}')
		return
	}
	asked.push({ url: request.url!, headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) })
	response.writeHead(answer.status).end(answer.body)
})

function asExApp(method: string, path: string, body?: unknown) {
	return fetch(nextcloud.url + path, {
		method,
		headers: {
			accept: 'application/json',
			'authorization-app-api': btoa(`:${secret}`),
			'ex-app-id': 'probe',
			'ex-app-version': '1.0.0',
			'ocs-apirequest': 'true',
			'content-type': 'application/json',
		},
		...body === undefined ? {} : { body: JSON.stringify(body) },
	})
}

beforeAll(async () => {
	await once(exApp.listen(0, '127.0.0.1'), 'listening')
	const { port } = exApp.address() as AddressInfo
	nextcloud = await startNextcloud({ publicUrl: 'https://cloud.example/nextcloud/' })
	await nextcloud.occ(['app_api:daemon:register', 'manual_install', 'Manual', 'manual-install', 'http', '127.0.0.1', nextcloud.url])
	await nextcloud.occ(['app_api:app:register', 'probe', 'manual_install', '--json-info', JSON.stringify({ id: 'probe', name: 'Probe', version: '1.0.0', port, secret, routes: [] })])
	expect(await nextcloud.occ(['app_api:app:enable', 'probe'])).toMatchObject({ exitCode: 0 })
	await asExApp('POST', route, {
		name: 'probe:test',
		description: 'Tries everything',
		execute_handler: '/occ/test',
		hidden: 0,
		arguments: [
			{ name: 'who', mode: 'required', description: 'Somebody' },
			{ name: 'how', mode: 'optional', description: 'In a way', default: 'well' },
			{ name: 'more', mode: 'array', description: 'And others', default: null },
		],
		options: [
			{ name: 'loud', shortcut: 'l', mode: 'none', description: 'Cry' },
			{ name: 'number', shortcut: 'n', mode: 'required', description: 'A number' },
			{ name: 'maybe', mode: 'optional', description: 'With or without', default: 'unset' },
			{ name: 'each', mode: 'array', description: 'Several times' },
			{ name: 'colour', mode: 'negatable', description: 'Or not' },
		],
		usages: ['bob', 'probe:test bob --loud'],
	})
})

afterAll(async () => {
	await nextcloud.close()
	exApp.closeAllConnections()
	exApp.close()
})

beforeEach(() => {
	asked.length = 0
	answer = { status: 200, body: 'done\n' }
})

async function typed(...args: string[]) {
	const result = await nextcloud.occ(['probe:test', ...args])
	expect(result).toEqual({ exitCode: 0, output: 'done\n' })
	return (asked.at(-1)!.body as { occ: { arguments: Record<string, unknown>, options: Record<string, unknown> } }).occ
}

// Section 3.7 of the contract, with the rules of Symfony's console.
describe('a command of an ExApp', () => {
	test('is asked for by nobody in particular', async () => {
		await typed('bob')
		expect(asked[0]!.url).toBe('/occ/test')
		expect(asked[0]!.headers).toMatchObject({ 'authorization-app-api': btoa(`:${secret}`), 'aa-request-id': 'CLI', 'ex-app-id': 'probe' })
	})

	test('gets all its arguments and options, whether typed or not', async () => {
		expect(await typed('bob')).toEqual({
			arguments: { who: 'bob', how: 'well', more: [] },
			options: { loud: false, number: null, maybe: 'unset', each: [], colour: null },
		})
	})

	test.each<[string[], object]>([
		[['bob', 'badly', 'x', 'y'], { arguments: { who: 'bob', how: 'badly', more: ['x', 'y'] } }],
		[['--loud', '--number=7', 'bob'], { arguments: { who: 'bob' }, options: { loud: true, number: '7' } }],
		[['--number', '7', 'bob'], { arguments: { who: 'bob' }, options: { number: '7' } }],
		[['-ln7', 'bob'], { options: { loud: true, number: '7' } }],
		[['-n', '7', 'bob'], { options: { number: '7' } }],
		[['bob', '--maybe'], { options: { maybe: null } }],
		[['bob', '--maybe=so'], { options: { maybe: 'so' } }],
		[['bob', '--each=1', '--each', '2'], { options: { each: ['1', '2'] } }],
		[['bob', '--colour'], { options: { colour: true } }],
		[['bob', '--no-colour'], { options: { colour: false } }],
		[['--no-interaction', '--', '--bob'], { arguments: { who: '--bob' } }],
	])('reads %j', async (args, expected) => {
		expect(await typed(...args)).toMatchObject(expected)
	})

	test.each([
		[[], 'Not enough arguments (missing: "who").'],
		[['bob', '--unknown'], 'The "--unknown" option does not exist.'],
		[['bob', '-x'], 'The "-x" option does not exist.'],
		[['bob', '--number'], 'The "--number" option requires a value.'],
		[['bob', '--loud=very'], 'The "--loud" option does not accept a value.'],
	])('is not asked at all after %j', async (args, complaint) => {
		expect(await nextcloud.occ(['probe:test', ...args])).toEqual({ exitCode: 1, output: `${complaint}\n` })
		expect(asked).toEqual([])
	})

	test('without arguments and options gets null for both', async () => {
		await asExApp('POST', route, { name: 'probe:bare', description: 'Bare', execute_handler: 'occ/bare', hidden: 0, arguments: [], options: [], usages: [] })
		expect(await nextcloud.occ(['probe:bare'])).toMatchObject({ exitCode: 0 })
		expect(asked[0]).toMatchObject({ url: '/occ/bare', body: { occ: { arguments: null, options: null } } })
		expect((await nextcloud.occ(['probe:bare', 'x'])).output).toContain('No arguments expected')
	})

	test.each([201, 204, 400, 500])('that answers %d has failed, and what it says is not shown', async (status) => {
		answer = { status, body: status === 204 ? '' : 'hidden words' }
		expect(await nextcloud.occ(['probe:test', 'bob'])).toEqual({ exitCode: 1, output: '[probe:test] command executeHandler failed\n' })
	})

	test('prints what it is answered, as it comes', async () => {
		answer = { status: 200, body: `no line end ${'x'.repeat(3000)}` }
		expect(await nextcloud.occ(['probe:test', 'bob'])).toEqual({ exitCode: 0, output: answer.body })
	})

	test('is explained, with the ways to use it', async () => {
		const { exitCode, output } = await nextcloud.occ(['probe:test', '--help'])
		expect(exitCode).toBe(0)
		for (const line of ['  Tries everything', '  probe:test [options] [--] <who> [<how>] [<more>...]', '  probe:test bob', '  probe:test bob --loud', '  -l, --loud  Cry']) {
			expect(output.split('\n')).toContain(line)
		}
		expect(asked).toEqual([])
	})

	test('is there while the app is enabled, until it takes it away', async () => {
		await asExApp('POST', route, { name: 'probe:gone', description: 'Gone', execute_handler: '/occ/gone', hidden: 0, arguments: [], options: [], usages: [] })
		expect(await (await asExApp('GET', `${route}?name=probe:gone`)).json()).toMatchObject({ ocs: { data: { name: 'probe:gone', execute_handler: '/occ/gone' } } })
		await nextcloud.occ(['app_api:app:disable', 'probe'])
		expect(await nextcloud.occ(['probe:gone'])).toMatchObject({ exitCode: 1, output: 'Command "probe:gone" is not defined.\n' })
		await nextcloud.occ(['app_api:app:enable', 'probe'])
		expect(await nextcloud.occ(['probe:gone'])).toMatchObject({ exitCode: 0 })
		expect((await asExApp('DELETE', `${route}?name=probe:gone`)).status).toBe(200)
		expect(await nextcloud.occ(['probe:gone'])).toMatchObject({ exitCode: 1 })
		expect((await asExApp('GET', `${route}?name=probe:gone`)).status).toBe(404)
	})
})

// Section 3.1 of the contract.
test('an ExApp learns the public address of a page', async () => {
	const absolute = async (url: string) => (await (await asExApp('GET', `/ocs/v2.php/apps/app_api/api/v1/info/nextcloud_url/absolute?url=${encodeURIComponent(url)}`)).json() as { ocs: { data: unknown } }).ocs.data
	expect(await absolute('apps/files')).toEqual({ absolute_url: 'https://cloud.example/nextcloud/apps/files' })
	expect(await absolute('/f/1?x=y')).toEqual({ absolute_url: 'https://cloud.example/nextcloud/f/1?x=y' })
})

// Section 3.2 of the contract, version 34.
describe('a secret in the configuration of an ExApp', () => {
	const config = '/ocs/v2.php/apps/app_api/api/v1/ex-app/config'
	const read = async (key: string) => (await (await asExApp('POST', `${config}/get-values`, { configKeys: [key] })).json() as { ocs: { data: unknown } }).ocs.data

	test('comes back as it was written, and is not shown at the console', async () => {
		await asExApp('POST', config, { configKey: 'secret', configValue: 'hush', sensitive: 1 })
		expect(await read('secret')).toEqual([{ configkey: 'secret', configvalue: 'hush' }])
		expect((await nextcloud.occ(['app_api:app:config:list', 'probe', '--private'])).output).not.toContain('hush')
	})

	test('is lost when it is written again without saying that it is one', async () => {
		await asExApp('POST', config, { configKey: 'trap', configValue: 'first', sensitive: 1 })
		await asExApp('POST', config, { configKey: 'trap', configValue: 'second' })
		expect(await read('trap')).toEqual([{ configkey: 'trap', configvalue: '' }])
		await asExApp('POST', config, { configKey: 'trap', configValue: 'third', sensitive: 1 })
		expect(await read('trap')).toEqual([{ configkey: 'trap', configvalue: 'third' }])
	})
})

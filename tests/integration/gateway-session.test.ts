// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'
import type { TestGateway } from './support/gateway.ts'
import type { Upstream } from './support/upstream.ts'

import { BlockList } from 'node:net'
import { Agent } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSessions } from '../../sidecar/gateway/session.ts'
import { startGateway } from './support/gateway.ts'
import { always, answerOf, startUpstream } from './support/upstream.ts'
import { valueOf, valuesOf } from './support/wire.ts'

const user = (id: string) => JSON.stringify({ ocs: { data: { id, displayname: id, groups: [] } } })

let upstream: Upstream
let gateway: TestGateway
/** A login that no earlier test had. */
let login = 0

beforeAll(async () => {
	upstream = await startUpstream(always())
	gateway = await startGateway({ upstream: upstream.port })
})

beforeEach(() => {
	login++
	upstream.arrivals = []
	upstream.script = always(user('alice'))
})

afterAll(async () => {
	await gateway.close()
	await upstream.close()
})

function ask(more: readonly string[] = [], { method = 'GET', path = '/apps/integration_nepenthes/api/me', cookies = `oc_sessionPassphrase=p${login}; oc1=s` } = {}) {
	return gateway.exchange(`${[`${method} ${path} HTTP/1.1`, 'Host: cloud.example', ...cookies === '' ? [] : [`Cookie: ${cookies}`], ...more].join('\r\n')}\r\n\r\n`)
}

const codeOf = async (answer: ReturnType<typeof ask>) => JSON.parse((await answer).body.toString()).code
const questions = () => upstream.arrivals.filter(({ target }) => target.includes('/cloud/user'))

describe('the question to Nextcloud', () => {
	it('carries the session and nothing that would renew a login or claim another user', async () => {
		await ask(['AUTHORIZATION-APP-API: Ym9iOng=', 'X-User-Id: bob', 'x-origin-ip: 9.9.9.9', 'EX-APP-ID: x', 'X-Forwarded-For: 9.9.9.9', 'User-Agent: Browser/1'], {
			cookies: `oc_sessionPassphrase=p${login}; nc_username=alice; oc1=s; nc_token=t; nc_session_id=i; nc_sameSiteCookielax=true`,
		})
		const [question] = questions()
		expect(valueOf(question!, 'cookie')).toBe(`oc_sessionPassphrase=p${login}; oc1=s; nc_sameSiteCookielax=true`)
		expect(valueOf(question!, 'host')).toBe('cloud.example')
		expect(valueOf(question!, 'user-agent')).toBe('Browser/1')
		expect(valueOf(question!, 'ocs-apirequest')).toBe('true')
		expect(valuesOf(question!, 'x-forwarded-for')).toEqual(['127.0.0.1'])
		for (const name of ['authorization-app-api', 'x-user-id', 'x-origin-ip', 'ex-app-id']) {
			expect(valueOf(question!, name)).toBeUndefined()
		}
	})

	it('is not put when nobody can be signed in', async () => {
		expect(await codeOf(ask([], { cookies: '' }))).toBe('not-signed-in')
		expect(await codeOf(ask([], { cookies: 'nc_username=alice; nc_token=t; nc_session_id=i' }))).toBe('not-signed-in')
		expect(questions()).toEqual([])
	})

	it('leaves the request token of a change for Nextcloud to judge', async () => {
		await ask(['requesttoken: A:B', 'Origin: https://cloud.example', 'Content-Length: 0'], { method: 'POST', path: '/apps/integration_nepenthes/api/connection' })
		expect(valueOf(questions()[0]!, 'requesttoken')).toBe('A:B')
		expect(valueOf(questions()[0]!, 'ocs-apirequest')).toBeUndefined()
	})

	it('is put once for many at the same time, whose cookies only one relays', async () => {
		const { promise: all, resolve: go } = Promise.withResolvers<void>()
		upstream.script = async ({ wire }) => {
			await all
			wire.send(answerOf(user('alice'), { fields: ['Set-Cookie: oc1=new'] }))
		}
		const asked = Array.from({ length: 10 }, () => ask())
		await expect.poll(() => upstream.arrivals.length).toBe(1)
		go()
		const answers = await Promise.all(asked)
		expect(questions()).toHaveLength(1)
		expect(answers.flatMap((answer) => valuesOf(answer, 'set-cookie'))).toEqual(['oc1=new'])
	})
})

describe('the answer of Nextcloud', () => {
	it.each([
		['401', '401 Unauthorized', [], 401, 'not-signed-in'],
		['a redirect to the second factor', '303 See Other', ['Location: /login/challenge/totp'], 401, 'not-signed-in'],
		['a host that it does not know', '400 Bad Request', [], 400, 'untrusted-host'],
		['too many questions', '429 Too Many Requests', ['Retry-After: 7'], 429, 'rate-limited'],
		['maintenance', '503 Service Unavailable', ['X-Nextcloud-Maintenance-Mode: 1', 'Retry-After: 120'], 503, 'nextcloud-maintenance'],
		['an error', '500 Internal Server Error', [], 502, 'nextcloud-unreachable'],
		['a page where JSON is due', '200 OK', ['Content-Type: text/html'], 502, 'nextcloud-unexpected'],
		['a request token that it does not accept', '412 Precondition Failed', [], 412, 'csrf-failed'],
	])('%s', async (_what, status, fields, expected, code) => {
		upstream.script = always('<html>', { status, fields })
		const answer = await ask()
		expect(answer.startLine).toContain(` ${expected} `)
		expect(valueOf(answer, 'content-type')).toBe('application/problem+json')
		expect(valueOf(answer, 'cache-control')).toBe('no-store')
		expect(valueOf(answer, 'retry-after')).toBe(fields.find((field) => field.startsWith('Retry-After'))?.slice(13))
		const problem = JSON.parse(answer.body.toString())
		expect(problem.code).toBe(code)
		expect(problem.message).toBe(code === 'csrf-failed' ? 'CSRF check failed' : undefined)

		// Trouble is not remembered.
		upstream.script = always(user('alice'))
		expect((await ask()).startLine).toContain(' 200 ')
	})

	it('is remembered for just what was asked', async () => {
		await ask()
		await ask()
		expect(questions()).toHaveLength(1)
		await ask(['requesttoken: other'])
		await ask(['Authorization: Basic YTpi'])
		await ask([], { cookies: `oc_sessionPassphrase=p${login}; oc1=other` })
		expect(questions()).toHaveLength(4)
	})

	it('counts no longer once the user signs out, even if it was still on its way', async () => {
		const { promise: late, resolve: go } = Promise.withResolvers<void>()
		upstream.script = async ({ wire, target }) => {
			if (target.includes('/cloud/user')) {
				await late
				wire.send(answerOf(user('alice')))
				return
			}
			wire.send(answerOf('', { status: '303 See Other', fields: ['Location: /login?clear=1'] }))
		}
		const early = ask()
		await expect.poll(() => questions().length).toBe(1)
		await ask([], { path: '/logout?requesttoken=x' })
		go()
		await early
		upstream.script = always('', { status: '401 Unauthorized' })
		expect(await codeOf(ask())).toBe('not-signed-in')
	})

	it('of one user is never that of the next one in the same browser', async () => {
		expect((await ask()).body.toString()).toContain('alice')
		upstream.script = always(user('bob'))
		expect((await ask([], { cookies: `oc_sessionPassphrase=q${login}; oc1=s` })).body.toString()).toContain('bob')
	})
})

it.each([['Sec-Fetch-Site: cross-site'], ['Sec-Fetch-Site: same-site'], ['Origin: https://evil.example'], ['Origin: null']])('a change that another site asks for is refused before Nextcloud hears of it: %s', async (field) => {
	expect(await codeOf(ask([field, 'requesttoken: A:B', 'Content-Length: 0'], { method: 'POST', path: '/apps/integration_nepenthes/api/connection' }))).toBe('cross-site')
	expect(questions()).toEqual([])
})

it('what Nextcloud said is believed for 15 seconds', async () => {
	let now = 1_000
	const dispatcher = new Agent()
	const sessions = createSessions({ dispatcher, upstream: `http://127.0.0.1:${upstream.port}`, trustedProxies: new BlockList(), clock: { now: () => now } })
	const request = { method: 'GET', headers: { cookie: `oc_sessionPassphrase=p${login}`, host: 'h' }, rawHeaders: [], socket: {} } as unknown as IncomingMessage
	try {
		await sessions.of(request)
		now += 14_900
		// lru-cache looks at the clock once a millisecond.
		await expect.poll(async () => (await sessions.of(request)).who.id).toBe('alice')
		expect(questions()).toHaveLength(1)
		now += 200
		upstream.script = always('', { status: '401 Unauthorized' })
		await expect.poll(() => sessions.of(request).then(() => 'signed in', ({ code }) => code)).toBe('not-signed-in')
	} finally {
		await dispatcher.close()
	}
})

it('a user who asks without end is told when to come back', async () => {
	const answers = []
	for (let i = 0; i < 31; i++) {
		answers.push(...await Promise.all(Array.from({ length: 20 }, () => ask())))
	}
	const refused = answers.find(({ startLine }) => startLine.includes(' 429 '))
	expect(JSON.parse(refused!.body.toString())).toMatchObject({ status: 429, code: 'rate-limited' })
	expect(Number(valueOf(refused!, 'retry-after'))).toBeGreaterThan(0)
	expect(questions()).toHaveLength(1)
})

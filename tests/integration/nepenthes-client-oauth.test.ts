// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Access } from '../../sidecar/nepenthes/access.ts'
import type { Http } from '../../sidecar/nepenthes/http.ts'
import type { OAuth, OAuthClient } from '../../sidecar/nepenthes/oauth.ts'
import type { TokenVault } from '../../sidecar/nepenthes/token-vault.ts'
import type { Fault } from '../peers/faults.ts'
import type { Nepenthes } from '../peers/nepenthes/index.ts'

import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAccess } from '../../sidecar/nepenthes/access.ts'
import { createApi } from '../../sidecar/nepenthes/api.ts'
import { createHttp } from '../../sidecar/nepenthes/http.ts'
import { createOAuth } from '../../sidecar/nepenthes/oauth.ts'
import { createTokenVault } from '../../sidecar/nepenthes/token-vault.ts'
import { fetchAccount } from '../../sidecar/nepenthes/users.ts'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { NepenthesVisitor } from './support/nepenthes-visitor.ts'

const REDIRECT = 'https://cloud.example/index.php/apps/integration_openproject/oauth-redirect'
const VERIFIER = 'v'.repeat(64)
const STATE = 'a state of some length'

type Unaimed<F> = F extends unknown ? Omit<F, 'route'> : never
type Failing = Unaimed<Fault>

/** Milliseconds for an answer here, so that waiting for none does not take long. */
const BUDGET = 500

const START = new Date('2026-01-01T12:00:00Z')

let now = START
let nepenthes: Nepenthes
let client: OAuthClient
let http: Http
let oauth: OAuth

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np', clock: () => now })
})

beforeEach(() => {
	now = START
	const { clientId, clientSecret } = nepenthes.createOAuthApplication({ name: 'Cloud (Nextcloud)', redirectUris: [REDIRECT] })
	client = { instance: nepenthes.url, id: clientId, secret: clientSecret, redirectUri: REDIRECT }
	http = createHttp({ connectTimeout: 300, answerTimeout: BUDGET, pause: 10 })
	oauth = createOAuth({ dispatcher: http.dispatcher, answerTimeout: BUDGET, pauses: [10, 20] })
})

afterEach(async () => {
	nepenthes.faults.clear()
	await nepenthes.setDown(false)
	await http.close()
})

afterAll(() => nepenthes.close())

/** The person goes to where they are sent, and decides; gives what Nepenthes sends the browser back with. */
async function decide(decision: 'approve' | 'deny', as = client): Promise<URLSearchParams> {
	const visitor = new NepenthesVisitor(nepenthes.url)
	await visitor.signIn('/np/login', 'alice')
	const address = new URL(await oauth.authorizationUrl(as, { state: STATE, codeVerifier: VERIFIER }))
	const { html, location } = await visitor.get(address.pathname + address.search)
	return new URL(location ?? (await visitor.send(html, '/np/oauth/authorize', { decision })).location!).searchParams
}

const exchange = (parameters: URLSearchParams, { as = client, codeVerifier = VERIFIER, state = STATE } = {}) => oauth.exchange(as, { parameters, state, codeVerifier })

const connect = async () => exchange(await decide('approve'))

const login = async (token: string) => (await fetchAccount(createApi(http, nepenthes.url, token))).name

const fault = (failing: Failing, route = '/oauth/') => nepenthes.faults.add({ ...failing, route })

const requestsTo = (path: string) => nepenthes.requests.filter(({ url }) => url.includes(path)).length

async function inTime<Result>(result: Promise<Result>): Promise<Result> {
	const start = performance.now()
	try {
		return await result
	} finally {
		expect(performance.now() - start).toBeLessThan(BUDGET + 300)
	}
}

describe('where a person is sent', () => {
	it('is Nepenthes, with everything it wants to know and nothing that is secret', async () => {
		const { origin, pathname, searchParams } = new URL(await oauth.authorizationUrl(client, { state: STATE, codeVerifier: VERIFIER }))
		expect(origin + pathname).toBe(`${nepenthes.url}/oauth/authorize`)
		expect(Object.fromEntries(searchParams)).toEqual({
			client_id: client.id,
			redirect_uri: REDIRECT,
			response_type: 'code',
			scope: 'api_v3',
			state: STATE,
			code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
			code_challenge_method: 'S256',
		})
	})
})

describe('a code', () => {
	it('is exchanged for tokens that act for the person who allowed it', async () => {
		const before = Date.now()
		const pair = await connect()
		expect(pair.expiresAt - before).toBeGreaterThanOrEqual(7_200_000)
		expect(pair.expiresAt - before).toBeLessThan(7_210_000)
		expect(await login(pair.accessToken)).toMatch(/Alice/)
	})

	it('is good once', async () => {
		const parameters = await decide('approve')
		await exchange(parameters)
		await expect(exchange(parameters)).rejects.toMatchObject({ code: 'invalid-grant' })
	})

	it('is good for ten minutes', async () => {
		const parameters = await decide('approve')
		now = new Date('2026-01-01T12:10:01Z')
		await expect(exchange(parameters)).rejects.toMatchObject({ code: 'invalid-grant' })
	})

	it('is good only with the verifier that belongs to it', async () => {
		await expect(exchange(await decide('approve'), { codeVerifier: 'w'.repeat(64) })).rejects.toMatchObject({ code: 'invalid-grant' })
	})

	it('is good only with the redirect that it was asked for with', async () => {
		await expect(exchange(await decide('approve'), { as: { ...client, redirectUri: `${REDIRECT}/` } })).rejects.toMatchObject({ code: 'invalid-grant' })
	})

	it.each([
		['secret', { secret: 'guessed' }],
		['id', { id: 'nobody' }],
	])('is no help with the wrong %s of the OAuth application', async (_, wrong) => {
		await expect(exchange(await decide('approve'), { as: { ...client, ...wrong } })).rejects.toMatchObject({ code: 'client-refused' })
	})

	it('of another attempt is not even shown to Nepenthes', async () => {
		const parameters = await decide('approve')
		const before = requestsTo('/oauth/token')
		await expect(exchange(parameters, { state: 'another state' })).rejects.toThrow()
		parameters.append('state', STATE)
		await expect(exchange(parameters)).rejects.toThrow()
		parameters.delete('state')
		await expect(exchange(parameters)).rejects.toThrow()
		expect(requestsTo('/oauth/token')).toBe(before)
	})

	it('is not given when the person says no', async () => {
		await expect(exchange(await decide('deny'))).rejects.toMatchObject({ code: 'authorization-denied', error: 'access_denied' })
	})

	it('is not there when Nepenthes leads back without one', async () => {
		await expect(exchange(new URLSearchParams({ state: STATE }))).rejects.toMatchObject({ code: 'nepenthes-unexpected' })
	})

	it('is sent once: whether it was taken cannot be known', async () => {
		const parameters = await decide('approve')
		const before = requestsTo('/oauth/token')
		fault({ kind: 'reset', times: 1 })
		await expect(exchange(parameters)).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
		expect(requestsTo('/oauth/token')).toBe(before + 1)
	})

	it('and secrets travel in the body, never in the address', async () => {
		const pair = await connect()
		await oauth.refresh(client, pair.refreshToken)
		await oauth.revoke(client, pair.refreshToken)
		const secrets = [client.secret, pair.accessToken, pair.refreshToken, VERIFIER]
		expect(nepenthes.requests.filter(({ url }) => secrets.some((secret) => url.includes(secret)))).toEqual([])
	})
})

describe('a pair of tokens', () => {
	it('is refreshed, and the old one counts until the new one is used', async () => {
		const old = await connect()
		const renewed = await oauth.refresh(client, old.refreshToken)
		expect(await login(old.accessToken)).toMatch(/Alice/)
		expect(await login(renewed.accessToken)).toMatch(/Alice/)
		await expect(login(old.accessToken)).rejects.toMatchObject({ code: 'nepenthes-unauthorized' })
		await expect(oauth.refresh(client, old.refreshToken)).rejects.toMatchObject({ code: 'invalid-grant' })
	})

	it('is revoked', async () => {
		const pair = await connect()
		await oauth.revoke(client, pair.refreshToken)
		await expect(login(pair.accessToken)).rejects.toMatchObject({ code: 'nepenthes-unauthorized' })
		await expect(oauth.refresh(client, pair.refreshToken)).rejects.toMatchObject({ code: 'invalid-grant' })
		await expect(oauth.revoke(client, pair.refreshToken)).resolves.toBeUndefined()
	})

	it('is neither refreshed nor revoked with the wrong secret', async () => {
		const pair = await connect()
		const stranger = { ...client, secret: 'guessed' }
		await expect(oauth.refresh(stranger, pair.refreshToken)).rejects.toMatchObject({ code: 'client-refused' })
		await expect(oauth.revoke(stranger, pair.refreshToken)).rejects.toMatchObject({ code: 'client-refused' })
		expect(await login(pair.accessToken)).toMatch(/Alice/)
	})
})

describe('a refresh whose answer is lost', () => {
	it.each<[string, Failing]>([
		['before it came', { kind: 'reset', times: 2 }],
		['in the middle', { kind: 'cut', times: 2, status: 200, contentType: 'application/json', body: '{"access_token":' }],
		['by a proxy', { kind: 'fail', times: 2, status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }],
	])('%s is asked for again', async (_, lost) => {
		const { refreshToken } = await connect()
		fault(lost)
		expect(await login((await inTime(oauth.refresh(client, refreshToken))).accessToken)).toMatch(/Alice/)
	})

	it('again and again is given up', async () => {
		const { refreshToken } = await connect()
		const before = requestsTo('/oauth/token')
		fault({ kind: 'reset' })
		await expect(inTime(oauth.refresh(client, refreshToken))).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
		expect(requestsTo('/oauth/token')).toBe(before + 3)
	})

	it('slowly each time does not take longer than one answer may', async () => {
		const { refreshToken } = await connect()
		fault({ kind: 'fail', status: 503, body: '', delay: 450 })
		await expect(inTime(oauth.refresh(client, refreshToken))).rejects.toMatchObject({ code: 'nepenthes-timeout' })
	})
})

it('a refresh that is refused in half a sentence is not waited for, and is not refused', async () => {
	fault({ kind: 'stall', status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' })
	await expect(inTime(oauth.refresh(client, 'a refresh token'))).rejects.toMatchObject({ code: 'nepenthes-unexpected' })
})

describe.each<[string, () => Promise<unknown>]>([
	['an exchange', () => exchange(new URLSearchParams({ code: 'a code', state: STATE }))],
	['a refresh', () => oauth.refresh(client, 'a refresh token')],
	['a revocation', () => oauth.revoke(client, 'a refresh token')],
])('%s with a Nepenthes that', (_, step) => {
	it('is down finds it unreachable', async () => {
		await nepenthes.setDown(true)
		await expect(inTime(step())).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
	})

	it('never answers is not waited for', async () => {
		fault({ kind: 'hang' })
		await expect(inTime(step())).rejects.toMatchObject({ code: 'nepenthes-timeout' })
	})

	it.each([
		[502, 'nepenthes-unreachable'],
		[503, 'nepenthes-unreachable'],
		[504, 'nepenthes-unreachable'],
		[429, 'nepenthes-rate-limited'],
		[500, 'nepenthes-unexpected'],
		[404, 'nepenthes-unexpected'],
		[302, 'nepenthes-unexpected'],
	])('answers %i with a page is known by it: %s', async (status, code) => {
		fault({ kind: 'fail', status, contentType: 'text/html', body: '<!DOCTYPE html><title>invalid_grant</title>' })
		await expect(inTime(step())).rejects.toMatchObject({ code })
	})

	it.each([
		[400, 'invalid_grant', 'invalid-grant'],
		[400, 'invalid_request', 'nepenthes-refused'],
		[401, 'invalid_client', 'client-refused'],
		[403, 'unauthorized_client', 'client-refused'],
	])('answers %i %s is known by it: %s', async (status, error, code) => {
		fault({ kind: 'fail', status, contentType: 'application/json; charset=utf-8', body: JSON.stringify({ error, error_description: 'Nein.' }) })
		await expect(step()).rejects.toMatchObject({ code })
	})
})

describe.each<[string, () => Promise<unknown>]>([
	['an exchange', () => exchange(new URLSearchParams({ code: 'a code', state: STATE }))],
	['a refresh', () => oauth.refresh(client, 'a refresh token')],
])('%s that is answered', (_, step) => {
	const whole = { access_token: 'a', token_type: 'Bearer', expires_in: 60, refresh_token: 'r', scope: 'api_v3', created_at: 1 }
	const answer = (body: unknown, contentType = 'application/json') => fault({ kind: 'fail', status: 200, contentType, body: typeof body === 'string' ? body : JSON.stringify(body) })

	it.each([
		['a page', '<!DOCTYPE html><title>Sign in</title>', 'text/html'],
		['half of it', JSON.stringify(whole).slice(0, -9), 'application/json'],
		['a list', [], 'application/json'],
		['no access token', { ...whole, access_token: undefined }, 'application/json'],
		['no refresh token', { ...whole, refresh_token: undefined }, 'application/json'],
		['tokens of another type', { ...whole, token_type: 'mac' }, 'application/json'],
		['a lifetime that is none', { ...whole, expires_in: 'soon' }, 'application/json'],
	])('with %s gives no tokens', async (_, body, contentType) => {
		answer(body, contentType)
		await expect(inTime(step())).rejects.toMatchObject({ code: 'nepenthes-unexpected' })
	})

	it('with tokens that do not arrive as a whole is not waited for', async () => {
		fault({ kind: 'stall', status: 200, contentType: 'application/json', body: JSON.stringify(whole) })
		await expect(inTime(step())).rejects.toMatchObject({ code: 'nepenthes-timeout' })
	})

	it('without a lifetime gives tokens for an hour', async () => {
		answer({ ...whole, expires_in: undefined, created_at: undefined })
		const before = Date.now()
		const { expiresAt } = await step() as { expiresAt: number }
		expect(expiresAt - before).toBeGreaterThanOrEqual(3_600_000)
		expect(expiresAt - before).toBeLessThan(3_610_000)
	})
})

describe('whoever uses the API as a user', () => {
	let texts: Map<string, string>
	let vault: TokenVault
	let access: Access

	/** As of one process. */
	const createVault = () => createTokenVault({
		oauth,
		clock: () => now.getTime(),
		store: {
			read: async (userId) => texts.get(userId) ?? null,
			write: async (userId, text) => void texts.set(userId, text),
			delete: async (userId) => void texts.delete(userId),
		},
	})

	beforeEach(async () => {
		texts = new Map()
		vault = createVault()
		access = createAccess({ http, vault })
		const pair = await connect()
		await vault.connect('alice', client, await fetchAccount(createApi(http, nepenthes.url, pair.accessToken)), { ...pair, expiresAt: now.getTime() + 7_200_000 })
	})

	const ask = () => access.use('alice', client, async (api) => (await fetchAccount(api)).name)

	/** Tokens run out at Nepenthes, whatever was thought of them here. */
	const expireTokens = () => {
		now = new Date(now.getTime() + 3 * 3_600_000)
	}

	it('50 times at once with a token that has run out gets 50 answers by one refresh', async () => {
		expireTokens()
		const before = requestsTo('/oauth/token')
		expect(await Promise.all(Array.from({ length: 50 }, ask))).toEqual(Array.from({ length: 50 }, () => expect.stringMatching(/Alice/)))
		expect(requestsTo('/oauth/token')).toBe(before + 1)
	})

	it('50 times at once with a token that another process has replaced gets 50 answers by its new one', async () => {
		const other = createVault()
		const old = await vault.accessToken('alice', client)
		expect(await login(await other.replacement('alice', client, old))).toMatch(/Alice/)
		await expect(login(old)).rejects.toMatchObject({ code: 'nepenthes-unauthorized' })

		const before = requestsTo('/oauth/token')
		expect(await Promise.all(Array.from({ length: 50 }, ask))).toEqual(Array.from({ length: 50 }, () => expect.stringMatching(/Alice/)))
		expect(requestsTo('/oauth/token')).toBe(before)
	})

	it('after it was ended in Nepenthes is told that it has run out', async () => {
		nepenthes.revokeTokens('alice')
		await expect(ask()).rejects.toMatchObject({ code: 'connection-expired' })
		expect(await vault.standing('alice', client)).toMatchObject({ state: 'expired', account: { name: expect.stringMatching(/Alice/) } })
	})

	it.each<[string, Failing, string]>([
		['down', { kind: 'reset' }, 'nepenthes-unreachable'],
		['hanging', { kind: 'hang' }, 'nepenthes-timeout'],
		['replaced by a page', { kind: 'fail', status: 200, contentType: 'text/html', body: '<h1>Hello</h1>' }, 'nepenthes-unexpected'],
		['behind a proxy that wants a password', { kind: 'fail', status: 401, contentType: 'text/html', body: '<h1>Who are you?</h1>' }, 'nepenthes-unexpected'],
	])('keeps the connection while Nepenthes is %s', async (_, failing, code) => {
		for (const route of ['/api/v3/', '/oauth/token']) {
			if (route === '/oauth/token') {
				expireTokens()
			}
			const id = fault(failing, route)
			await expect(inTime(ask())).rejects.toMatchObject({ code })
			nepenthes.faults.remove(id)
			expect(await ask()).toMatch(/Alice/)
		}
	})

	it('gets an error of its own to itself: calls are not made again for it', async () => {
		let calls = 0
		const error = new Error('of its own')
		await expect(access.use('alice', client, async () => {
			calls++
			throw error
		})).rejects.toBe(error)
		expect(calls).toBe(1)
	})
})

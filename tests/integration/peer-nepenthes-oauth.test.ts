// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nepenthes } from '../peers/nepenthes/index.ts'

import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { NepenthesVisitor } from './support/nepenthes-visitor.ts'

const REDIRECT = 'https://cloud.example/index.php/apps/integration_nepenthes/oauth-redirect'
const VERIFIER = 'v'.repeat(64)
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

let now: Date
let nepenthes: Nepenthes
let client: { clientId: string, clientSecret: string }
let visitor: NepenthesVisitor

beforeEach(async () => {
	now = new Date('2026-01-01T12:00:00Z')
	nepenthes = await startNepenthes({ basePath: '/np', clock: () => now })
	client = nepenthes.createOAuthApplication({ name: 'Cloud (Nextcloud)', redirectUris: [REDIRECT] })
	visitor = new NepenthesVisitor(nepenthes.url)
})

afterEach(() => nepenthes.close())

function address(changes: Record<string, string> = {}) {
	return `/np/oauth/authorize?${new URLSearchParams({
		client_id: client.clientId,
		redirect_uri: REDIRECT,
		response_type: 'code',
		state: 'the state',
		code_challenge: CHALLENGE,
		code_challenge_method: 'S256',
		...changes,
	})}`
}

async function decide(decision: string): Promise<URL> {
	const { html } = await visitor.get(address())
	return new URL((await visitor.send(html, '/np/oauth/authorize', { decision })).location!)
}

async function code(): Promise<string> {
	await visitor.signIn('/np/login', 'alice')
	return (await decide('approve')).searchParams.get('code')!
}

async function post(endpoint: string, form: Record<string, string>, headers: Record<string, string> = {}) {
	const response = await fetch(`${nepenthes.url}/oauth/${endpoint}`, { method: 'POST', headers, body: new URLSearchParams(form) })
	return { status: response.status, headers: response.headers, body: await response.json() as Record<string, string> }
}

const byBody = () => ({ client_id: client.clientId, client_secret: client.clientSecret })

const exchange = (value: string, changes: Record<string, string> = {}) => post('token', { grant_type: 'authorization_code', code: value, redirect_uri: REDIRECT, code_verifier: VERIFIER, ...byBody(), ...changes })

const refresh = (token: string) => post('token', { grant_type: 'refresh_token', refresh_token: token, ...byBody() })

const connect = async () => (await exchange(await code())).body as { access_token: string, refresh_token: string }

const callWith = async (token: string) => fetch(`${nepenthes.url}/api/v3/users/me`, { headers: { authorization: `Bearer ${token}` } })

describe('asking a person', () => {
	it('signs in, asks for consent and leads back with a code and the state', async () => {
		const first = await visitor.get(address())
		expect(first.location).toMatch(/^\/np\/login\?back_url=/)
		const signedIn = await visitor.signIn(first.location!, 'alice')
		const page = await visitor.get(signedIn.location!)
		expect(page.html).toContain('Cloud (Nextcloud) wants to act for you')
		expect(page.policy).toContain('form-action \'self\' https://cloud.example;')

		const back = await decide('approve')
		expect(back.href).toMatch(`${REDIRECT}?`)
		expect(back.searchParams.get('state')).toBe('the state')
		expect((await exchange(back.searchParams.get('code')!)).status).toBe(200)
	})

	it('asks no second time while the client has a live token', async () => {
		await connect()
		expect((await visitor.get(address())).location).toMatch(/[?&]code=/)
		nepenthes.revokeTokens('alice')
		expect((await visitor.get(address())).html).toContain('wants to act for you')
	})

	it('tells the client when the person says no', async () => {
		await visitor.signIn('/np/login', 'carol')
		const { searchParams } = await decide('deny')
		expect(Object.fromEntries(searchParams)).toMatchObject({ error: 'access_denied', state: 'the state' })
		expect(searchParams.has('code')).toBe(false)
	})

	it('takes no consent that a foreign page sends', async () => {
		await visitor.signIn('/np/login', 'alice')
		const sent = await visitor.send('', '/np/oauth/authorize', { decision: 'approve', client_id: client.clientId, redirect_uri: REDIRECT, response_type: 'code' })
		expect([sent.status, sent.location]).toEqual([422, null])
	})

	it.each([
		['an unknown client', { client_id: 'nobody' }],
		['a redirect that is not registered', { redirect_uri: `${REDIRECT}/` }],
	])('shows a page and leads nowhere: %s', async (_, changes) => {
		await visitor.signIn('/np/login', 'alice')
		const page = await visitor.get(address(changes))
		expect([page.status, page.location]).toEqual([400, null])
		expect(page.html).toContain('Authorization error')
	})

	it.each([
		['unsupported_response_type', { response_type: 'token' }],
		['invalid_scope', { scope: 'scim_v2' }],
		['invalid_request', { code_challenge_method: 'plain' }],
	])('leads back with %s', async (error, changes) => {
		await visitor.signIn('/np/login', 'alice')
		expect(new URL((await visitor.get(address(changes))).location!).searchParams.get('error')).toBe(error)
	})
})

describe('the token endpoint', () => {
	it('gives a pair that nobody may cache, and takes the client by header too', async () => {
		const basic = { authorization: `Basic ${btoa(`${client.clientId}:${client.clientSecret}`)}` }
		const answer = await post('token', { grant_type: 'authorization_code', code: await code(), redirect_uri: REDIRECT, code_verifier: VERIFIER }, basic)

		expect(answer.headers.get('cache-control')).toBe('no-store')
		expect(answer.body).toEqual({ access_token: expect.any(String), refresh_token: expect.any(String), token_type: 'Bearer', expires_in: 7200, scope: 'api_v3', created_at: now.getTime() / 1000 })
		expect(await (await callWith(answer.body.access_token!)).json()).toMatchObject({ login: 'alice' })
	})

	it('takes a code once', async () => {
		const value = await code()
		await exchange(value)
		expect(await exchange(value)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
	})

	it('takes a code for ten minutes', async () => {
		const value = await code()
		now = new Date('2026-01-01T12:10:01Z')
		expect(await exchange(value)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
	})

	it.each([
		['invalid_grant', 400, { code_verifier: 'w'.repeat(64) }],
		['invalid_grant', 400, { redirect_uri: 'https://cloud.example/' }],
		['invalid_request', 400, { code: '' }],
		['unsupported_grant_type', 400, { grant_type: 'password' }],
		['invalid_client', 401, { client_secret: 'guessed' }],
		['invalid_client', 401, { client_id: 'nobody' }],
	])('answers %s with %i for %o', async (error, status, changes) => {
		const answer = await exchange(await code(), changes)
		expect(answer).toMatchObject({ status, body: { error, error_description: expect.any(String) } })
		expect(answer.headers.has('www-authenticate')).toBe(status === 401)
	})

	it('takes forms only', async () => {
		for (const endpoint of ['token', 'revoke']) {
			const refused = await fetch(`${nepenthes.url}/oauth/${endpoint}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
			expect(refused.status).toBe(415)
		}
	})
})

describe('a pair of tokens', () => {
	it('runs out by the clock, and is refreshed after that too', async () => {
		nepenthes.instance.tokenLifetime = 60
		const old = await connect()
		now = new Date('2026-01-01T12:01:01Z')

		const refused = await callWith(old.access_token)
		expect(refused.status).toBe(401)
		expect(refused.headers.get('www-authenticate')).toMatch(/error="invalid_token"$/)
		expect((await callWith((await refresh(old.refresh_token)).body.access_token!)).status).toBe(200)
	})

	it('lives on after a refresh until the new one is used for the first time', async () => {
		const old = await connect()
		const lost = await refresh(old.refresh_token)
		expect(lost.status).toBe(200)
		expect((await callWith(old.access_token)).status).toBe(200)

		const { body: renewed } = await refresh(old.refresh_token)
		expect((await callWith(renewed.access_token!)).status).toBe(200)
		expect((await callWith(old.access_token)).status).toBe(401)
		expect(await refresh(old.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
	})

	it('takes all earlier ones along at its first use, those that were never used too', async () => {
		const first = await connect()
		const { body: unused } = await refresh(first.refresh_token)
		const { body: third } = await refresh(unused.refresh_token!)
		expect((await callWith(first.access_token)).status, 'while the new one was not used').toBe(200)

		expect((await callWith(third.access_token!)).status).toBe(200)
		for (const { access_token: access, refresh_token: old } of [first, unused]) {
			expect((await callWith(access!)).status).toBe(401)
			expect((await refresh(old!)).body.error).toBe('invalid_grant')
		}
		expect((await refresh(third.refresh_token!)).status).toBe(200)
	})

	it('fails requests that come with the old one after that, and only those', async () => {
		const old = await connect()
		const { body: renewed } = await refresh(old.refresh_token)
		// Sent first, but looked at when the new one is in use already.
		const holdUp = nepenthes.faults.add({ route: '/users/me', kind: 'slow', delay: 60_000, times: 1 })
		const inFlight = callWith(old.access_token)
		await expect.poll(() => nepenthes.faults.list()[0]?.met).toBe(1)
		expect((await callWith(renewed.access_token!)).status).toBe(200)
		nepenthes.faults.remove(holdUp)
		expect((await inFlight).status).toBe(401)
		expect((await callWith(renewed.access_token!)).status).toBe(200)
	})

	it('runs out when the clock is put forward', async () => {
		const { access_token: token } = await connect()
		nepenthes.advanceClock(7199)
		expect((await callWith(token)).status).toBe(200)
		nepenthes.advanceClock(2)
		expect((await callWith(token)).status).toBe(401)
	})

	it.each(['access_token', 'refresh_token'] as const)('dies with the revocation of its %s', async (which) => {
		const pair = await connect()
		expect(await post('revoke', { token: pair[which], ...byBody() })).toMatchObject({ status: 200, body: {} })
		expect((await callWith(pair.access_token)).status).toBe(401)
		expect((await refresh(pair.refresh_token)).body.error).toBe('invalid_grant')
	})

	it('is revoked by its own client only; an unknown one is as good as revoked', async () => {
		const pair = await connect()
		const other = nepenthes.createOAuthApplication({ name: 'Other', redirectUris: [REDIRECT] })
		const foreign = { client_id: other.clientId, client_secret: other.clientSecret }
		expect(await post('revoke', { token: pair.access_token, ...foreign })).toMatchObject({ status: 403, body: { error: 'unauthorized_client' } })
		expect((await callWith(pair.access_token)).status).toBe(200)
		expect((await post('revoke', { token: 'nonsense', ...foreign })).status).toBe(200)
	})
})

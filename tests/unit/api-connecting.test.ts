// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Connecting } from '../../sidecar/api/connecting.ts'
import type { OAuthClient, TokenPair } from '../../sidecar/nepenthes/oauth.ts'
import type { TokenVault } from '../../sidecar/nepenthes/token-vault.ts'

import pino from 'pino'
import { beforeEach, describe, expect, it } from 'vitest'
import { createConnecting } from '../../sidecar/api/connecting.ts'
import { createAttemptSeal } from '../../sidecar/api/sealed-state.ts'
import { ClientRefused, NepenthesTimeout, NepenthesUnexpectedAnswer, NepenthesUnreachable } from '../../sidecar/nepenthes/errors.ts'
import { createHttp } from '../../sidecar/nepenthes/http.ts'
import { createOAuth, InvalidGrant } from '../../sidecar/nepenthes/oauth.ts'
import { createTokenVault } from '../../sidecar/nepenthes/token-vault.ts'
import { NextcloudUnreachable } from '../../sidecar/nextcloud/errors.ts'
import { ConnectionMemory } from './support/connection-memory.ts'
import { TokenProvider } from './support/token-provider.ts'

const SECRET = 'the secret that AppAPI knows'
const HERE = '/index.php/apps/files/files/7?opendetails=true'

const log = pino({ level: 'silent' })

let now: number
let client: OAuthClient
let store: ConnectionMemory
let vault: TokenVault
let exchanged: { code: string | null, codeVerifier: string }[]
/** What Nepenthes answers to a code. */
let answer: () => TokenPair

beforeEach(() => {
	now = Date.parse('2026-01-01T12:00:00Z')
	client = { instance: 'https://np.example', id: 'client', secret: 'secret', redirectUri: 'https://cloud.example/back' }
	store = new ConnectionMemory()
	const provider = new TokenProvider(() => now)
	vault = createTokenVault({ store, oauth: provider, clock: () => now })
	exchanged = []
	answer = () => provider.issue(client)
})

/** The sidecar, or a replica of it with the same secret. */
function sidecar(secret = SECRET): Connecting {
	const http = {
		...createHttp(),
		send: async () => ({ status: 200, headers: {}, body: Buffer.from('{"id":14,"name":"Mara Jade"}') }),
	}
	const oauth = createOAuth({ dispatcher: http.dispatcher })
	return createConnecting({
		setup: { client: async () => client } as Parameters<typeof createConnecting>[0]['setup'],
		nepenthes: {
			http,
			vault,
			oauth: {
				...oauth,
				async exchange(_client, { parameters, codeVerifier }) {
					exchanged.push({ code: parameters.get('code'), codeVerifier })
					return answer()
				},
			},
		},
		seal: createAttemptSeal(secret, () => now),
		clock: () => now,
	})
}

/** A browser on its way: what it holds, and what Nepenthes sends it back with. */
async function leave(userId = 'mara', returnTo = HERE, from = sidecar()) {
	const { authorizationUrl, cookie } = await from.begin(userId, returnTo, new Map())
	const state = new URL(authorizationUrl).searchParams.get('state')!
	return { cookies: new Map([[cookie.name, cookie.value!]]), back: new URLSearchParams({ code: 'the code', state }), cookie }
}

describe('who leaves for Nepenthes', () => {
	it('comes back connected, to where they were, and has nothing left of it', async () => {
		const { cookies, back, cookie } = await leave()
		expect(sidecar().knows(back)).toBe(true)
		expect(await sidecar().complete('mara', back, cookies, log)).toEqual({ outcome: 'connected', returnTo: HERE, cookie: { name: cookie.name, value: expect.any(String) } })
		expect(await vault.standing('mara', client)).toEqual({ state: 'connected', account: { id: 14, name: 'Mara Jade' } })
	})

	it('carries nothing that others could use', async () => {
		const { cookies, back } = await leave()
		await sidecar().complete('mara', back, cookies, log)
		const { codeVerifier } = exchanged[0]!
		expect(codeVerifier).toMatch(/^[\w.~-]{43,128}$/)
		expect([...cookies.values()].join()).not.toContain(codeVerifier)
		expect(back.get('state')!.length).toBeGreaterThanOrEqual(22)
	})

	it('may do so in several tabs at once', async () => {
		const [one, two] = [await leave('mara', '/one'), await leave('mara', '/two')]
		const cookies = new Map([...one.cookies, ...two.cookies])
		expect(cookies.size).toBe(2)
		expect(await sidecar().complete('mara', two.back, cookies, log)).toMatchObject({ outcome: 'connected', returnTo: '/two' })
		expect(await sidecar().complete('mara', one.back, cookies, log)).toMatchObject({ outcome: 'connected', returnTo: '/one' })
		expect(new Set(exchanged.map(({ codeVerifier }) => codeVerifier)).size).toBe(2)
	})
})

describe('who begins again and again', () => {
	it('does not carry more and more: of the cookies of earlier attempts the newest four stay', async () => {
		const others = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [`nepenthes_oauth_${name}`, 'x'] as const)
		const { surplus } = await sidecar().begin('mara', HERE, new Map([['oc_session', 'y'], ...others]))
		expect(surplus).toEqual(['nepenthes_oauth_a', 'nepenthes_oauth_b'])
		expect((await sidecar().begin('mara', HERE, new Map(others.slice(0, 4)))).surplus).toEqual([])
	})
})

describe('what did not begin here does not end here', () => {
	const refused = async (userId: string, back: URLSearchParams, cookies: ReadonlyMap<string, string>, by = sidecar()) => {
		const { outcome } = await by.complete(userId, back, cookies, log)
		expect(exchanged).toEqual([])
		expect(store.texts.size).toBe(0)
		return outcome
	}

	it('a state from another browser', async () => {
		const { back } = await leave()
		expect(sidecar().knows(back)).toBe(true)
		expect(sidecar().knows(new URLSearchParams({ state: 'of somebody else' }))).toBe(false)
		expect(await refused('mara', back, new Map())).toBe('out-of-date')
	})

	it('a state of another attempt, under the name of this one', async () => {
		const { cookies, back } = await leave()
		const foreign = new URLSearchParams({ code: 'the code of somebody else', state: `${back.get('state')!.slice(0, 22)}${'x'.repeat(21)}` })
		expect(await refused('mara', foreign, cookies)).toBe('out-of-date')
		expect(await refused('mara', new URLSearchParams({ code: 'x' }), cookies)).toBe('out-of-date')
	})

	it('an attempt of another user', async () => {
		const { cookies, back } = await leave('mallory')
		expect(await refused('mara', back, cookies)).toBe('out-of-date')
	})

	it('an attempt of ten minutes ago', async () => {
		const { cookies, back } = await leave()
		now += 10 * 60_000
		expect(await refused('mara', back, cookies)).toBe('out-of-date')
	})

	it('an attempt at another instance, or with another OAuth application', async () => {
		const { cookies, back } = await leave()
		client = { ...client, instance: 'https://other.example' }
		expect(await refused('mara', back, cookies)).toBe('out-of-date')
		client = { ...client, instance: 'https://np.example', id: 'other' }
		expect(await refused('mara', back, cookies)).toBe('out-of-date')
	})

	it('an attempt that was sealed with another secret', async () => {
		const { cookies, back } = await leave('mara', HERE, sidecar('the secret of another Nextcloud'))
		expect(await refused('mara', back, cookies)).toBe('out-of-date')
	})
})

describe('coming back twice', () => {
	it('is nothing bad: who is connected is told so, and the code is not used again', async () => {
		const { cookies, back, cookie } = await leave()
		await sidecar().complete('mara', back, cookies, log)
		cookies.delete(cookie.name)
		expect(await sidecar().complete('mara', back, cookies, log)).toMatchObject({ outcome: 'connected', cookie: null })
		expect(exchanged).toHaveLength(1)
	})
})

describe('what goes wrong has a name, and leads back too', () => {
	it.each([
		['client-refused', new ClientRefused('-')],
		['nepenthes-unreachable', new NepenthesUnreachable('-')],
		['nepenthes-unreachable', new NepenthesTimeout('-')],
		['refused', new InvalidGrant('-')],
		['refused', new NepenthesUnexpectedAnswer('-')],
	])('%s: %s', async (outcome, error) => {
		answer = () => {
			throw error
		}
		const { cookies, back } = await leave()
		// The attempt stays open: going back and trying again may end well.
		expect(await sidecar().complete('mara', back, cookies, log)).toEqual({ outcome, returnTo: HERE, cookie: null })
		expect(store.texts.size).toBe(0)
	})

	it('and what has ended well leads back once more, without a second exchange', async () => {
		const { cookies, back } = await leave()
		const { cookie } = await sidecar().complete('mara', back, cookies, log)
		answer = () => {
			throw new InvalidGrant('-')
		}
		const kept = new Map([...cookies, [cookie!.name, cookie!.value]])
		expect(await sidecar().complete('mara', back, kept, log)).toEqual({ outcome: 'connected', returnTo: HERE, cookie: null })
	})

	it('not-stored, when Nextcloud does not take it', async () => {
		store.before = (step) => step === 'write' ? Promise.reject(new NextcloudUnreachable('-')) : Promise.resolve()
		const { cookies, back } = await leave()
		expect(await sidecar().complete('mara', back, cookies, log)).toMatchObject({ outcome: 'not-stored', returnTo: HERE })
	})
})

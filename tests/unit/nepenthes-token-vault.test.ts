// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { OAuthClient } from '../../sidecar/nepenthes/oauth.ts'
import type { TokenVault } from '../../sidecar/nepenthes/token-vault.ts'

import { beforeEach, describe, expect, it } from 'vitest'
import { NepenthesUnreachable } from '../../sidecar/nepenthes/errors.ts'
import { createTokenVault } from '../../sidecar/nepenthes/token-vault.ts'
import { ConnectionMemory } from './support/connection-memory.ts'
import { TokenProvider } from './support/token-provider.ts'

const SECOND = 1000
const HOUR = 3600 * SECOND

const client: OAuthClient = { instance: 'https://np.example', id: 'client', secret: 'secret', redirectUri: 'https://cloud.example/back' }
const account = { id: 14, name: 'Mara Jade' }

let now: number
let store: ConnectionMemory
let provider: TokenProvider
let vault: TokenVault

/** Another process of the sidecar, or this one after a restart: it remembers nothing. */
const another = () => createTokenVault({ store, oauth: provider, clock: () => now })

const connect = (at = vault) => at.connect('mara', client, account, provider.issue(client))

const token = (at = vault) => at.accessToken('mara', client)

/** An API call with one retry, as the access does it. */
async function call(at = vault): Promise<boolean> {
	const first = await token(at)
	return provider.accepts(first) || provider.accepts(await at.replacement('mara', client, first))
}

const down = () => Promise.reject(new NepenthesUnreachable('away'))

/** Lets what has nothing to wait for come to rest. */
function rest() {
	return new Promise((resolve) => {
		setTimeout(resolve, 5)
	})
}

beforeEach(() => {
	now = Date.parse('2026-01-01T12:00:00Z')
	store = new ConnectionMemory()
	provider = new TokenProvider(() => now)
	vault = another()
})

describe('a connection', () => {
	it('is there from the moment the user connects', async () => {
		expect(await vault.standing('mara', client)).toEqual({ state: 'not-connected' })
		await expect(token()).rejects.toMatchObject({ code: 'not-connected' })
		await connect()
		expect(await vault.standing('mara', client)).toEqual({ state: 'connected', account })
		expect(await call()).toBe(true)
		await expect(vault.accessToken('bo', client)).rejects.toMatchObject({ code: 'not-connected' })
	})

	it('is known after a restart', async () => {
		await connect()
		expect(await another().standing('mara', client)).toEqual({ state: 'connected', account })
		expect(await call(another())).toBe(true)
	})

	it('costs no look into the store while it is remembered, nor a refresh while its token is good', async () => {
		await connect()
		await call()
		const reads = store.asked.read
		for (let i = 0; i < 50; i++) {
			now += SECOND
			expect(await call()).toBe(true)
		}
		expect([store.asked.read, provider.asked.refresh]).toEqual([reads, 0])
	})

	it('made in another process is noticed in this one', async () => {
		await expect(token()).rejects.toMatchObject({ code: 'not-connected' })
		await connect(another())
		now += 2 * SECOND
		expect(await call()).toBe(true)
	})
})

describe('a token that runs out', () => {
	beforeEach(() => connect())

	it('is refreshed before that, so that no call is refused', async () => {
		now += 2 * HOUR - 30 * SECOND
		expect(provider.accepts(await token())).toBe(true)
		expect(provider.asked.refresh).toBe(1)
	})

	it('is refreshed once for 50 who ask at the same time, and all get the same', async () => {
		now += 3 * HOUR
		const tokens = await Promise.all(Array.from({ length: 50 }, () => token()))
		expect(new Set(tokens).size).toBe(1)
		expect(provider.accepts(tokens[0]!)).toBe(true)
		expect(provider.asked.refresh).toBe(1)
	})

	it('is refreshed once for 50 whose calls were refused at the same time', async () => {
		provider.endAll()
		const pair = provider.issue(client)
		await vault.connect('mara', client, account, pair)
		const refused = await token()
		now += 3 * HOUR
		const tokens = await Promise.all(Array.from({ length: 50 }, () => vault.replacement('mara', client, refused)))
		expect(new Set(tokens)).toEqual(new Set([await token()]))
		expect(provider.asked.refresh).toBe(1)
	})

	it('is refreshed for each user by themselves', async () => {
		await vault.connect('bo', client, { id: 15, name: 'Bo' }, provider.issue(client))
		now += 3 * HOUR
		const [maras, bos] = await Promise.all([token(), vault.accessToken('bo', client)])
		expect(maras).not.toBe(bos)
		expect(provider.asked.refresh).toBe(2)
	})

	it('is stored before anybody can use it', async () => {
		now += 3 * HOUR
		let stored = false
		store.after = async (step) => {
			await rest()
			stored ||= step === 'write'
		}
		await token()
		expect(stored).toBe(true)
	})

	it('that lives shorter than the margin is not refreshed at every call', async () => {
		provider.lifetime = 30 * SECOND
		await connect()
		for (let i = 0; i < 60; i++) {
			expect(await call()).toBe(true)
			now += SECOND
		}
		expect(provider.asked.refresh).toBeGreaterThanOrEqual(1)
		expect(provider.asked.refresh).toBeLessThanOrEqual(4)
	})

	it('without any lifetime costs one refresh a call, and no endless loop', async () => {
		provider.lifetime = 0
		await connect()
		await token()
		expect(provider.asked.refresh).toBe(1)
	})
})

describe('a call that is refused while another one refreshes', () => {
	beforeEach(() => connect())

	it('waits for that one\'s token instead of asking for its own', async () => {
		const old = await token()
		now += 2 * HOUR - 10 * SECOND
		const gate = Promise.withResolvers<void>()
		provider.leaves = () => gate.promise
		const refreshing = token()
		await rest()
		const replacing = vault.replacement('mara', client, old)
		gate.resolve()
		expect(await replacing).toBe(await refreshing)
		expect(provider.asked.refresh).toBe(1)
	})

	it('takes the newer token when it comes too late', async () => {
		const old = await token()
		now += 2 * HOUR - 10 * SECOND
		const renewed = await token()
		expect(provider.accepts(renewed)).toBe(true)
		expect(provider.accepts(old)).toBe(false)
		expect(await vault.replacement('mara', client, old)).toBe(renewed)
		expect(provider.asked.refresh).toBe(1)
	})

	it('in another process takes what that one has stored', async () => {
		const old = await token()
		const other = another()
		now += 2 * HOUR - 10 * SECOND
		expect(await call(other)).toBe(true)
		expect(provider.accepts(old)).toBe(false)
		expect(provider.accepts(await vault.replacement('mara', client, old))).toBe(true)
		expect(provider.asked.refresh).toBe(1)
	})
})

describe('a process that is killed', () => {
	beforeEach(() => connect())

	it('between the refresh and the store leaves a connection that goes on', async () => {
		now += 3 * HOUR
		store.before = (step) => step === 'write' ? Promise.reject(new Error('killed')) : Promise.resolve()
		await expect(token()).rejects.toThrow('killed')
		store.before = async () => {}

		expect(await call(another())).toBe(true)
		expect(await another().standing('mara', client)).toMatchObject({ state: 'connected' })
	})

	it('between the store and the first use leaves a connection that goes on', async () => {
		now += 3 * HOUR
		await token()
		expect(await call(another())).toBe(true)
		expect(provider.asked.refresh).toBe(1)
	})

	it('while Nextcloud had stored it, but could not say so, leaves a connection that goes on', async () => {
		now += 3 * HOUR
		store.after = (step) => step === 'write' ? Promise.reject(new Error('Nextcloud does not answer')) : Promise.resolve()
		await expect(token()).rejects.toThrow('Nextcloud does not answer')
		store.after = async () => {}

		expect(await call()).toBe(true)
		expect(await call(another())).toBe(true)
	})
})

describe('a refresh', () => {
	beforeEach(() => connect())

	it('whose answer is lost is repeated by the next call', async () => {
		now += 3 * HOUR
		provider.leaves = down
		await expect(token()).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
		provider.leaves = async () => {}
		expect(await call()).toBe(true)
		expect(await vault.standing('mara', client)).toMatchObject({ state: 'connected' })
	})

	it('that fails because Nepenthes is away fails for all who wait, and ends nothing', async () => {
		now += 3 * HOUR
		provider.arrives = down
		const results = await Promise.allSettled(Array.from({ length: 10 }, () => token()))
		expect(results.every(({ status }) => status === 'rejected')).toBe(true)
		expect(provider.asked.refresh).toBe(1)
		provider.arrives = async () => {}
		expect(await call()).toBe(true)
	})

	it('that another process wins is no disconnect', async () => {
		now += 3 * HOUR
		const other = another()
		let first = true
		provider.arrives = async () => {
			if (first) {
				first = false
				// The other one asks later, but is done, stored and in use before the first is heard.
				expect(await call(other)).toBe(true)
			}
		}
		expect(provider.accepts(await token())).toBe(true)
		expect(provider.asked.refresh).toBe(2)
		expect(await vault.standing('mara', client)).toMatchObject({ state: 'connected' })
	})

	it('that another process wins is no disconnect either when a slow look into the store is under way', async () => {
		now += 2 * HOUR - 10 * SECOND
		const other = another()
		let first = true
		const slow = Promise.withResolvers<void>()
		provider.arrives = async () => {
			if (first) {
				first = false
				// What is remembered has run out; somebody looks, and sees what was there before the other one stored.
				now += 61 * SECOND
				store.after = (step) => step === 'read' ? slow.promise : Promise.resolve()
				const looking = vault.standing('mara', client)
				await rest()
				store.after = async () => {}
				expect(await call(other)).toBe(true)
				setTimeout(slow.resolve, 20)
				looking.catch(() => {})
			}
		}
		expect(provider.accepts(await token())).toBe(true)
		expect(await another().standing('mara', client)).toMatchObject({ state: 'connected' })
	})

	it('that both processes are given leaves both with tokens that count', async () => {
		now += 3 * HOUR
		const other = another()
		const [mine, theirs] = await Promise.all([token(), token(other)])
		expect(mine).not.toBe(theirs)
		expect(provider.accepts(mine)).toBe(true)
		expect(provider.accepts(theirs)).toBe(true)
		now += 3 * HOUR
		expect([await call(), await call(other)]).toEqual([true, true])
	})

	it('that Nepenthes refuses for good means that the user has to connect again, and is not tried again', async () => {
		now += 3 * HOUR
		provider.endAll()
		await expect(token()).rejects.toMatchObject({ code: 'connection-expired' })
		await expect(token()).rejects.toMatchObject({ code: 'connection-expired' })
		await expect(token(another())).rejects.toMatchObject({ code: 'connection-expired' })
		expect(provider.asked.refresh).toBe(1)
		expect(await vault.standing('mara', client)).toEqual({ state: 'expired', account })

		await connect()
		expect(await call()).toBe(true)
	})

	it('is not asked for with tokens that have ended: they are kept nowhere', async () => {
		now += 3 * HOUR
		provider.endAll()
		await expect(token()).rejects.toMatchObject({ code: 'connection-expired' })
		expect(store.texts.get('mara')).not.toMatch(/access-|refresh-/)
	})
})

describe('a token that nothing replaces', () => {
	it('ends the connection, unless the user has connected again meanwhile', async () => {
		await connect()
		const old = await token()
		await connect()
		await vault.expire('mara', client, old)
		expect(await vault.standing('mara', client)).toEqual({ state: 'connected', account })
		await vault.expire('mara', client, await token())
		expect(await vault.standing('mara', client)).toEqual({ state: 'expired', account })
	})
})

describe('tokens of another instance or another OAuth application', () => {
	it.each([
		['the address was changed', { ...client, instance: 'https://other.example' }],
		['the OAuth application was changed', { ...client, id: 'other' }],
		['a path was added to the address', { ...client, instance: 'https://np.example/np' }],
	])('count for nothing and are sent nowhere: %s', async (_, other) => {
		await connect()
		now += 3 * HOUR
		expect(await vault.standing('mara', other)).toEqual({ state: 'not-connected' })
		await expect(vault.accessToken('mara', other)).rejects.toMatchObject({ code: 'not-connected' })
		await expect(vault.replacement('mara', other, 'access-1')).rejects.toMatchObject({ code: 'not-connected' })
		await vault.expire('mara', other, 'access-1')
		await vault.connect('mara', other, account, provider.issue(other))
		expect(await vault.disconnect('mara', other)).toBe(true)
		expect(provider.sent.filter((sent) => sent.token.endsWith('-1'))).toEqual([])
	})

	it('count again when the change was a mistake', async () => {
		await connect()
		await expect(vault.accessToken('mara', { ...client, id: 'other' })).rejects.toMatchObject({ code: 'not-connected' })
		expect(await call()).toBe(true)
	})
})

describe('connecting twice', () => {
	it('revokes the former tokens, and only those', async () => {
		await connect()
		const old = await token()
		await connect()
		expect(provider.accepts(old)).toBe(false)
		expect(await call()).toBe(true)
	})

	it('counts when Nextcloud has stored it, but could not say so', async () => {
		await connect()
		store.after = (step) => step === 'write' ? Promise.reject(new Error('Nextcloud does not answer')) : Promise.resolve()
		const pair = provider.issue(client)
		await expect(vault.connect('mara', client, account, pair)).rejects.toThrow('Nextcloud does not answer')
		store.after = async () => {}
		expect(await token()).toBe(pair.accessToken)
	})

	it('works when Nepenthes cannot be told', async () => {
		await connect()
		provider.arrives = down
		await connect()
		expect(await call()).toBe(true)
	})
})

describe('disconnecting', () => {
	it('ends the connection here and at Nepenthes', async () => {
		await connect()
		const old = await token()
		expect(await vault.disconnect('mara', client)).toBe(true)
		expect(provider.accepts(old)).toBe(false)
		expect(store.texts.size).toBe(0)
		expect(await vault.standing('mara', client)).toEqual({ state: 'not-connected' })
		await expect(token()).rejects.toMatchObject({ code: 'not-connected' })
	})

	it('ends it here also when Nepenthes is away, and says so', async () => {
		await connect()
		provider.arrives = down
		expect(await vault.disconnect('mara', client)).toBe(false)
		expect(store.texts.size).toBe(0)
	})

	it('ends it here also when nothing is set up any more, and says that Nepenthes does not know', async () => {
		await connect()
		expect(await vault.disconnect('mara', null)).toBe(false)
		expect([store.texts.size, provider.asked.revoke]).toEqual([0, 0])
	})

	it('may be done twice, and by who never connected', async () => {
		await connect()
		await vault.disconnect('mara', client)
		expect(await vault.disconnect('mara', client)).toBe(true)
		expect(await vault.disconnect('bo', client)).toBe(true)
		expect(provider.asked.revoke).toBe(1)
	})

	it('while a refresh is under way ends the refreshed tokens too', async () => {
		await connect()
		now += 3 * HOUR
		const gate = Promise.withResolvers<void>()
		provider.leaves = (step) => step === 'refresh' ? gate.promise : Promise.resolve()
		const refreshing = token()
		await rest()
		const disconnecting = vault.disconnect('mara', client)
		await rest()
		gate.resolve()
		const renewed = await refreshing
		expect(await disconnecting).toBe(true)
		expect(provider.accepts(renewed)).toBe(false)
		expect(store.texts.size).toBe(0)
		await expect(token()).rejects.toMatchObject({ code: 'not-connected' })
	})

	it('before a refresh that waits keeps it from happening', async () => {
		await connect()
		now += 3 * HOUR
		const disconnecting = vault.disconnect('mara', client)
		await expect(token()).rejects.toMatchObject({ code: 'not-connected' })
		await disconnecting
		expect([store.texts.size, provider.asked.refresh]).toEqual([0, 0])
	})

	it('that Nextcloud did not do is not claimed', async () => {
		await connect()
		store.before = (step) => step === 'delete' ? Promise.reject(new Error('Nextcloud does not answer')) : Promise.resolve()
		await expect(vault.disconnect('mara', client)).rejects.toThrow('Nextcloud does not answer')
		expect(await vault.standing('mara', client)).toEqual({ state: 'connected', account })
		expect(await call()).toBe(true)
	})

	it('that Nextcloud did, but could not say so, is done', async () => {
		await connect()
		store.after = (step) => step === 'delete' ? Promise.reject(new Error('Nextcloud does not answer')) : Promise.resolve()
		await expect(vault.disconnect('mara', client)).rejects.toThrow('Nextcloud does not answer')
		expect(await vault.standing('mara', client)).toEqual({ state: 'not-connected' })
	})

	it('and connecting again leaves the new connection', async () => {
		await connect()
		await Promise.all([vault.disconnect('mara', client), connect()])
		expect(await call()).toBe(true)
	})
})

describe('what is stored', () => {
	it.each([
		'',
		'null',
		'nonsense',
		'{}',
		'[]',
		'{"state":"connected"}',
		'{"state":"connected","instance":"https://np.example","clientId":"client","account":{"id":14,"name":"Mara Jade"},"accessToken":"","refreshToken":"","refreshAt":1}',
		'{"state":"connected","instance":"https://np.example","clientId":"client","account":{"id":14,"name":"Mara Jade"},"accessToken":"a","refreshToken":"r","refreshAt":null}',
		'{"state":"paused","instance":"https://np.example","clientId":"client","account":{"id":14,"name":"Mara Jade"}}',
	])('and cannot be read is no connection, and is overwritten by the next: %s', async (text) => {
		store.texts.set('mara', text)
		expect(await vault.standing('mara', client)).toEqual({ state: 'not-connected' })
		await expect(token()).rejects.toMatchObject({ code: 'not-connected' })
		expect(await vault.disconnect('mara', client)).toBe(true)
		await connect()
		expect(await call()).toBe(true)
	})

	it('by a later version, with more in it, can be read', async () => {
		await connect()
		store.texts.set('mara', JSON.stringify({ ...JSON.parse(store.texts.get('mara')!) as object, more: true }))
		expect(await call(another())).toBe(true)
	})

	it('but cannot be had now is an error of the store, and no disconnect', async () => {
		await connect()
		const other = another()
		store.before = () => Promise.reject(new Error('Nextcloud does not answer'))
		await expect(token(other)).rejects.toThrow('Nextcloud does not answer')
		await expect(other.standing('mara', client)).rejects.toThrow('Nextcloud does not answer')
		store.before = async () => {}
		expect(await call(other)).toBe(true)
	})
})

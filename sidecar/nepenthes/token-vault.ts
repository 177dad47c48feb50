// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'
import type { OAuth, OAuthClient, TokenPair } from './oauth.ts'

import { LRUCache } from 'lru-cache'
import Type from 'typebox'
import { Value } from 'typebox/value'
import { ConnectionExpired, NepenthesError, NotConnected } from './errors.ts'
import { InvalidGrant } from './oauth.ts'

/** Where connections are kept: a text for each user, encrypted at rest. */
export interface ConnectionStore {
	read(userId: string): Promise<string | null>
	write(userId: string, text: string): Promise<void>
	delete(userId: string): Promise<void>
}

/** The user's account in Nepenthes. */
export interface Account {
	id: number
	name: string
}

/** How a user and an instance stand to each other. */
export type Standing
	= | { state: 'not-connected' }
		| { state: 'expired', account: Account }
		| { state: 'connected', account: Account }

const Owner = {
	/** Tokens are for this instance and this client alone, and never sent to another. */
	instance: Type.String(),
	clientId: Type.String(),
	account: Type.Object({ id: Type.Integer(), name: Type.String() }),
}

/** What is stored. One record a user: a pair of tokens lives and dies as one (nepenthes-api 1.4). */
const StoredConnection = Type.Union([
	Type.Object({
		...Owner,
		state: Type.Literal('connected'),
		accessToken: Type.String({ minLength: 1 }),
		refreshToken: Type.String({ minLength: 1 }),
		/** Milliseconds since 1970. */
		refreshAt: Type.Number(),
	}),
	Type.Object({ ...Owner, state: Type.Literal('expired') }),
])
type StoredConnection = Static<typeof StoredConnection>
type Connected = Extract<StoredConnection, { state: 'connected' }>

/** The connections of all users to one Nepenthes at a time. */
export interface TokenVault {
	/** @throws {Error} what the store throws */
	standing(userId: string, client: OAuthClient): Promise<Standing>
	/**
	 * An access token that has not run out; refreshed first if it is about to, once for all who ask at the same time.
	 *
	 * @throws {NotConnected | ConnectionExpired}
	 * @throws {NepenthesError} when it could not be refreshed for another reason
	 */
	accessToken(userId: string, client: OAuthClient): Promise<string>
	/**
	 * The token to use in place of one that Nepenthes has just refused: someone else's newer one, or a refreshed one.
	 *
	 * @throws {NotConnected | ConnectionExpired | NepenthesError} as accessToken
	 */
	replacement(userId: string, client: OAuthClient, refused: string): Promise<string>
	/**
	 * Keeps the tokens of a new connection; those that it takes the place of are revoked, if Nepenthes can be told.
	 *
	 * @throws {Error} what the store throws
	 */
	connect(userId: string, client: OAuthClient, account: Account, pair: TokenPair): Promise<void>
	/**
	 * Nothing that was tried helped: from now on the user has to connect again.
	 *
	 * @return false when these tokens are not the stored ones any more, so that nothing has ended
	 */
	expire(userId: string, client: OAuthClient, refused: string): Promise<boolean>
	/**
	 * Ends a connection: here in any case, and at Nepenthes if it can be told.
	 *
	 * @return whether Nepenthes knows
	 * @throws {Error} what the store throws
	 */
	disconnect(userId: string, client: OAuthClient | null): Promise<boolean>
}

/** Milliseconds before the end of an access token at which a new one is fetched. */
const MARGIN = 60_000

/**
 * Milliseconds for which a stored connection is remembered. That there is none is believed for a moment only: another
 * process may be the one in which the user connects.
 */
const REMEMBER = { connected: 60_000, none: 1_000 }

interface Remembered {
	stored: StoredConnection | null
}

function lifetimeOf({ stored }: Remembered): number {
	return stored?.state === 'connected' ? REMEMBER.connected : REMEMBER.none
}

export function createTokenVault({ store, oauth, clock = Date.now }: { store: ConnectionStore, oauth: Pick<OAuth, 'refresh' | 'revoke'>, clock?: () => number }): TokenVault {
	const remembered = new LRUCache<string, Remembered>({
		max: 10_000,
		perf: { now: clock },
		ttlResolution: 0,
		// Whoever waits for a read gets it, also when a write has overtaken it and is what is remembered.
		ignoreFetchAbort: true,
		fetchMethod: async (userId, _stale, { options }) => {
			const read = { stored: readRecord(await store.read(userId)) }
			options.ttl = lifetimeOf(read)
			return read
		},
	})
	const remember = (userId: string, stored: StoredConnection | null) => remembered.set(userId, { stored }, { ttl: lifetimeOf({ stored }) })
	const refreshing = new Map<string, Promise<Connected>>()
	const changing = new Map<string, Promise<unknown>>()

	/** Changes of one user's connection come one after the other: a refresh under way must not bring back what was ended. */
	const exclusively = <Result>(userId: string, change: () => Promise<Result>): Promise<Result> => {
		const before = changing.get(userId) ?? Promise.resolve()
		const running = before.then(change, change)
		changing.set(userId, running)
		const forget = () => changing.get(userId) === running && changing.delete(userId)
		running.then(forget, forget)
		return running
	}

	/** What is stored now: not what is remembered, nor what a read that began earlier will bring. */
	const readAnew = async (userId: string): Promise<StoredConnection | null> => {
		remembered.delete(userId)
		return (await remembered.forceFetch(userId)).stored
	}

	/** What is stored for this client. A record of another one counts for nothing: its tokens would go to strangers. */
	const read = async (userId: string, client: OAuthClient, { fresh = false } = {}): Promise<StoredConnection | null> => {
		const stored = fresh ? await readAnew(userId) : (await remembered.forceFetch(userId)).stored
		return stored !== null && stored.instance === client.instance && stored.clientId === client.id ? stored : null
	}

	const write = async (userId: string, record: StoredConnection): Promise<void> => {
		try {
			await store.write(userId, JSON.stringify(record))
		} catch (error) {
			// Whether it arrived is not known.
			remembered.delete(userId)
			throw error
		}
		remember(userId, record)
	}

	const connected = (stored: StoredConnection | null): Connected => {
		if (stored === null) {
			throw new NotConnected('The user has not connected their account.')
		}
		if (stored.state === 'expired') {
			throw new ConnectionExpired('The user has to connect again.')
		}
		return stored
	}

	const recordOf = ({ instance, id: clientId }: OAuthClient, account: Account, { accessToken, refreshToken, expiresAt }: TokenPair): Connected => {
		const lifetime = expiresAt - clock()
		return { state: 'connected', instance, clientId, account, accessToken, refreshToken, refreshAt: expiresAt - Math.min(MARGIN, lifetime / 2) }
	}

	const expireRecord = ({ instance, clientId, account }: StoredConnection): StoredConnection => ({ state: 'expired', instance, clientId, account })

	const refresh = async (userId: string, client: OAuthClient, known: Connected): Promise<Connected> => {
		// Another process may have been here since this one looked last.
		const current = connected(await read(userId, client, { fresh: true }))
		if (current.refreshToken !== known.refreshToken) {
			return current
		}
		try {
			const renewed = recordOf(client, current.account, await oauth.refresh(client, current.refreshToken))
			// Before its first use, which ends the old pair: else a crash in between would lose the connection.
			await write(userId, renewed)
			return renewed
		} catch (error) {
			if (!(error instanceof InvalidGrant)) {
				throw error
			}
			const latest = connected(await read(userId, client, { fresh: true }))
			if (latest.refreshToken !== current.refreshToken) {
				return latest
			}
			await write(userId, expireRecord(latest))
			throw new ConnectionExpired('Nepenthes does not accept the refresh token any more.', { cause: error })
		}
	}

	/** However many requests need it at once: one refresh. */
	const refreshOnce = (userId: string, client: OAuthClient, known: Connected): Promise<Connected> => {
		const key = JSON.stringify([userId, client.instance, client.id])
		let running = refreshing.get(key)
		if (running === undefined) {
			running = exclusively(userId, () => refresh(userId, client, known)).finally(() => refreshing.delete(key))
			refreshing.set(key, running)
		}
		return running
	}

	/** Whether Nepenthes knows that these tokens have ended. Those of another client it cannot be told about. */
	const revoke = async ({ instance, clientId, refreshToken }: Connected, client: OAuthClient | null): Promise<boolean> => {
		if (instance !== client?.instance || clientId !== client.id) {
			return false
		}
		try {
			await oauth.revoke(client, refreshToken)
			return true
		} catch (error) {
			if (error instanceof NepenthesError) {
				return false
			}
			throw error
		}
	}

	return {
		async standing(userId, client) {
			const stored = await read(userId, client)
			return stored === null ? { state: 'not-connected' } : { state: stored.state, account: stored.account }
		},

		async accessToken(userId, client) {
			const stored = connected(await read(userId, client))
			return (stored.refreshAt > clock() ? stored : await refreshOnce(userId, client, stored)).accessToken
		},

		async replacement(userId, client, refused) {
			const stored = connected(await read(userId, client))
			return (stored.accessToken !== refused ? stored : await refreshOnce(userId, client, stored)).accessToken
		},

		connect: (userId, client, account, pair) => exclusively(userId, async () => {
			const before = await readAnew(userId)
			await write(userId, recordOf(client, account, pair))
			if (before?.state === 'connected') {
				await revoke(before, client)
			}
		}),

		expire: (userId, client, refused) => exclusively(userId, async () => {
			const stored = await read(userId, client, { fresh: true })
			if (stored?.state !== 'connected' || stored.accessToken !== refused) {
				return false
			}
			await write(userId, expireRecord(stored))
			return true
		}),

		disconnect: (userId, client) => exclusively(userId, async () => {
			const stored = await readAnew(userId)
			remembered.delete(userId)
			await store.delete(userId)
			remember(userId, null)
			return stored?.state !== 'connected' || await revoke(stored, client)
		}),
	}
}

function readRecord(text: string | null): StoredConnection | null {
	if (text === null || text === '') {
		return null
	}
	try {
		const record: unknown = JSON.parse(text)
		return Value.Check(StoredConnection, record) ? record : null
	} catch {
		// What this version cannot read, the user has to connect anew.
		return null
	}
}

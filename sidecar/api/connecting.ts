// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger } from 'fastify'
import type { ConnectionOutcome } from '../contract/connection.ts'
import type { Nepenthes } from '../nepenthes/index.ts'
import type { NepenthesSetup } from './nepenthes-setup.ts'
import type { AttemptSeal } from './sealed-state.ts'

import { randomBytes } from 'node:crypto'
import { createApi } from '../nepenthes/api.ts'
import { ClientRefused, NepenthesTimeout, NepenthesUnreachable } from '../nepenthes/errors.ts'
import { AuthorizationDenied } from '../nepenthes/oauth.ts'
import { fetchAccount } from '../nepenthes/users.ts'
import { NextcloudError } from '../nextcloud/index.ts'
import { ProblemError } from './problems.ts'

export interface Cookie {
	name: string
	value: string
}

export interface Begun {
	/** Where the user allows the connection. */
	authorizationUrl: string
	cookie: Cookie
	/** Names of cookies of earlier attempts that are one too many; to be taken away. */
	surplus: string[]
}

export interface Completed {
	outcome: ConnectionOutcome
	/** Where the browser goes now; null when it is not known where it came from. */
	returnTo: string | null
	/** To be set in the place of the one that was sent. */
	cookie: Cookie | null
}

/** The way of a user to Nepenthes and back: the OAuth 2 code flow (design: "Connecting"). */
export interface Connecting {
	/**
	 * @param userId
	 * @param returnTo where the browser goes in the end; the caller vouches for it
	 * @param cookies of the request, by name, the oldest first as browsers send them
	 * @throws {ProblemError} not-set-up, oauth-not-set-up
	 */
	begin(userId: string, returnTo: string, cookies: ReadonlyMap<string, string>): Promise<Begun>
	/**
	 * Exchanges what Nepenthes sent the browser back with, and stores the connection. What goes wrong is an outcome.
	 *
	 * @param userId
	 * @param parameters of the callback
	 * @param cookies of the request, by name
	 */
	complete(userId: string, parameters: URLSearchParams, cookies: ReadonlyMap<string, string>, log: FastifyBaseLogger): Promise<Completed>
	/** Whether these are the parameters of an attempt that began here, in whichever browser and however long ago. */
	knows(parameters: URLSearchParams): boolean
}

/** Milliseconds; Nepenthes' codes live as long. */
const LIFETIME = 10 * 60_000

/** In the place of the verifier, once it was used. */
const FINISHED = ''

/** Seconds, for the cookie. */
export const ATTEMPT_MAX_AGE = LIFETIME / 1000

const COOKIE_PREFIX = 'nepenthes_oauth_'

/**
 * Attempts of one browser that may be under way besides a new one. Their cookies go with every request to Nextcloud,
 * whose web server refuses those whose headers grow beyond a few KiB.
 */
const MAX_OTHERS = 4

/** One cookie for each attempt, named after its state, so that several tabs can be on their way. */
const cookieName = (state: string) => `${COOKIE_PREFIX}${state.replace(/[^\w-]/g, '').slice(0, 22)}`

export function createConnecting({ setup, nepenthes: { oauth, vault, http }, seal, clock = Date.now }: {
	setup: NepenthesSetup
	nepenthes: Pick<Nepenthes, 'oauth' | 'vault' | 'http'>
	seal: AttemptSeal
	clock?: () => number
}): Connecting {
	const attemptOf = (parameters: URLSearchParams, cookies: ReadonlyMap<string, string>) => {
		const state = parameters.get('state') ?? ''
		const sealed = cookies.get(cookieName(state))
		return sealed === undefined ? null : seal.open(sealed, state)
	}

	/** Ends in `connected` or throws. */
	const exchange = async (userId: string, codeVerifier: string, parameters: URLSearchParams, client: Awaited<ReturnType<NepenthesSetup['client']>>) => {
		const pair = await oauth.exchange(client, { parameters, state: parameters.get('state') ?? '', codeVerifier })
		const account = await fetchAccount(createApi(http, client.instance, pair.accessToken))
		await vault.connect(userId, client, account, pair)
	}

	return {
		async begin(userId, returnTo, cookies) {
			const client = await setup.client()
			const state = seal.newState()
			const codeVerifier = randomBytes(48).toString('base64url')
			const attempt = { userId, instance: client.instance, clientId: client.id, codeVerifier, returnTo, expiresAt: clock() + LIFETIME }
			return {
				authorizationUrl: await oauth.authorizationUrl(client, { state, codeVerifier }),
				cookie: { name: cookieName(state), value: seal.seal(attempt, state) },
				surplus: [...cookies.keys()].filter((name) => name.startsWith(COOKIE_PREFIX)).slice(0, -MAX_OTHERS),
			}
		},

		async complete(userId, parameters, cookies, log) {
			const attempt = attemptOf(parameters, cookies)
			const client = await setup.client().catch(ifNotSetUp)
			if (client === null) {
				return { outcome: 'out-of-date', returnTo: attempt?.returnTo ?? null, cookie: null }
			}
			if (attempt === null || attempt.codeVerifier === FINISHED || attempt.userId !== userId || attempt.instance !== client.instance || attempt.clientId !== client.id) {
				// Whoever reloads this address, or comes back to it, has finished already.
				const { state } = await vault.standing(userId, client)
				return { outcome: state === 'connected' ? 'connected' : 'out-of-date', returnTo: attempt?.returnTo ?? null, cookie: null }
			}
			try {
				await exchange(userId, attempt.codeVerifier, parameters, client)
				const state = parameters.get('state') ?? ''
				// The browser's back button leads here once more, and from here to where it all began.
				const cookie = { name: cookieName(state), value: seal.seal({ ...attempt, codeVerifier: FINISHED }, state) }
				return { outcome: 'connected', returnTo: attempt.returnTo, cookie }
			} catch (error) {
				const outcome = outcomeOf(error)
				log.warn({ outcome, reason: (error as Error).message }, 'an account could not be connected')
				// Who did not allow it may go back and do so.
				return { outcome, returnTo: attempt.returnTo, cookie: null }
			}
		},

		knows: (parameters) => seal.isOwn(parameters.get('state') ?? ''),
	}
}

/** The administrator may have changed the setup while the browser was away. */
function ifNotSetUp(error: unknown): null {
	if (error instanceof ProblemError) {
		return null
	}
	throw error
}

function outcomeOf(error: unknown): ConnectionOutcome {
	if (error instanceof AuthorizationDenied) {
		return error.error === 'access_denied' ? 'denied' : 'refused'
	}
	if (error instanceof ClientRefused) {
		return 'client-refused'
	}
	if (error instanceof NepenthesUnreachable || error instanceof NepenthesTimeout) {
		return 'nepenthes-unreachable'
	}
	return error instanceof NextcloudError ? 'not-stored' : 'refused'
}

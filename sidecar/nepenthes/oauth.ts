// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AuthorizationServer, Client, TokenEndpointResponse } from 'oauth4webapi'
import type { Dispatcher } from 'undici'

import { setTimeout as wait } from 'node:timers/promises'
import {
	allowInsecureRequests,
	authorizationCodeGrantRequest,
	AuthorizationResponseError,
	calculatePKCECodeChallenge,
	ClientSecretPost,
	customFetch,
	processAuthorizationCodeResponse,
	processRefreshTokenResponse,
	processRevocationResponse,
	refreshTokenGrantRequest,
	ResponseBodyError,
	revocationRequest,
	validateAuthResponse,
	WWWAuthenticateChallengeError,
} from 'oauth4webapi'
import { fetch as undiciFetch } from 'undici'
import { ClientRefused, NepenthesError, NepenthesRateLimited, NepenthesRefused, NepenthesTimeout, NepenthesUnexpectedAnswer, NepenthesUnreachable } from './errors.ts'
import { connectionFailure, retryAfter } from './http.ts'

/** The OAuth application of this app in one Nepenthes (nepenthes-api 1.2). */
export interface OAuthClient {
	/** Address of the instance, without a slash at the end. */
	instance: string
	id: string
	secret: string
	/** Matched exactly by Nepenthes. */
	redirectUri: string
}

/** An access token and the refresh token that comes with it. */
export interface TokenPair {
	accessToken: string
	refreshToken: string
	/** Milliseconds since 1970. */
	expiresAt: number
}

/** Nepenthes says that a code or a refresh token is of no use (any more): RFC 6749, 5.2. */
export class InvalidGrant extends NepenthesError {
	override readonly name = 'InvalidGrant'
	readonly code = 'invalid-grant'
}

/** Nepenthes came back with an error instead of a code: RFC 6749, 4.1.2.1. */
export class AuthorizationDenied extends NepenthesError {
	override readonly name = 'AuthorizationDenied'
	readonly code = 'authorization-denied'
	/** `access_denied` when it was the user who did not want to. */
	readonly error: string

	constructor(error: string) {
		super(`Nepenthes did not give a code: ${error}.`)
		this.error = error
	}
}

/** The OAuth 2 conversation with Nepenthes; every function throws the classes above and those of errors.ts. */
export interface OAuth {
	/**
	 * Where the user allows the connection: RFC 6749, 4.1.1, with PKCE (RFC 7636).
	 * The state is opaque to Nepenthes and comes back with the code.
	 */
	authorizationUrl(client: OAuthClient, { state, codeVerifier }: { state: string, codeVerifier: string }): Promise<string>
	/**
	 * Exchanges the code in the parameters of the callback (RFC 6749, 4.1.3).
	 *
	 * @throws {AuthorizationDenied} when they carry an error, or another state
	 * @throws {InvalidGrant | ClientRefused}
	 */
	exchange(client: OAuthClient, { parameters, state, codeVerifier }: { parameters: URLSearchParams, state: string, codeVerifier: string }): Promise<TokenPair>
	/**
	 * A new pair for a refresh token (RFC 6749, 6). Asked again when the answer was lost: the old pair counts until the new
	 * one is used (nepenthes-api 1.4).
	 *
	 * @throws {InvalidGrant | ClientRefused}
	 */
	refresh(client: OAuthClient, refreshToken: string): Promise<TokenPair>
	/** Ends a pair, by either of its tokens (RFC 7009). */
	revoke(client: OAuthClient, token: string): Promise<void>
}

/** Seconds; what other clients assume when Nepenthes does not say (nepenthes-api 1.4). */
const FALLBACK_LIFETIME = 3600

const SCOPE = 'api_v3'

/** Milliseconds before a refresh whose answer was lost is sent again. */
const PAUSES = [200, 800]

export function createOAuth({ dispatcher, answerTimeout = 10_000, pauses = PAUSES }: {
	dispatcher: Dispatcher
	/** Milliseconds for a whole answer. */
	answerTimeout?: number
	pauses?: readonly number[]
}): OAuth {
	const serverOf = ({ instance }: OAuthClient): AuthorizationServer => ({
		issuer: instance,
		authorization_endpoint: `${instance}/oauth/authorize`,
		token_endpoint: `${instance}/oauth/token`,
		revocation_endpoint: `${instance}/oauth/revoke`,
	})
	const partyOf = (client: OAuthClient): [AuthorizationServer, Client] => [serverOf(client), { client_id: client.id }]

	const requestOptions = (signal = AbortSignal.timeout(answerTimeout)) => ({
		// Whether plain http will do is for the administrator to say, by the address that they enter.
		[allowInsecureRequests]: true,
		signal,
		// The Response of the package does what Node's own does; their types are two.
		[customFetch]: (url: string, init: object) => undiciFetch(url, { ...init, dispatcher }) as unknown as Promise<Response>,
	})

	const pairOf = ({ access_token: accessToken, refresh_token: refreshToken, expires_in: lifetime = FALLBACK_LIFETIME }: TokenEndpointResponse): TokenPair => {
		if (refreshToken === undefined) {
			throw new NepenthesUnexpectedAnswer('Nepenthes gave no refresh token.')
		}
		return { accessToken, refreshToken, expiresAt: Date.now() + lifetime * 1000 }
	}

	return {
		async authorizationUrl(client, { state, codeVerifier }) {
			const url = new URL(`${client.instance}/oauth/authorize`)
			const parameters = {
				client_id: client.id,
				redirect_uri: client.redirectUri,
				response_type: 'code',
				scope: SCOPE,
				state,
				code_challenge: await calculatePKCECodeChallenge(codeVerifier),
				code_challenge_method: 'S256',
			}
			for (const [name, value] of Object.entries(parameters)) {
				url.searchParams.set(name, value)
			}
			return url.href
		},

		exchange: (client, { parameters, state, codeVerifier }) => understanding(async () => {
			const [server, party] = partyOf(client)
			const validated = validateAuthResponse(server, party, parameters, state)
			const response = await authorizationCodeGrantRequest(server, party, ClientSecretPost(client.secret), validated, client.redirectUri, codeVerifier, requestOptions())
			return pairOf(await processAuthorizationCodeResponse(server, party, response))
		}),

		async refresh(client, refreshToken) {
			// All tries and pauses together take no longer than one answer may.
			const late = AbortSignal.timeout(answerTimeout)
			for (let tries = 0; ; tries++) {
				try {
					return await understanding(async () => {
						const [server, party] = partyOf(client)
						const response = await refreshTokenGrantRequest(server, party, ClientSecretPost(client.secret), refreshToken, requestOptions(late))
						return pairOf(await processRefreshTokenResponse(server, party, response))
					})
				} catch (error) {
					const pause = pauses[tries]
					if (pause === undefined || !(error instanceof NepenthesUnreachable)) {
						throw error
					}
					await understanding(() => wait(pause, undefined, { signal: late }))
				}
			}
		},

		revoke: (client, token) => understanding(async () => {
			const [server, party] = partyOf(client)
			await processRevocationResponse(await revocationRequest(server, party, ClientSecretPost(client.secret), token, requestOptions()))
		}),
	}
}

/** Runs a step of the conversation; what the library throws becomes a class of ours. */
async function understanding<Answer>(step: () => Promise<Answer>): Promise<Answer> {
	try {
		return await step()
	} catch (error) {
		throw understood(error)
	}
}

function understood(error: unknown): unknown {
	if (error instanceof NepenthesError) {
		return error
	}
	if (error instanceof AuthorizationResponseError) {
		return new AuthorizationDenied(error.error)
	}
	const response = responseOf(error)
	if (response?.status === 429) {
		return new NepenthesRateLimited(retryAfter({ headers: { 'retry-after': response.headers.get('retry-after') ?? undefined } }))
	}
	if (error instanceof ResponseBodyError) {
		return refusal(error.error)
	}
	// A challenge beside the error of the body: Nepenthes sends both for a client that it does not know.
	if (error instanceof WWWAuthenticateChallengeError) {
		return refusal(error.cause[0]?.parameters.error ?? 'invalid_client')
	}
	if (response !== null) {
		return [502, 503, 504].includes(response.status)
			? new NepenthesUnreachable(`What stands in front of Nepenthes answered ${response.status}.`)
			: new NepenthesUnexpectedAnswer(`Nepenthes answered ${response.status} with something other than tokens.`, { cause: error })
	}
	return notReceived(error) ?? new NepenthesUnexpectedAnswer('Nepenthes answered with something other than tokens.', { cause: error })
}

/** The answer that the library could make nothing of, if it was one with a head and a body. */
function responseOf(error: unknown): Response | null {
	const found = error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError ? error.response : Object(error).cause
	return typeof found === 'object' && found !== null && 'status' in found && 'headers' in found ? found as Response : null
}

/** When no whole answer came: the reason may lie some causes below what the library throws. */
function notReceived(error: unknown): NepenthesError | null {
	for (let reason = error; reason instanceof Error; reason = reason.cause) {
		if (reason.name === 'TimeoutError') {
			return new NepenthesTimeout('Nepenthes did not answer in time.', { cause: error })
		}
		// What fetch throws, for a head and for a body, names in turn what went wrong with the connection.
		if (reason instanceof TypeError && reason.cause instanceof Error && reason.cause.name !== 'TimeoutError') {
			return connectionFailure(reason.cause)
		}
	}
	return null
}

function refusal(error: string): NepenthesError {
	switch (error) {
		case 'invalid_grant':
			return new InvalidGrant('Nepenthes does not accept the grant.')
		case 'invalid_client':
		case 'unauthorized_client':
			return new ClientRefused('Nepenthes does not accept the OAuth application.')
		default:
			return new NepenthesRefused(error, [])
	}
}

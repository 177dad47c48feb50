// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What a call to Nepenthes can end in. `code` is stable and is what callers decide by. */
export abstract class NepenthesError extends Error {
	abstract readonly code: string
}

/** No connection, or a proxy in front of Nepenthes says that there is none. */
export class NepenthesUnreachable extends NepenthesError {
	override readonly name = 'NepenthesUnreachable'
	readonly code = 'nepenthes-unreachable'
}

/** No complete answer in time. */
export class NepenthesTimeout extends NepenthesError {
	override readonly name = 'NepenthesTimeout'
	readonly code = 'nepenthes-timeout'
}

/** Redirects, HTML where JSON is due, answers of another shape or beyond every size, errors of the server itself. */
export class NepenthesUnexpectedAnswer extends NepenthesError {
	override readonly name = 'NepenthesUnexpectedAnswer'
	readonly code = 'nepenthes-unexpected'
}

/** The access token does not count (nepenthes-api 1.7). */
export class NepenthesUnauthorized extends NepenthesError {
	override readonly name = 'NepenthesUnauthorized'
	readonly code = 'nepenthes-unauthorized'
}

/** The user may not do this. */
export class NepenthesForbidden extends NepenthesError {
	override readonly name = 'NepenthesForbidden'
	readonly code = 'nepenthes-forbidden'
}

/** There is no such thing, or the user may not see it: Nepenthes makes no difference. */
export class NepenthesNotFound extends NepenthesError {
	override readonly name = 'NepenthesNotFound'
	readonly code = 'nepenthes-not-found'
}

/** HTTP 429. */
export class NepenthesRateLimited extends NepenthesError {
	override readonly name = 'NepenthesRateLimited'
	readonly code = 'nepenthes-rate-limited'
	/** Seconds, as Nepenthes proposes them. */
	readonly retryAfter: number | undefined

	constructor(retryAfter: number | undefined) {
		super('Nepenthes limits the rate of requests.')
		this.retryAfter = retryAfter
	}
}

/** One thing that Nepenthes does not like about what was sent (nepenthes-api 2.5). */
export interface Violation {
	/** Name of the attribute in the API, if the violation is about one. */
	attribute: string | null
	/** In the user's language. */
	message: string
}

/** Any other refusal that Nepenthes states in an error body: a filter it does not know, a value it does not take. */
export class NepenthesRefused extends NepenthesError {
	override readonly name = 'NepenthesRefused'
	readonly code = 'nepenthes-refused'
	/** The last part of the error's identifier: `InvalidQuery`, `PropertyConstraintViolation`, … */
	readonly error: string
	readonly violations: readonly Violation[]

	constructor(error: string, violations: readonly Violation[]) {
		super(`Nepenthes refused: ${error}.`)
		this.error = error
		this.violations = violations
	}
}

/** The user has no connection to this Nepenthes. */
export class NotConnected extends NepenthesError {
	override readonly name = 'NotConnected'
	readonly code = 'not-connected'
}

/** The connection has run out or was ended in Nepenthes: the user has to connect again. */
export class ConnectionExpired extends NepenthesError {
	override readonly name = 'ConnectionExpired'
	readonly code = 'connection-expired'
}

/** Nepenthes does not accept the OAuth application that the administrator entered. */
export class ClientRefused extends NepenthesError {
	override readonly name = 'ClientRefused'
	readonly code = 'client-refused'
}

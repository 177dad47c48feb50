// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What a call to Nextcloud can end in. `code` is stable and is what callers decide by. */
export abstract class NextcloudError extends Error {
	abstract readonly code: string
}

/** No connection, or a proxy in front of Nextcloud says that there is none. */
export class NextcloudUnreachable extends NextcloudError {
	override readonly name = 'NextcloudUnreachable'
	readonly code = 'nextcloud-unreachable'
}

/** Connected, but no complete answer in time. */
export class NextcloudTimeout extends NextcloudError {
	override readonly name = 'NextcloudTimeout'
	readonly code = 'nextcloud-timeout'
}

/** Nextcloud is being updated (nextcloud-contract 7.8). */
export class NextcloudMaintenance extends NextcloudError {
	override readonly name = 'NextcloudMaintenance'
	readonly code = 'nextcloud-maintenance'
	/** Seconds, as Nextcloud proposes them. */
	readonly retryAfter: number | undefined

	constructor(retryAfter: number | undefined) {
		super('Nextcloud is in maintenance mode.')
		this.retryAfter = retryAfter
	}
}

/** Redirects, HTML where JSON is due, answers of another shape or beyond every size. */
export class NextcloudUnexpectedAnswer extends NextcloudError {
	override readonly name = 'NextcloudUnexpectedAnswer'
	readonly code = 'nextcloud-unexpected'
}

/** Whom Nextcloud does not believe: this app (its secret is stale), this app because it is disabled, or the user. */
export type RefusedParty = 'secret' | 'disabled' | 'user'

/** HTTP 401, OCS 997. */
export class NextcloudUnauthorized extends NextcloudError {
	override readonly name = 'NextcloudUnauthorized'
	readonly code = 'nextcloud-unauthorized'
	readonly party: RefusedParty

	constructor(party: RefusedParty, message: string) {
		super(message)
		this.party = party
	}
}

/** HTTP 403: the user may not do this, or a password confirmation is asked for (nextcloud-contract 4.3). */
export class NextcloudForbidden extends NextcloudError {
	override readonly name = 'NextcloudForbidden'
	readonly code = 'nextcloud-forbidden'
}

/** HTTP 404. */
export class NextcloudNotFound extends NextcloudError {
	override readonly name = 'NextcloudNotFound'
	readonly code = 'nextcloud-not-found'
	/** Whether it is the route that is missing (OCS 998) rather than the thing asked for. */
	readonly route: boolean

	constructor(message: string, { route }: { route: boolean }) {
		super(message)
		this.route = route
	}
}

/** HTTP 429: rate limit, or too many wrong secrets from this address. */
export class NextcloudRateLimited extends NextcloudError {
	override readonly name = 'NextcloudRateLimited'
	readonly code = 'nextcloud-rate-limited'
	/** Seconds, as Nextcloud proposes them. */
	readonly retryAfter: number | undefined

	constructor(retryAfter: number | undefined) {
		super('Nextcloud limits the rate of requests.')
		this.retryAfter = retryAfter
	}
}

/** Any other failure that Nextcloud states in an OCS envelope. */
export class OcsFailure extends NextcloudError {
	override readonly name = 'OcsFailure'
	readonly code = 'ocs-failure'
	readonly statusCode: number

	constructor(statusCode: number, message: string) {
		super(message)
		this.statusCode = statusCode
	}
}

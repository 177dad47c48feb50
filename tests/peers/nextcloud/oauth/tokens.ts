// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { OAuthClient } from './clients.ts'

import { randomAlphanumeric } from '../random.ts'

/** Milliseconds for which an authorization code is good. */
const codeLifetime = 10 * 60 * 1000

/** Seconds for which an access token is good. */
export const tokenLifetime = 3600

/** Milliseconds for which the real one still remembers an access token that was replaced. */
const tokenCacheLifetime = 10_000

/** What a user granted to a client. */
export interface Grant {
	id: number
	/** Id of the client in the database. */
	client: number
	uid: string
	/** Whether its code was exchanged; what stands in the place of the code since then is the refresh token. */
	redeemed: boolean
	/** Milliseconds since 1970. */
	codeCreatedAt: number
}

export interface TokenPair {
	accessToken: string
	refreshToken: string
}

type Row = { id: number, client: number, uid: string, redeemed: number, code_created_at: number }

/** Codes, access tokens and refresh tokens (section 8 of the contract). */
export class OAuthTokens {
	readonly #database: DatabaseSync
	readonly #clock: () => Date

	constructor(database: DatabaseSync, clock: () => Date) {
		this.#database = database
		this.#clock = clock
	}

	/** Notes that the user lets the client in. Gives the authorization code. */
	grant(client: OAuthClient, uid: string): string {
		const code = randomAlphanumeric(128)
		this.#database.prepare('INSERT INTO oauth_grants (client, uid, code, code_created_at) VALUES (?, ?, ?, ?)').run(client.id, uid, code, this.#now())
		return code
	}

	/** The grant of this code or refresh token: the real one keeps both in one place, and so does not tell them apart. */
	byCode(code: string): Grant | undefined {
		const row = this.#database.prepare('SELECT id, client, uid, redeemed, code_created_at FROM oauth_grants WHERE code = ?').get(code) as Row | undefined
		return row && { id: row.id, client: row.client, uid: row.uid, redeemed: row.redeemed === 1, codeCreatedAt: row.code_created_at }
	}

	isCodeExpired(grant: Grant): boolean {
		return grant.codeCreatedAt < this.#now() - codeLifetime
	}

	/** A new pair. The code or refresh token before it is worthless from now on, the access token soon. */
	rotate(grant: Grant): TokenPair {
		const [accessToken, refreshToken, now] = [randomAlphanumeric(72), randomAlphanumeric(128), this.#now()]
		this.#database.prepare('UPDATE oauth_grants SET code = ?, redeemed = 1 WHERE id = ?').run(refreshToken, grant.id)
		this.#database.prepare('DELETE FROM oauth_access_tokens WHERE expires_at <= ?').run(now)
		this.#database.prepare('UPDATE oauth_access_tokens SET expires_at = min(expires_at, ?) WHERE grant_id = ?').run(now + tokenCacheLifetime, grant.id)
		this.#database.prepare('INSERT INTO oauth_access_tokens (token, grant_id, expires_at) VALUES (?, ?, ?)').run(accessToken, grant.id, now + tokenLifetime * 1000)
		return { accessToken, refreshToken }
	}

	/** Whose access token this is, as long as it is good. */
	userOf(accessToken: string): string | undefined {
		const row = this.#database.prepare('SELECT uid FROM oauth_access_tokens JOIN oauth_grants ON grant_id = id WHERE token = ? AND expires_at > ?')
			.get(accessToken, this.#now()) as { uid: string } | undefined
		return row?.uid
	}

	remove(grant: Grant): void {
		this.#database.prepare('DELETE FROM oauth_grants WHERE id = ?').run(grant.id)
	}

	/** As when the user takes the app away from the list under Security in the settings. */
	revokeAllOf(uid: string): void {
		this.#database.prepare('DELETE FROM oauth_grants WHERE uid = ?').run(uid)
	}

	#now(): number {
		return this.#clock().getTime()
	}
}

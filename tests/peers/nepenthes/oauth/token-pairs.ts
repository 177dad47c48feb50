// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { OAuthApplication } from './applications.ts'

import { hashOf, newSecret } from '../secrets.ts'

interface Row {
	id: number
	user_id: number
	previous_id: number | null
}

/** An answer of the token endpoint (section 1.4). */
export interface TokenAnswer {
	access_token: string
	token_type: 'Bearer'
	expires_in: number
	refresh_token: string
	scope: 'api_v3'
	created_at: number
}

export function issueTokens({ database, clock, tokenLifetime }: Instance, application: OAuthApplication, userId: number, previousId: number | null = null): TokenAnswer {
	const [accessToken, refreshToken] = [newSecret(), newSecret()]
	const now = clock().getTime()
	database.run(
		`INSERT INTO oauth_token_pairs (access_hash, refresh_hash, application_id, user_id, previous_id, created_at, expires_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`,
		hashOf(accessToken),
		hashOf(refreshToken),
		application.id,
		userId,
		previousId,
		now,
		now + tokenLifetime * 1000,
	)
	return {
		access_token: accessToken,
		token_type: 'Bearer',
		expires_in: tokenLifetime,
		refresh_token: refreshToken,
		scope: 'api_v3',
		created_at: Math.floor(now / 1000),
	}
}

/**
 * Gives a new pair for a refresh token. The old pair stays good until the new one is used for the first time, so a
 * client that lost the answer can ask again.
 */
export function refreshTokens(instance: Instance, application: OAuthApplication, refreshToken: string): TokenAnswer | undefined {
	const old = instance.database.get<Row>(
		'SELECT * FROM oauth_token_pairs WHERE refresh_hash = ? AND application_id = ?',
		hashOf(refreshToken),
		application.id,
	)
	return old && issueTokens(instance, application, old.user_id, old.id)
}

/**
 * Whoever holds this access token, locked or not. Its first use ends the pair that it was refreshed from, and those
 * before: a pair that was refreshed without ever being used does not keep them alive.
 */
export function useAccessToken({ database, clock, users }: Instance, accessToken: string): User | undefined {
	const pair = database.get<Row>('SELECT * FROM oauth_token_pairs WHERE access_hash = ? AND expires_at > ?', hashOf(accessToken), clock().getTime())
	if (!pair) {
		return undefined
	}
	if (pair.previous_id !== null) {
		database.run(
			`WITH RECURSIVE earlier (id) AS (
				VALUES (?)
				UNION
				SELECT previous_id FROM oauth_token_pairs JOIN earlier USING (id) WHERE previous_id IS NOT NULL
			)
			DELETE FROM oauth_token_pairs WHERE id IN earlier`,
			pair.previous_id,
		)
	}
	return users.byId(pair.user_id)
}

export type Revocation = 'revoked' | 'unknown' | 'foreign'

/** Ends the pair that either token belongs to, if it was given to this client. */
export function revokePair({ database }: Instance, application: OAuthApplication, token: string): Revocation {
	const pair = database.get<{ id: number, application_id: number }>(
		'SELECT id, application_id FROM oauth_token_pairs WHERE access_hash = ? OR refresh_hash = ?',
		hashOf(token),
		hashOf(token),
	)
	if (!pair) {
		return 'unknown'
	}
	if (pair.application_id !== application.id) {
		return 'foreign'
	}
	database.run('DELETE FROM oauth_token_pairs WHERE id = ?', pair.id)
	return 'revoked'
}

/** Ends all pairs of a user, as they can under "My account, Access tokens". */
export function revokeTokensOf({ database }: Instance, login: string): void {
	database.run('DELETE FROM oauth_token_pairs WHERE user_id = (SELECT id FROM users WHERE login = ?)', login)
}

/** Whether the user has a live token of the client, who is then not asked for consent again. */
export function hasLiveToken({ database, clock }: Instance, application: OAuthApplication, userId: number): boolean {
	return database.get(
		'SELECT 1 FROM oauth_token_pairs WHERE application_id = ? AND user_id = ? AND expires_at > ?',
		application.id,
		userId,
		clock().getTime(),
	) !== undefined
}

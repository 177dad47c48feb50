// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OAuthApplication } from './applications.ts'

import { createHash } from 'node:crypto'
import { hashOf, newSecret } from '../secrets.ts'

const LIFETIME = 10 * 60 * 1000

interface NewGrant {
	application: OAuthApplication
	userId: number
	redirectUri: string
	codeChallenge: string | undefined
}

/** Gives the code for which the client gets tokens, once and within ten minutes. */
export function issueCode({ database, clock }: Instance, { application, userId, redirectUri, codeChallenge }: NewGrant): string {
	const code = newSecret()
	database.run(
		'INSERT INTO oauth_grants (hash, application_id, user_id, redirect_uri, code_challenge, expires_at) VALUES (?, ?, ?, ?, ?, ?)',
		hashOf(code),
		application.id,
		userId,
		redirectUri,
		codeChallenge ?? null,
		clock().getTime() + LIFETIME,
	)
	return code
}

interface Redemption {
	application: OAuthApplication
	code: string
	redirectUri: string
	codeVerifier: string | undefined
}

/** The user who granted the code; undefined if it is not good, or not good any more. */
export function redeemCode({ database, clock }: Instance, { application, code, redirectUri, codeVerifier }: Redemption): number | undefined {
	const grant = database.get<{ user_id: number, code_challenge: string | null }>(
		`SELECT user_id, code_challenge FROM oauth_grants
		WHERE hash = ? AND application_id = ? AND redirect_uri = ? AND expires_at > ?`,
		hashOf(code),
		application.id,
		redirectUri,
		clock().getTime(),
	)
	if (!grant || grant.code_challenge !== challengeOf(codeVerifier)) {
		return undefined
	}
	database.run('DELETE FROM oauth_grants WHERE hash = ?', hashOf(code))
	return grant.user_id
}

/** PKCE by S256; null stands for "none", which must match "none" at the authorization. */
function challengeOf(verifier: string | undefined): string | null {
	return verifier === undefined ? null : createHash('sha256').update(verifier).digest('base64url')
}

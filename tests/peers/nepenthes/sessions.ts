// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from './instance.ts'
import type { User } from './users.ts'

import { hashOf, newSecret } from './secrets.ts'

export interface Session {
	/** What the cookie holds. */
	id: string
	user: User | undefined
	/** Must come back with every form that is sent. */
	formToken: string
}

export const SESSION_COOKIE = '_nepenthes_session'

const LIFETIME = 7 * 24 * 60 * 60 * 1000

/** Starts a session; a new one at each sign-in and sign-out, so that an id known before is worth nothing after. */
export function startSession({ database, clock }: Instance, user?: User): Session {
	const session = { id: newSecret(), user, formToken: newSecret() }
	database.run('DELETE FROM sessions WHERE expires_at < ?', clock().getTime())
	database.run(
		'INSERT INTO sessions (hash, user_id, form_token, expires_at) VALUES (?, ?, ?, ?)',
		hashOf(session.id),
		user?.id ?? null,
		session.formToken,
		clock().getTime() + LIFETIME,
	)
	return session
}

export function findSession({ database, clock, users }: Instance, id: string | undefined): Session | undefined {
	const row = id === undefined
		? undefined
		: database.get<{ user_id: number | null, form_token: string }>(
				'SELECT user_id, form_token FROM sessions WHERE hash = ? AND expires_at > ?',
				hashOf(id),
				clock().getTime(),
			)
	if (!row || id === undefined) {
		return undefined
	}
	const user = row.user_id === null ? undefined : users.byId(row.user_id)
	return { id, user: user?.status === 'active' ? user : undefined, formToken: row.form_token }
}

export function endSession({ database }: Instance, id: string): void {
	database.run('DELETE FROM sessions WHERE hash = ?', hashOf(id))
}

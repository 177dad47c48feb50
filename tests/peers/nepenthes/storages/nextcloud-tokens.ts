// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Storage } from './storages.ts'

/** What a user gave this Nepenthes at a Nextcloud. */
export interface NextcloudTokens {
	accessToken: string
	refreshToken: string
	nextcloudUserId: string
	/** When they were last exchanged. */
	refreshedAt: Date
}

interface Row {
	access_token: string
	refresh_token: string
	nextcloud_user_id: string
	refreshed_at: number
}

export function findNextcloudTokens({ database }: Instance, storageId: number, userId: number): NextcloudTokens | undefined {
	const row = database.get<Row>('SELECT * FROM nextcloud_tokens WHERE storage_id = ? AND user_id = ?', storageId, userId)
	return row && {
		accessToken: row.access_token,
		refreshToken: row.refresh_token,
		nextcloudUserId: row.nextcloud_user_id,
		refreshedAt: new Date(row.refreshed_at),
	}
}

/** Where Nextcloud sends people back to. */
export const callbackAddress = ({ publicUrl }: Instance, clientId: string): string => `${publicUrl}/oauth_clients/${clientId}/callback`

/** Where people let this Nepenthes read their files; undefined as long as Nextcloud does not know it. */
export function authorizationAddress(instance: Instance, { host, client }: Storage, state?: string): string | undefined {
	return client && `${host}index.php/apps/oauth2/authorize?${new URLSearchParams({
		client_id: client.clientId,
		redirect_uri: callbackAddress(instance, client.clientId),
		response_type: 'code',
		...state !== undefined && { state },
	})}`
}

/**
 * Gets tokens for a code and keeps them (section 7.1).
 *
 * @param instance
 * @param storage
 * @param userId
 * @param code
 * @throws if Nextcloud does not give any
 */
export async function connectWithCode(instance: Instance, storage: Storage, userId: number, code: string): Promise<void> {
	const answer = await requestTokens(instance, storage, { grant_type: 'authorization_code', code })
	keep(instance, storage.id, userId, answer)
}

/** A refresh that was made in this time is not made again: who still gets a 401 is not helped by another. */
const PAUSE = 10_000

/**
 * Exchanges the tokens of a user for new ones, once for all who ask meanwhile. False if that did not help.
 *
 * @param instance
 * @param storage
 * @param userId
 * @param refused The access token that Nextcloud did not take
 */
export function refreshNextcloudTokens(instance: Instance, storage: Storage, userId: number, refused: string): Promise<boolean> {
	const { refreshesAtNextcloud: running } = instance
	const key = `${storage.id} ${userId}`
	const refresh = running.get(key) ?? exchange(instance, storage, userId, refused).finally(() => running.delete(key))
	running.set(key, refresh)
	return refresh
}

async function exchange(instance: Instance, storage: Storage, userId: number, refused: string): Promise<boolean> {
	const tokens = findNextcloudTokens(instance, storage.id, userId)
	if (tokens && tokens.accessToken !== refused) {
		return true
	}
	if (!tokens || instance.clock().getTime() - tokens.refreshedAt.getTime() < PAUSE) {
		return false
	}
	try {
		keep(instance, storage.id, userId, await requestTokens(instance, storage, { grant_type: 'refresh_token', refresh_token: tokens.refreshToken }))
		return true
	} catch {
		return false
	}
}

interface TokenAnswer {
	access_token: string
	refresh_token: string
	user_id: string
}

async function requestTokens(instance: Instance, { host, client }: Storage, grant: Record<string, string>): Promise<TokenAnswer> {
	if (!client) {
		throw new Error('The storage has no client')
	}
	const response = await fetch(`${host}index.php/apps/oauth2/api/v1/token`, {
		method: 'POST',
		body: new URLSearchParams({
			client_id: client.clientId,
			client_secret: client.clientSecret,
			redirect_uri: callbackAddress(instance, client.clientId),
			...grant,
		}),
		signal: AbortSignal.timeout(10_000),
	})
	if (!response.ok) {
		throw new Error(`Nextcloud answered ${response.status}`)
	}
	return await response.json() as TokenAnswer
}

function keep({ database, clock }: Instance, storageId: number, userId: number, { access_token: accessToken, refresh_token: refreshToken, user_id: nextcloudUserId }: TokenAnswer): void {
	database.run(
		`INSERT OR REPLACE INTO nextcloud_tokens (storage_id, user_id, access_token, refresh_token, nextcloud_user_id, refreshed_at)
		VALUES (?, ?, ?, ?, ?, ?)`,
		storageId,
		userId,
		accessToken,
		refreshToken,
		nextcloudUserId,
		clock().getTime(),
	)
}

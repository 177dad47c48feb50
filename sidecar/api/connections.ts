// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../nextcloud/index.ts'

import { LRUCache } from 'lru-cache'

/** The sensitive preference that holds a user's connection to Nepenthes. */
export const CONNECTION_KEY = 'connection'

/** Milliseconds for which the standing of a user is remembered. */
const REMEMBER = 10_000

/** Which users have connected their account to Nepenthes. */
export interface Connections {
	/** @throws {NextcloudError} */
	has(userId: string): Promise<boolean>
}

export function createConnections({ nextcloud }: { nextcloud: Pick<Nextcloud, 'preferences'> }): Connections {
	const cache = new LRUCache<string, 'connected' | 'none'>({
		max: 10_000,
		ttl: REMEMBER,
		fetchMethod: async (userId) => {
			const values = await nextcloud.preferences.get(userId, [CONNECTION_KEY])
			return values.has(CONNECTION_KEY) ? 'connected' : 'none'
		},
	})
	return {
		has: async (userId) => await cache.forceFetch(userId) === 'connected',
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../nextcloud/index.ts'

import { LRUCache } from 'lru-cache'

/** The key of the app's configuration in which the administrator's form stores the address. */
export const ADDRESS_KEY = 'nepenthes_url'

/** Milliseconds for which the address is believed: what an administrator saves counts at once, to human eyes. */
const FRESH = 5_000

/** The address of the Nepenthes instance, wherever it was entered. */
export interface NepenthesAddress {
	/**
	 * The address without a slash at the end, or null if there is none.
	 *
	 * @throws {NextcloudError} when it was never read and cannot be read now
	 */
	read(): Promise<string | null>
	/** The address as known now, without waiting. */
	peek(): string | null
}

/**
 * An address as people paste it, turned into that of the instance: `https://np.example/api/v3/` → `https://np.example`.
 *
 * @return null for what is no http(s) address
 */
export function instanceUrl(entered: string): string | null {
	const text = entered.trim()
	if (!URL.canParse(text)) {
		return null
	}
	const url = new URL(text)
	if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
		return null
	}
	return url.origin + url.pathname.replace(/\/+$/, '').replace(/\/(?:api\/v3|login)$/, '')
}

/** With a `fixed` address, from the environment, Nextcloud is not asked. */
export function createNepenthesAddress({ fixed, nextcloud }: { fixed: string | null, nextcloud: Pick<Nextcloud, 'appConfig'> }): NepenthesAddress {
	if (fixed !== null) {
		const url = instanceUrl(fixed)
		return { read: async () => url, peek: () => url }
	}
	const cache = new LRUCache<string, { url: string | null }>({
		max: 1,
		ttl: FRESH,
		noDeleteOnStaleGet: true,
		allowStaleOnFetchRejection: true,
		noDeleteOnFetchRejection: true,
		fetchMethod: async () => {
			const values = await nextcloud.appConfig.get([ADDRESS_KEY])
			return { url: instanceUrl(values.get(ADDRESS_KEY) ?? '') }
		},
	})
	return {
		read: async () => (await cache.forceFetch(ADDRESS_KEY)).url,
		peek: () => {
			// Whoever comes next finds a fresh one; a failure shows when it is needed.
			cache.fetch(ADDRESS_KEY).catch(() => {})
			return cache.get(ADDRESS_KEY, { allowStale: true })?.url ?? null
		},
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Nextcloud } from '../nextcloud/index.ts'

import { LRUCache } from 'lru-cache'

/** The address under which people, and Nepenthes, know this Nextcloud. */
export interface NextcloudAddress {
	/**
	 * With the web root, without a slash at the end.
	 *
	 * @throws {NextcloudError} when it was never read and cannot be read now
	 */
	read(): Promise<string>
}

/** Milliseconds for which Nextcloud's word is believed. */
const FRESH = 10 * 60_000

/** With a `fixed` address, from the environment, Nextcloud is not asked. */
export function createNextcloudAddress({ fixed, nextcloud, clock = performance }: {
	fixed: string | null
	nextcloud: Pick<Nextcloud, 'publicUrl'>
	/** Gives milliseconds; by it the address grows old. */
	clock?: { now(): number }
}): NextcloudAddress {
	if (fixed !== null) {
		return { read: async () => fixed }
	}
	const cache = new LRUCache<string, string>({
		max: 1,
		ttl: FRESH,
		perf: clock,
		allowStale: true,
		// An old one is given at once, so the failure of a renewal is seen by nobody; the next caller makes the next try.
		noDeleteOnFetchRejection: true,
		fetchMethod: () => nextcloud.publicUrl(),
	})
	return { read: () => cache.forceFetch('address') }
}

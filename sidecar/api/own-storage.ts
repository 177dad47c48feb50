// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Access } from '../nepenthes/access.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Storage } from '../nepenthes/storages.ts'
import type { NextcloudAddress } from './nextcloud-address.ts'

import { LRUCache } from 'lru-cache'
import { listNextclouds } from '../nepenthes/storages.ts'
import { ProblemError } from './problems.ts'

/** The storage of Nepenthes that stands for this Nextcloud. */
export interface OwnStorage {
	/**
	 * @throws {ProblemError} storage-missing, storage-address-differs
	 * @throws {NepenthesError | NextcloudError}
	 */
	of(userId: string, client: OAuthClient): Promise<Storage>
	/** The storage as far as it is remembered, else just its address as Nextcloud knows it. */
	address(userId: string, client: OAuthClient): Promise<string>
	/** Drops what is remembered, after Nepenthes has refused it. */
	forget(userId: string, client: OAuthClient): void
}

/** Milliseconds for which a storage is remembered. */
const REMEMBER = 10 * 60_000

/** Scheme and host in lower case, without default port and slash at the end. */
function normal(address: string): string | null {
	const url = URL.parse(address)
	return url && url.origin + url.pathname.replace(/\/+$/, '')
}

export function createOwnStorage({ access, nextcloudAddress }: { access: Access, nextcloudAddress: NextcloudAddress }): OwnStorage {
	const keyOf = (userId: string, client: OAuthClient) => JSON.stringify([client.instance, userId])

	const find = async (userId: string, client: OAuthClient): Promise<Storage> => {
		const [address, nextclouds] = await Promise.all([
			nextcloudAddress.read(),
			access.use(userId, client, (api) => listNextclouds(api)),
		])
		const own = nextclouds.find(({ origin }) => normal(origin) === normal(address))
		if (own !== undefined) {
			return own
		}
		if (nextclouds.length === 0) {
			throw new ProblemError('storage-missing')
		}
		const known = nextclouds.map(({ origin }) => origin).join(', ')
		throw new ProblemError('storage-address-differs', {
			detail: `Nepenthes knows ${known}, but this Nextcloud is ${address}/. The administrator of Nepenthes corrects the address of the file storage, or adds this one.`,
		})
	}

	const storages = new LRUCache<string, Storage, { userId: string, client: OAuthClient }>({
		max: 10_000,
		ttl: REMEMBER,
		// Who waits for one gets it, also when it is forgotten meanwhile.
		ignoreFetchAbort: true,
		fetchMethod: (_key, _stale, { context: { userId, client } }) => find(userId, client),
	})

	return {
		of: (userId, client) => storages.forceFetch(keyOf(userId, client), { context: { userId, client } }),
		address: async (userId, client) => storages.get(keyOf(userId, client))?.origin ?? `${await nextcloudAddress.read()}/`,
		forget: (userId, client) => void storages.delete(keyOf(userId, client)),
	}
}

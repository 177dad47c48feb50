// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Access } from '../nepenthes/access.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Storage } from '../nepenthes/storages.ts'
import type { NextcloudAddress } from './nextcloud-address.ts'

import { LRUCache } from 'lru-cache'
import { listNextclouds } from '../nepenthes/storages.ts'
import { ProblemError } from './problems.ts'
import { isInvalidQuery, isRefusalOfStorage } from './storage-refusal.ts'

/** The storage of Nepenthes that stands for this Nextcloud. */
export interface OwnStorage {
	/**
	 * @throws {ProblemError} storage-missing, storage-address-differs
	 * @throws {NepenthesError | NextcloudError}
	 */
	of(userId: string, client: OAuthClient): Promise<Storage>
	/** The storage as far as it is remembered, else just its address as Nextcloud knows it. */
	address(userId: string, client: OAuthClient): Promise<string>
	/**
	 * Runs calls with it. When Nepenthes refuses it and another one stands for this Nextcloud by now, as after it was removed
	 * and added again, they run once more with that; so they must bear to be begun again.
	 *
	 * @throws {ProblemError} storage-missing, storage-address-differs; storage-not-in-project when links are refused for its sake
	 * @throws {NepenthesError | NextcloudError}
	 */
	use<Result>(userId: string, client: OAuthClient, calls: (storage: Storage) => Promise<Result>): Promise<Result>
	/** What stands for this Nextcloud by now, when there is a doubt whether this storage still does; often the same. */
	instead(userId: string, client: OAuthClient, doubted: Storage): Promise<Storage>
}

/** Milliseconds for which a storage is remembered. */
const REMEMBER = 10 * 60_000

/** Milliseconds in which a storage in doubt is asked for once: the requests of many files are refused together. */
const RENEWED = 5_000

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

	const renewed = new LRUCache<string, true>({ max: 10_000, ttl: RENEWED })

	const of = (userId: string, client: OAuthClient) => storages.forceFetch(keyOf(userId, client), { context: { userId, client } })

	const instead = async (userId: string, client: OAuthClient, doubted: Storage): Promise<Storage> => {
		const key = keyOf(userId, client)
		const known = storages.get(key)
		if (known !== undefined && (known.id !== doubted.id || renewed.has(key))) {
			return known
		}
		const storage = await storages.forceFetch(key, { context: { userId, client }, forceRefresh: true })
		renewed.set(key, true)
		return storage
	}

	return {
		of,
		instead,
		address: async (userId, client) => storages.get(keyOf(userId, client))?.origin ?? `${await nextcloudAddress.read()}/`,
		async use(userId, client, calls) {
			const storage = await of(userId, client)
			try {
				try {
					return await calls(storage)
				} catch (error) {
					if (!isRefusalOfStorage(error) && !isInvalidQuery(error)) {
						throw error
					}
					const other = await instead(userId, client, storage)
					if (other.id === storage.id) {
						throw error
					}
					return await calls(other)
				}
			} catch (error) {
				throw isRefusalOfStorage(error) ? new ProblemError('storage-not-in-project', { cause: error }) : error
			}
		},
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from '../nepenthes/api.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Filter } from '../nepenthes/work-packages.ts'
import type { ApiDependencies } from './index.ts'

import { NepenthesForbidden } from '../nepenthes/errors.ts'
import { addressFilter } from '../nepenthes/work-packages.ts'
import { ProblemError } from './problems.ts'
import { isInvalidQuery } from './storage-refusal.ts'

/**
 * Asks for work packages that are linked to files of this Nextcloud: the question gets the filter that says so, in words
 * that this Nepenthes understands, and may be put more than once.
 *
 * @throws {ProblemError} storage-missing, storage-address-differs: nothing was found because nothing can be
 */
export type LinkedQuery = <Found extends { total: number }>(userId: string, client: OAuthClient, question: (api: Api, ofThisNextcloud: Filter) => Promise<Found>) => Promise<Found>

export function createLinkedQuery({ ownStorage, nepenthes: { access } }: Pick<ApiDependencies, 'ownStorage' | 'nepenthes'>): LinkedQuery {
	return async (userId, client, question) => {
		const ask = (filter: Filter) => access.use(userId, client, (api) => question(api, filter))
		const address = await ownStorage.address(userId, client)
		try {
			const found = await ask(addressFilter('storageUrl', address))
			if (found.total > 0) {
				return found
			}
			// Nothing may be found because Nepenthes knows this Nextcloud otherwise, or not at all: then this says so.
			const { origin } = await ownStorage.of(userId, client)
			return sameAddress(origin, address) ? found : await ask(addressFilter('storageUrl', origin))
		} catch (error) {
			if (error instanceof NepenthesForbidden) {
				// Lists are refused to those alone who see no project at all (nepenthes-api 3.2).
				throw new ProblemError('storage-missing', { cause: error })
			}
			if (!isInvalidQuery(error)) {
				throw error
			}
			// Not every server takes the address together with the file.
			return ownStorage.use(userId, client, ({ id }) => ask({ name: 'storageId', operator: '=', values: [String(id)] }))
		}
	}
}

function sameAddress(one: string, other: string): boolean {
	return one.replace(/\/+$/, '') === other.replace(/\/+$/, '')
}

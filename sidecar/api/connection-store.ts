// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionStore } from '../nepenthes/token-vault.ts'
import type { Nextcloud } from '../nextcloud/index.ts'

/** The sensitive preference that holds a user's connection to Nepenthes. */
const CONNECTION_KEY = 'connection'

/** Keeps connections with the users' preferences in Nextcloud, encrypted there. */
export function createConnectionStore({ preferences }: Pick<Nextcloud, 'preferences'>): ConnectionStore {
	return {
		read: async (userId) => (await preferences.get(userId, [CONNECTION_KEY])).get(CONNECTION_KEY) ?? null,
		write: (userId, value) => preferences.set(userId, CONNECTION_KEY, { value, sensitive: true }),
		async delete(userId) {
			await preferences.delete(userId, [CONNECTION_KEY])
		},
	}
}

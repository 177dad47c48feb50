// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'
import type { StoredValue } from './stored-values.ts'

import { createStore } from './stored-values.ts'

/** The app's values for single users, kept in Nextcloud. Only the app reads them. */
export interface Preferences {
	/** @return the values of those keys that exist */
	get(userId: string, keys: readonly string[], options?: CallOptions): Promise<Map<string, string>>
	set(userId: string, key: string, value: StoredValue, options?: CallOptions): Promise<void>
	/** @return how many of the keys existed */
	delete(userId: string, keys: readonly string[], options?: CallOptions): Promise<number>
}

export function createPreferences(ocs: Ocs): Preferences {
	const store = createStore(ocs, 'preference')
	return {
		get: (userId, keys, options = {}) => store.get(userId, keys, options),
		set: (userId, key, value, options = {}) => store.set(userId, key, value, options),
		delete: (userId, keys, options = {}) => store.delete(userId, keys, options),
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'
import type { StoredValue } from './stored-values.ts'

import { createStore } from './stored-values.ts'

/** The app's values for the whole instance, kept in Nextcloud; what declarative settings forms save lands here too. */
export interface AppConfig {
	/** @return the values of those keys that exist */
	get(keys: readonly string[], options?: CallOptions): Promise<Map<string, string>>
	set(key: string, value: StoredValue, options?: CallOptions): Promise<void>
	/** @return how many of the keys existed */
	delete(keys: readonly string[], options?: CallOptions): Promise<number>
}

export function createAppConfig(ocs: Ocs): AppConfig {
	const store = createStore(ocs, 'config')
	return {
		get: (keys, options = {}) => store.get(null, keys, options),
		set: (key, value, options = {}) => store.set(null, key, value, options),
		delete: (keys, options = {}) => store.delete(null, keys, options),
	}
}

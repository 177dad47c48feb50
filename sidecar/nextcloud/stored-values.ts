// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'

import Type from 'typebox'
import { NextcloudNotFound } from './errors.ts'

/** A value that is written. AppAPI keeps strings only. */
export interface StoredValue {
	value: string
	/** Encrypted at rest. Must be the same at every write of a key: leaving it out once destroys the value (nextcloud-contract 3.2). */
	sensitive: boolean
}

const Values = Type.Array(Type.Object({ configkey: Type.String(), configvalue: Type.String() }))

/** AppAPI has two stores of keys and values with the same protocol: `config` of the app, `preference` of each user. */
export function createStore(ocs: Ocs, store: 'config' | 'preference') {
	const path = `apps/app_api/api/v1/ex-app/${store}`
	return {
		/** @return what is there of the keys asked for */
		async get(userId: string | null, keys: readonly string[], { signal }: CallOptions): Promise<Map<string, string>> {
			const found = await ocs.call(Values, { method: 'POST', path: `${path}/get-values`, userId, body: { configKeys: keys }, signal })
			return new Map(found.map(({ configkey, configvalue }) => [configkey, configvalue]))
		},
		async set(userId: string | null, key: string, { value, sensitive }: StoredValue, { signal }: CallOptions): Promise<void> {
			const body = { configKey: key, configValue: value, sensitive: sensitive ? 1 : 0 }
			await ocs.call(Type.Object({ configkey: Type.Literal(key) }), { method: 'POST', path, userId, body, signal })
		},
		/** @return how many there were */
		async delete(userId: string | null, keys: readonly string[], { signal }: CallOptions): Promise<number> {
			try {
				return await ocs.call(Type.Integer(), { method: 'DELETE', path, userId, body: { configKeys: keys }, signal })
			} catch (error) {
				if (error instanceof NextcloudNotFound && !error.route) {
					return 0
				}
				throw error
			}
		},
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from './values.ts'

import { asPhpText, seal, unseal } from './values.ts'

export interface ConfigValue extends StoredValue {
	id: number
	appid: string
	sensitive: number
}

/** What ExApps keep for themselves, and what administrators set for them by occ and in the settings. */
export class ExAppConfig {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	set(appId: string, key: string, value: unknown, sensitive: boolean | undefined): ConfigValue {
		const plain = asPhpText(value)
		const flag = sensitive === undefined ? null : Number(sensitive)
		this.#database.prepare(`INSERT INTO appconfig_ex (appid, configkey, configvalue, sensitive) VALUES (?, ?, ?, coalesce(?4, 0))
			ON CONFLICT DO UPDATE SET configvalue = excluded.configvalue, sensitive = coalesce(?4, sensitive)`).run(appId, key, sensitive ? seal(plain) : plain, flag)
		const row = this.#rows(appId, [key])[0]!
		return { ...row, configvalue: plain }
	}

	get(appId: string, keys: string[]): StoredValue[] {
		return this.#rows(appId, keys).map(({ configkey, configvalue, sensitive }) => ({ configkey, configvalue: sensitive ? unseal(configvalue) : configvalue }))
	}

	list(appId: string): ConfigValue[] {
		return this.#database.prepare('SELECT id, appid, configkey, configvalue, sensitive FROM appconfig_ex WHERE appid = ? ORDER BY configkey').all(appId) as unknown as ConfigValue[]
	}

	/** Gives how many there were. */
	delete(appId: string, keys: string[]): number {
		return Number(this.#database.prepare(`DELETE FROM appconfig_ex WHERE appid = ? AND configkey IN (${keys.map(() => '?').join()})`).run(appId, ...keys).changes)
	}

	#rows(appId: string, keys: string[]): ConfigValue[] {
		return this.#database.prepare(`SELECT id, appid, configkey, configvalue, sensitive FROM appconfig_ex WHERE appid = ? AND configkey IN (${keys.map(() => '?').join()})`)
			.all(appId, ...keys) as unknown as ConfigValue[]
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { StoredValue } from './values.ts'

import { asPhpText, seal, unseal } from './values.ts'

export interface Preference extends StoredValue {
	id: number
	user_id: string
	appid: string
	sensitive: number
}

type Row = { id: number, configkey: string, configvalue: string, sensitive: number }

/** What ExApps keep per user. */
export class ExAppPreferences {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	set(uid: string, appId: string, key: string, value: unknown, sensitive: boolean | undefined): Preference {
		const plain = asPhpText(value)
		const stored = sensitive ? seal(plain) : plain
		// Without `sensitive` an earlier flag stays, though the value is stored as it is.
		const flag = sensitive === undefined ? null : Number(sensitive)
		this.#database.prepare(`INSERT INTO preferences_ex (userid, appid, configkey, configvalue, sensitive) VALUES (?, ?, ?, ?, coalesce(?5, 0))
			ON CONFLICT DO UPDATE SET configvalue = excluded.configvalue, sensitive = coalesce(?5, sensitive)`).run(uid, appId, key, stored, flag)
		const row = this.#rows(uid, appId, [key])[0]!
		return { id: row.id, user_id: uid, appid: appId, configkey: key, configvalue: plain, sensitive: row.sensitive }
	}

	get(uid: string, appId: string, keys: string[]): StoredValue[] {
		return this.#rows(uid, appId, keys).map(({ configkey, configvalue, sensitive }) => ({ configkey, configvalue: sensitive ? unseal(configvalue) : configvalue }))
	}

	/** Gives how many there were. */
	delete(uid: string, appId: string, keys: string[]): number {
		return Number(this.#database.prepare(`DELETE FROM preferences_ex WHERE userid = ? AND appid = ? AND configkey IN (${keys.map(() => '?').join()})`)
			.run(uid, appId, ...keys).changes)
	}

	#rows(uid: string, appId: string, keys: string[]): Row[] {
		return this.#database.prepare(`SELECT * FROM preferences_ex WHERE userid = ? AND appid = ? AND configkey IN (${keys.map(() => '?').join()})`)
			.all(uid, appId, ...keys) as unknown as Row[]
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

/** What a server shows to who has not chosen, whether there are such widgets or not. */
const defaultLayout = 'recommendations,spreed,mail,calendar'

/** Which widgets people have put on their dashboard, in their order. Kept as one text each, so an id with a comma becomes two. */
export class Arrangements {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	/** Ids of widgets, each once; also of those that are no longer there. */
	layout(uid: string): string[] {
		return distinct(this.rawLayout(uid))
	}

	/** As it was saved; where items are asked for without naming widgets, the real server looks at this one. */
	rawLayout(uid: string): string[] {
		return this.#read(uid, 'layout', defaultLayout).split(',')
	}

	/** Gives what is kept of it. */
	setLayout(uid: string, layout: string[]): string[] {
		const kept = distinct(layout)
		this.#write(uid, 'layout', kept.join(','))
		return kept
	}

	statuses(uid: string): string[] {
		return this.#read(uid, 'statuses', '').split(',').filter((id) => id !== '')
	}

	setStatuses(uid: string, statuses: string[]): string[] {
		this.#write(uid, 'statuses', statuses.join(','))
		return statuses
	}

	#read(uid: string, key: string, fallback: string): string {
		const row = this.#database.prepare('SELECT value FROM dashboards WHERE uid = ? AND key = ?').get(uid, key)
		return row === undefined ? fallback : String(row.value)
	}

	#write(uid: string, key: string, value: string): void {
		this.#database.prepare('INSERT OR REPLACE INTO dashboards (uid, key, value) VALUES (?, ?, ?)').run(uid, key, value)
	}
}

function distinct(ids: string[]): string[] {
	return [...new Set(ids)].filter((id) => id !== '')
}

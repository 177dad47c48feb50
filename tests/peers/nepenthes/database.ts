// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { SQLInputValue } from 'node:sqlite'

import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** The data of one instance, in memory. */
export class Database {
	readonly #sqlite = new DatabaseSync(':memory:')

	constructor() {
		this.#sqlite.exec('PRAGMA foreign_keys = ON')
		this.#sqlite.exec(readFileSync(new URL('./schema.sql', import.meta.url), 'utf8'))
	}

	/** The first row, in the shape that the caller knows the statement to give. */
	get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
		return this.#sqlite.prepare(sql).get(...values) as Row | undefined
	}

	all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
		return this.#sqlite.prepare(sql).all(...values) as Row[]
	}

	/** Gives the id of the row that was inserted last, as a number. */
	run(sql: string, ...values: SQLInputValue[]): number {
		return Number(this.#sqlite.prepare(sql).run(...values).lastInsertRowid)
	}

	close(): void {
		this.#sqlite.close()
	}
}

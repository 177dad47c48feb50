// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { SQLInputValue, StatementSync } from 'node:sqlite'

import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** The data of one instance, in memory. */
export class Database {
	readonly #sqlite = new DatabaseSync(':memory:')
	/** Preparing a statement takes longer than most of them run. */
	readonly #statements = new Map<string, StatementSync>()

	constructor() {
		this.#sqlite.exec('PRAGMA foreign_keys = ON')
		this.#sqlite.exec(readFileSync(new URL('./schema.sql', import.meta.url), 'utf8'))
	}

	/** The first row, in the shape that the caller knows the statement to give. */
	get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
		return this.#prepare(sql).get(...values) as Row | undefined
	}

	all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
		return this.#prepare(sql).all(...values) as Row[]
	}

	/** Gives the id of the row that was inserted last, as a number. */
	run(sql: string, ...values: SQLInputValue[]): number {
		return Number(this.#prepare(sql).run(...values).lastInsertRowid)
	}

	#prepare(sql: string): StatementSync {
		const statement = this.#statements.get(sql) ?? this.#sqlite.prepare(sql)
		this.#statements.set(sql, statement)
		return statement
	}

	close(): void {
		this.#sqlite.close()
	}
}

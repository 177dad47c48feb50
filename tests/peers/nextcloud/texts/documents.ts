// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

/** Something that a user writes: Markdown, kept as it was typed. */
export interface Document {
	id: number
	title: string
	content: string
	/** Seconds since 1970. */
	changedAt: number
}

type Row = { id: number, title: string, content: string, changed_at: number }

function toDocument({ id, title, content, changed_at: changedAt }: Row): Document {
	return { id, title, content, changedAt }
}

/** What users have written; everyone sees their own. */
export class Documents {
	readonly #database: DatabaseSync
	readonly #clock: () => Date

	constructor(database: DatabaseSync, clock: () => Date) {
		this.#database = database
		this.#clock = clock
	}

	/** Gives the id, by which `/apps/peer_text/ID` shows it. */
	add(uid: string, { title, content = '' }: { title: string, content?: string }): number {
		return Number(this.#database.prepare('INSERT INTO documents (owner, title, content, changed_at) VALUES (?, ?, ?, ?)')
			.run(uid, title, content, this.#now()).lastInsertRowid)
	}

	get(uid: string, id: number): Document | undefined {
		const row = this.#database.prepare('SELECT * FROM documents WHERE owner = ? AND id = ?').get(uid, id) as Row | undefined
		return row && toDocument(row)
	}

	/** The oldest first, so that nothing moves while one writes. */
	list(uid: string): Document[] {
		return (this.#database.prepare('SELECT * FROM documents WHERE owner = ? ORDER BY id').all(uid) as Row[]).map(toDocument)
	}

	/** False if the user has no such document. */
	change(uid: string, id: number, { title, content }: { title?: string, content?: string }): boolean {
		const { changes } = this.#database.prepare('UPDATE documents SET title = coalesce(?, title), content = coalesce(?, content), changed_at = ? WHERE owner = ? AND id = ?')
			.run(title ?? null, content ?? null, this.#now(), uid, id)
		return changes > 0
	}

	remove(uid: string, id: number): void {
		this.#database.prepare('DELETE FROM documents WHERE owner = ? AND id = ?').run(uid, id)
	}

	#now(): number {
		return Math.floor(this.#clock().getTime() / 1000)
	}
}

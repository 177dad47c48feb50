// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { Entry } from './tree.ts'

export interface SystemTag {
	id: number
	name: string
}

/** Tags that everybody sees, and which files bear them. */
export class SystemTags {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	/** Tags files; the tag is made when there is none of that name. */
	add(name: string, entries: Entry[]): void {
		this.#database.prepare('INSERT OR IGNORE INTO system_tags (name) VALUES (?)').run(name)
		for (const { fileid } of entries) {
			this.#database.prepare('INSERT OR IGNORE INTO system_tag_files SELECT id, ? FROM system_tags WHERE name = ?').run(fileid, name)
		}
	}

	list(): SystemTag[] {
		return this.#database.prepare('SELECT * FROM system_tags ORDER BY name').all() as unknown as SystemTag[]
	}

	of({ fileid }: Entry): SystemTag[] {
		return this.#database.prepare('SELECT system_tags.* FROM system_tags JOIN system_tag_files ON id = tag WHERE fileid = ? ORDER BY name').all(fileid) as unknown as SystemTag[]
	}

	filesWith(tag: number): Entry[] {
		return this.#database.prepare('SELECT files.* FROM files JOIN system_tag_files USING (fileid) WHERE tag = ?').all(tag) as unknown as Entry[]
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { Entry, FileTree } from './tree.ts'

/** Which folders only the devices of their owner can read. Everything below such a folder is encrypted too. */
export class EncryptedFolders {
	readonly #database: DatabaseSync
	readonly #tree: FileTree

	constructor(database: DatabaseSync, tree: FileTree) {
		this.#database = database
		this.#tree = tree
	}

	add(folder: Entry): void {
		this.#database.prepare('INSERT INTO encrypted_folders VALUES (?)').run(folder.fileid)
	}

	/** Whether an entry is such a folder, or in one. */
	cover(entry: Entry): boolean {
		const known = this.#database.prepare('SELECT 1 FROM encrypted_folders WHERE fileid = ?')
		return this.#tree.lineage(entry).some(({ fileid }) => known.get(fileid) !== undefined)
	}
}

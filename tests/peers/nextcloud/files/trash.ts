// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { Entry, FileTree } from './tree.ts'

import { folderMime } from './mime-types.ts'

/** Something thrown away, or in a folder that was. */
export interface Trashed {
	entry: Entry
	/** From the trash, as names: the first with the time of deletion at its end. */
	path: string[]
	/** Name before it was deleted. */
	name: string
	/** Path at which it was, without slash at the front. */
	location: string
	/** Seconds since 1970. */
	deletedAt: number
	deletedBy: string
}

interface Row { name: string, location: string, deleted_at: number, deleted_by: string }

/** What users have thrown away: a storage for each of them, out of which nothing is seen in their files. */
export class Trash {
	readonly #database: DatabaseSync
	readonly #tree: FileTree

	constructor(database: DatabaseSync, tree: FileTree) {
		this.#database = database
		this.#tree = tree
	}

	root(uid: string): Entry {
		return this.#tree.root(`${uid}/trash`)
	}

	/**
	 * Throws something away. It keeps its id.
	 *
	 * @param uid into whose trash
	 * @param location path at which it is, as names
	 * @param deletedBy who does it
	 */
	add(uid: string, entry: Entry, location: string[], deletedBy: string): void {
		const root = this.root(uid)
		let deletedAt = Math.floor(Date.now() / 1000)
		while (this.#tree.child(root, `${entry.name}.d${deletedAt}`)) {
			deletedAt++
		}
		this.#tree.move(entry, root, `${entry.name}.d${deletedAt}`, entry.name)
		this.#database.prepare('INSERT INTO trash VALUES (?, ?, ?, ?, ?)').run(entry.fileid, entry.name, location.join('/'), deletedAt, deletedBy)
	}

	resolve(uid: string, path: string[]): Trashed | undefined {
		const [first, ...inside] = path
		const top = this.children(uid).find((trashed) => trashed.path[0] === first)
		return inside.reduce<Trashed | undefined>((trashed, name) => trashed && this.inside(trashed).find((child) => child.name === name), top)
	}

	/** What a user has thrown away. */
	children(uid: string): Trashed[] {
		const row = this.#database.prepare('SELECT * FROM trash WHERE fileid = ?')
		return this.#tree.children(this.root(uid)).map((entry) => {
			const { name, location, deleted_at: deletedAt, deleted_by: deletedBy } = row.get(entry.fileid) as unknown as Row
			return { entry, path: [entry.name], name, location, deletedAt, deletedBy }
		})
	}

	/** What is in a folder that was thrown away. */
	inside(folder: Trashed): Trashed[] {
		return folder.entry.mime !== folderMime
			? []
			: this.#tree.children(folder.entry).map((entry) => ({ ...folder, entry, path: [...folder.path, entry.name], name: entry.name, location: `${folder.location}/${entry.name}` }))
	}

	/** Brings something back under a name that is free there. */
	restore({ entry }: Trashed, parent: Entry, name: string): void {
		this.#tree.move(entry, parent, name)
		this.#database.prepare('DELETE FROM trash WHERE fileid = ?').run(entry.fileid)
	}

	remove({ entry }: Trashed): void {
		this.#tree.remove(entry)
	}
}

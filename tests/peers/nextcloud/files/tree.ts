// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

import { mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { randomText } from '../random.ts'
import { folderMime, mimeOf } from './mime-types.ts'

/** A file or folder. Its id stays when it is renamed or moved. */
export interface Entry {
	fileid: number
	/** Folder that it lies in; `null` for the root of a user. */
	parent: number | null
	/** The user whose it is; what is nobody's own lies in a storage, whose name holds a slash. */
	owner: string
	name: string
	mime: string
	/** Of a folder: of all in it. */
	size: number
	/** Seconds since 1970. */
	mtime: number
	/** Without quotes. Changes with the content, and up to the root with everything below. */
	etag: string
}

/** Which files there are: ids and properties in the database, content in a folder on disk that looks the same. */
export class FileTree {
	readonly #database: DatabaseSync
	readonly #directory: string

	constructor(database: DatabaseSync, directory: string) {
		this.#database = database
		this.#directory = directory
	}

	/** Where uploads lie until they are complete: on the same disk as the files. */
	get uploadDirectory(): string {
		return join(this.#directory, '.uploads')
	}

	/** The root folder of a user, or of another storage; made when it is first asked for. */
	root(owner: string): Entry {
		const known = this.#one('SELECT * FROM files WHERE owner = ? AND parent IS NULL', owner)
		if (known) {
			return known
		}
		mkdirSync(join(this.#directory, owner, 'files'), { recursive: true })
		return this.#insert(null, owner, '', folderMime)
	}

	get(fileid: number): Entry | undefined {
		return this.#one('SELECT * FROM files WHERE fileid = ?', fileid)
	}

	child(parent: Entry, name: string): Entry | undefined {
		return this.#one('SELECT * FROM files WHERE parent = ? AND name = ?', parent.fileid, name)
	}

	children(parent: Entry): Entry[] {
		return this.#database.prepare('SELECT * FROM files WHERE parent = ? ORDER BY mime <> ?, name').all(parent.fileid, folderMime) as unknown as Entry[]
	}

	/** From the root of the owner (without it) to the entry itself. */
	lineage(entry: Entry): Entry[] {
		const lineage: Entry[] = []
		for (let at: Entry | undefined = entry; at && at.parent !== null; at = this.get(at.parent)) {
			lineage.unshift(at)
		}
		return lineage
	}

	/** Where the content lies on disk. */
	diskPath(entry: Entry): string {
		return join(this.#directory, entry.owner, 'files', ...this.lineage(entry).map((step) => step.name))
	}

	makeFolder(parent: Entry, name: string): Entry {
		mkdirSync(join(this.diskPath(parent), name))
		const folder = this.#insert(parent.fileid, parent.owner, name, folderMime)
		this.#changed(parent, 0)
		return folder
	}

	/** Notes a file whose content is at its place on disk already: a new one, or new content of a known one. */
	noteContent(parent: Entry, name: string, size: number, mtime = Math.floor(Date.now() / 1000)): Entry {
		const known = this.child(parent, name)
		const entry = known ?? this.#insert(parent.fileid, parent.owner, name, mimeOf(name))
		this.#database.prepare('UPDATE files SET size = ?, mtime = ?, etag = ? WHERE fileid = ?')
			.run(size, mtime, known ? randomText(32) : entry.etag, entry.fileid)
		this.#changed(parent, size - (known?.size ?? 0))
		return this.get(entry.fileid)!
	}

	remove(entry: Entry): void {
		rmSync(this.diskPath(entry), { recursive: true, force: true })
		const parent = this.get(entry.parent!)!
		this.#forget(entry)
		this.#changed(parent, -entry.size)
	}

	/** Moves or renames, also to the files of another user. Nothing may be at the new place. Its kind follows the name. */
	move(entry: Entry, parent: Entry, name: string, kindOf = name): void {
		renameSync(this.diskPath(entry), join(this.diskPath(parent), name))
		const from = this.get(entry.parent!)!
		this.#database.prepare('UPDATE files SET parent = ?, name = ?, mime = ? WHERE fileid = ?')
			.run(parent.fileid, name, entry.mime === folderMime ? folderMime : mimeOf(kindOf), entry.fileid)
		if (from.owner !== parent.owner) {
			for (const moved of this.#subtree(entry)) {
				this.#database.prepare('UPDATE files SET owner = ? WHERE fileid = ?').run(parent.owner, moved.fileid)
			}
		}
		this.#changed(from, -entry.size)
		this.#changed(this.get(parent.fileid)!, entry.size)
	}

	isInside(entry: Entry, folder: Entry): boolean {
		return this.lineage(entry).some((step) => step.fileid === folder.fileid)
	}

	isFavorite(uid: string, entry: Entry): boolean {
		return this.#database.prepare('SELECT 1 FROM favorites WHERE uid = ? AND fileid = ?').get(uid, entry.fileid) !== undefined
	}

	setFavorite(uid: string, entry: Entry, favorite: boolean): void {
		this.#database.prepare(favorite ? 'INSERT OR IGNORE INTO favorites VALUES (?, ?)' : 'DELETE FROM favorites WHERE uid = ? AND fileid = ?')
			.run(uid, entry.fileid)
	}

	/** What a user has marked, those of others too. */
	favorites(uid: string): Entry[] {
		return this.#database.prepare('SELECT files.* FROM files JOIN favorites USING (fileid) WHERE uid = ? ORDER BY favorites.rowid').all(uid) as unknown as Entry[]
	}

	/** What is newest among the files of these owners. */
	recent(owners: string[], limit: number): Entry[] {
		return this.#database.prepare(`SELECT * FROM files WHERE mime <> ? AND owner IN (${owners.map(() => '?').join()}) ORDER BY mtime DESC, fileid DESC LIMIT ?`)
			.all(folderMime, ...owners, limit) as unknown as Entry[]
	}

	/** Entries whose name contains the text. */
	search(owners: string[], text: string, limit: number): Entry[] {
		return this.#database.prepare(`SELECT * FROM files WHERE parent IS NOT NULL AND instr(lower(name), lower(?)) > 0 AND owner IN (${owners.map(() => '?').join()}) ORDER BY name LIMIT ?`)
			.all(text, ...owners, limit) as unknown as Entry[]
	}

	/** Runs many changes as one, which is much faster. */
	together<Result>(changes: () => Result): Result {
		this.#database.exec('BEGIN')
		try {
			return changes()
		} finally {
			this.#database.exec('COMMIT')
		}
	}

	#insert(parent: number | null, owner: string, name: string, mime: string): Entry {
		const { lastInsertRowid } = this.#database.prepare('INSERT INTO files (parent, owner, name, mime, mtime, etag) VALUES (?, ?, ?, ?, ?, ?)')
			.run(parent, owner, name, mime, Math.floor(Date.now() / 1000), randomText(32))
		return this.get(Number(lastInsertRowid))!
	}

	#forget(entry: Entry): void {
		for (const gone of this.#subtree(entry)) {
			for (const table of ['files', 'favorites', 'shares', 'system_tag_files', 'encrypted_folders', 'trash']) {
				this.#database.prepare(`DELETE FROM ${table} WHERE fileid = ?`).run(gone.fileid)
			}
		}
	}

	#subtree(entry: Entry): Entry[] {
		return [entry, ...this.children(entry).flatMap((child) => this.#subtree(child))]
	}

	/** Tells a folder and all above it that something in it changed. */
	#changed(folder: Entry, growth: number): void {
		const now = Math.floor(Date.now() / 1000)
		const update = this.#database.prepare('UPDATE files SET size = size + ?, mtime = ?, etag = ? WHERE fileid = ?')
		for (let at: Entry | undefined = folder; at; at = at.parent === null ? undefined : this.get(at.parent)) {
			update.run(growth, now, randomText(13), at.fileid)
		}
	}

	#one(query: string, ...values: (string | number)[]): Entry | undefined {
		return this.#database.prepare(query).get(...values) as Entry | undefined
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { Entry, FileTree } from './tree.ts'
import type { Node } from './view.ts'

/** Where the files of all teams lie: they are of no user. */
export const TEAM_STORAGE = 'teams/folders'

/** Folders that belong to a team: each member sees them at the top of their files, and nobody owns what is in them. */
export class TeamFolders {
	readonly #database: DatabaseSync
	readonly #tree: FileTree

	constructor(database: DatabaseSync, tree: FileTree) {
		this.#database = database
		this.#tree = tree
	}

	add(name: string, members: string[]): Entry {
		const folder = this.#tree.makeFolder(this.#tree.root(TEAM_STORAGE), name)
		this.#database.prepare('INSERT INTO team_folders VALUES (?)').run(folder.fileid)
		for (const uid of members) {
			this.#database.prepare('INSERT INTO team_folder_members VALUES (?, ?)').run(folder.fileid, uid)
		}
		return folder
	}

	/** Those that a user is a member of. */
	of(uid: string): Entry[] {
		return this.#database.prepare('SELECT files.* FROM files JOIN team_folder_members USING (fileid) WHERE uid = ? ORDER BY name').all(uid) as unknown as Entry[]
	}
}

export const isOfTeam = ({ owner }: Entry) => owner === TEAM_STORAGE

/** A team folder itself, which its members can neither delete nor move. */
export const isTeamFolder = ({ entry, path }: Node) => isOfTeam(entry) && path.length === 1

/** Whose a file seems to be to a user: what is a team's looks like their own. */
export const ownerFor = (entry: Entry, uid: string) => isOfTeam(entry) ? uid : entry.owner

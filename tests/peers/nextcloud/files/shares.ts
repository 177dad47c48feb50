// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'
import type { Entry } from './tree.ts'

import { randomText } from '../random.ts'

/** Something shared with a user, at the top of whose files it appears, or with everyone who has the link. */
export type Share = { id: number, fileid: number, owner: string, target: string } & ({ kind: 'user', shareWith: string } | { kind: 'link', token: string })

type Row = { id: number, fileid: number, owner: string, target: string, share_with: string | null, token: string | null }

function toShare({ id, fileid, owner, target, share_with: shareWith, token }: Row): Share {
	return shareWith === null
		? { id, fileid, owner, target, kind: 'link', token: token ?? '' }
		: { id, fileid, owner, target, kind: 'user', shareWith }
}

export class Shares {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	shareWithUser(entry: Entry, uid: string): void {
		this.#database.prepare('INSERT INTO shares (fileid, owner, share_with, target) VALUES (?, ?, ?, ?)').run(entry.fileid, entry.owner, uid, entry.name)
	}

	/** Gives the token of the public link `/s/TOKEN`. */
	shareByLink(entry: Entry, token = randomText(15)): string {
		this.#database.prepare('INSERT INTO shares (fileid, owner, token, target) VALUES (?, ?, ?, ?)').run(entry.fileid, entry.owner, token, entry.name)
		return token
	}

	withUser(uid: string): Share[] {
		return (this.#database.prepare('SELECT * FROM shares WHERE share_with = ?').all(uid) as unknown as Row[]).map(toShare)
	}

	/** What a user has shared, with others or by link. */
	by(uid: string): Share[] {
		return (this.#database.prepare('SELECT * FROM shares WHERE owner = ?').all(uid) as unknown as Row[]).map(toShare)
	}

	of(entry: Entry): Share[] {
		return (this.#database.prepare('SELECT * FROM shares WHERE fileid = ?').all(entry.fileid) as unknown as Row[]).map(toShare)
	}

	byToken(token: string): Share | undefined {
		const row = this.#database.prepare('SELECT * FROM shares WHERE token = ?').get(token) as Row | undefined
		return row && toShare(row)
	}

	/** The name under which the recipient sees it. */
	rename(share: Share, target: string): void {
		this.#database.prepare('UPDATE shares SET target = ? WHERE id = ?').run(target, share.id)
	}

	remove(share: Share): void {
		this.#database.prepare('DELETE FROM shares WHERE id = ?').run(share.id)
	}
}

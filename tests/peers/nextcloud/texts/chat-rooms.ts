// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

import { randomText } from '../random.ts'

export interface ChatRoom {
	/** Stands in its address, `/call/TOKEN`. */
	token: string
	name: string
	/** Whether guests who have the address may come in. */
	public: boolean
}

export interface ChatMessage {
	id: number
	/** Who said it; `null`: a guest. */
	uid: string | null
	message: string
	/** Seconds since 1970. */
	sentAt: number
}

type RoomRow = { token: string, name: string, public: number }
type MessageRow = { id: number, uid: string | null, message: string, sent_at: number }

const toRoom = (row: RoomRow): ChatRoom => ({ token: row.token, name: row.name, public: row.public === 1 })

/** The rooms, who is in them, and what was said there. */
export class ChatRooms {
	readonly #database: DatabaseSync
	readonly #clock: () => Date

	constructor(database: DatabaseSync, clock: () => Date) {
		this.#database = database
		this.#clock = clock
	}

	/** Gives the token of `/call/TOKEN`. */
	add({ name, members, public: isPublic = false }: { name: string, members: string[], public?: boolean }): string {
		const token = randomText(8)
		this.#database.prepare('INSERT INTO chat_rooms (token, name, public) VALUES (?, ?, ?)').run(token, name, Number(isPublic))
		for (const uid of members) {
			this.#database.prepare('INSERT INTO chat_members (token, uid) VALUES (?, ?)').run(token, uid)
		}
		return token
	}

	get(token: string): ChatRoom | undefined {
		const row = this.#database.prepare('SELECT * FROM chat_rooms WHERE token = ?').get(token) as RoomRow | undefined
		return row && toRoom(row)
	}

	of(uid: string): ChatRoom[] {
		return (this.#database.prepare('SELECT chat_rooms.* FROM chat_rooms JOIN chat_members USING (token) WHERE uid = ? ORDER BY chat_rooms.rowid').all(uid) as RoomRow[]).map(toRoom)
	}

	/** The room that someone may enter: a member, or anyone if it is public. */
	enter(token: string, uid: string | undefined): ChatRoom | undefined {
		const room = this.get(token)
		return room?.public || (uid !== undefined && this.of(uid).some((own) => own.token === token)) ? room : undefined
	}

	/** Says something in a room, a guest if `uid` is null; gives the id of the message. */
	say(token: string, uid: string | null, message: string): number {
		return Number(this.#database.prepare('INSERT INTO chat_messages (token, uid, message, sent_at) VALUES (?, ?, ?, ?)')
			.run(token, uid, message, Math.floor(this.#clock().getTime() / 1000)).lastInsertRowid)
	}

	/** What was said after the message of that id, the oldest first. */
	messages(token: string, after = 0): ChatMessage[] {
		const rows = this.#database.prepare('SELECT * FROM chat_messages WHERE token = ? AND id > ? ORDER BY id').all(token, after) as MessageRow[]
		return rows.map(({ id, uid, message, sent_at: sentAt }) => ({ id, uid, message, sentAt }))
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

import { randomText } from './random.ts'

export interface User {
	uid: string
	displayName: string
	email: string | null
	admin: boolean
	enabled: boolean
	language: string
	/** Id of the theme chosen: `default` follows the system. */
	theme: string
	/** Whether signing in needs a second factor. */
	secondFactor: boolean
	/** Seconds since 1970. */
	lastLogin: number
}

export interface NewUser {
	uid: string
	password: string
	displayName?: string
	email?: string
	admin?: boolean
	language?: string
}

type Row = Record<string, string | number | null>

function toUser(row: Row): User {
	return {
		uid: String(row.uid),
		displayName: String(row.display_name),
		email: row.email === null ? null : String(row.email),
		admin: row.admin === 1,
		enabled: row.enabled === 1,
		language: String(row.language),
		theme: String(row.theme),
		secondFactor: row.second_factor === 1,
		lastLogin: Number(row.last_login),
	}
}

/** The accounts. Passwords are kept as they are: nothing here is secret. */
export class Users {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	add(user: NewUser): User {
		this.#database.prepare('INSERT INTO users (uid, display_name, email, password, admin, language) VALUES (?, ?, ?, ?, ?, ?)')
			.run(user.uid, user.displayName ?? user.uid, user.email ?? null, user.password, user.admin ? 1 : 0, user.language ?? 'en')
		return this.get(user.uid)!
	}

	get(uid: string): User | undefined {
		const row = this.#database.prepare('SELECT * FROM users WHERE uid = ?').get(uid) as Row | undefined
		return row && toUser(row)
	}

	list(): User[] {
		return (this.#database.prepare('SELECT * FROM users ORDER BY uid').all() as Row[]).map(toUser)
	}

	/** The user who has this name (or e-mail address) and password. */
	byPassword(login: string, password: string): User | undefined {
		const row = this.#database.prepare('SELECT * FROM users WHERE (uid = ?1 OR email = ?1) AND password = ?2 AND enabled = 1')
			.get(login, password) as Row | undefined
		return row && toUser(row)
	}

	/** The user whom this app password belongs to. */
	byAppPassword(login: string, token: string): User | undefined {
		const row = this.#database.prepare('SELECT uid FROM app_passwords WHERE token = ? AND uid = ?').get(token, login) as Row | undefined
		const user = row && this.get(String(row.uid))
		return user?.enabled ? user : undefined
	}

	/** Makes an app password, as a person would under Security in the settings. */
	addAppPassword(uid: string, name = 'app'): string {
		const token = randomText(72)
		this.#database.prepare('INSERT INTO app_passwords (token, uid, name) VALUES (?, ?, ?)').run(token, uid, name)
		return token
	}

	change(uid: string, change: { enabled?: boolean, theme?: string, language?: string, secondFactor?: boolean, lastLogin?: number }): void {
		const columns = { enabled: 'enabled', theme: 'theme', language: 'language', secondFactor: 'second_factor', lastLogin: 'last_login' } as const
		for (const [key, value] of Object.entries(change)) {
			const column = columns[key as keyof typeof columns]
			this.#database.prepare(`UPDATE users SET ${column} = ? WHERE uid = ?`).run(typeof value === 'boolean' ? Number(value) : value, uid)
		}
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Database } from './database.ts'
import type { Language } from './messages.ts'

import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto'
import { hashOf } from './secrets.ts'

export interface User {
	id: number
	login: string
	firstName: string
	lastName: string
	email: string
	language: Language
	timeZone: string
	admin: boolean
	status: 'active' | 'locked'
	createdAt: Date
	updatedAt: Date
}

export interface NewUser {
	login: string
	password: string
	firstName: string
	lastName: string
	email: string
	language?: Language
	timeZone?: string
	admin?: boolean
	status?: User['status']
}

interface Row {
	id: number
	login: string
	first_name: string
	last_name: string
	email: string
	language: Language
	time_zone: string
	admin: number
	status: User['status']
	password_salt: Uint8Array
	password_hash: Uint8Array
	created_at: number
	updated_at: number
}

function user(row: Row | undefined): User | undefined {
	return row && {
		id: row.id,
		login: row.login,
		firstName: row.first_name,
		lastName: row.last_name,
		email: row.email,
		language: row.language,
		timeZone: row.time_zone,
		admin: row.admin === 1,
		status: row.status,
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
	}
}

export const nameOf = ({ firstName, lastName }: User): string => `${firstName} ${lastName}`

// Cheaper than for real passwords: a test signs in hundreds of times.
const hashPassword = (password: string, salt: Uint8Array) => scryptSync(password, salt, 32, { N: 1024 })

export class Users {
	readonly #database: Database
	readonly #clock: () => Date

	constructor(database: Database, clock: () => Date) {
		this.#database = database
		this.#clock = clock
	}

	byId(id: number): User | undefined {
		return user(this.#database.get<Row>('SELECT * FROM users WHERE id = ?', id))
	}

	all(): User[] {
		return this.#database.all<Row>('SELECT * FROM users ORDER BY id').map((row) => user(row)!)
	}

	byLogin(login: string): User | undefined {
		return user(this.#database.get<Row>('SELECT * FROM users WHERE login = ?', login))
	}

	/** Whoever holds this personal access token, locked or not. */
	byApiToken(token: string): User | undefined {
		return user(this.#database.get<Row>(
			'SELECT users.* FROM users JOIN api_tokens ON user_id = users.id WHERE hash = ?',
			hashOf(token),
		))
	}

	/** The active user of that login and password. */
	byPassword(login: string, password: string): User | undefined {
		const row = this.#database.get<Row>('SELECT * FROM users WHERE login = ? AND status = \'active\'', login)
		return row && timingSafeEqual(hashPassword(password, row.password_salt), row.password_hash) ? user(row) : undefined
	}

	/** Gives the id of the new user. */
	add({ login, password, firstName, lastName, email, language = 'en', timeZone = 'Etc/UTC', admin = false, status = 'active' }: NewUser): number {
		const salt = randomBytes(16)
		const now = this.#clock().getTime()
		return this.#database.run(
			`INSERT INTO users (login, first_name, last_name, email, language, time_zone, admin, status, password_salt, password_hash, created_at, updated_at)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			login,
			firstName,
			lastName,
			email,
			language,
			timeZone,
			Number(admin),
			status,
			salt,
			hashPassword(password, salt),
			now,
			now,
		)
	}

	addApiToken(userId: number, token: string): void {
		this.#database.run('INSERT INTO api_tokens (hash, user_id, created_at) VALUES (?, ?, ?)', hashOf(token), userId, this.#clock().getTime())
	}
}

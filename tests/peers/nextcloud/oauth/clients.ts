// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DatabaseSync } from 'node:sqlite'

import { randomAlphanumeric } from '../random.ts'

/** A program of someone else that may ask users for access (section 4.4 of the contract). */
export interface OAuthClient {
	id: number
	name: string
	redirectUri: string
	/** What the client calls itself, 64 characters. */
	clientId: string
	clientSecret: string
}

type Row = { id: number, name: string, redirect_uri: string, client_identifier: string, secret: string }

function toClient({ id, name, redirect_uri: redirectUri, client_identifier: clientId, secret: clientSecret }: Row): OAuthClient {
	return { id, name, redirectUri, clientId, clientSecret }
}

/** Thrown when the redirect URI of a new client is no complete address. */
export class InvalidRedirectUri extends Error {
	constructor() {
		super('The redirect URI has to be a complete address, such as https://example.org/path')
	}
}

/** The clients that administrators entered. Secrets are kept as they are: nothing here is secret. */
export class OAuthClients {
	readonly #database: DatabaseSync

	constructor(database: DatabaseSync) {
		this.#database = database
	}

	/**
	 * @param name
	 * @param redirectUri complete; or what makes it of the id by which the client calls itself
	 * @throws {InvalidRedirectUri}
	 */
	add(name: string, redirectUri: string | ((clientId: string) => string)): OAuthClient {
		const clientId = randomAlphanumeric(64)
		const uri = typeof redirectUri === 'string' ? redirectUri : redirectUri(clientId)
		if (!URL.canParse(uri)) {
			throw new InvalidRedirectUri()
		}
		const row = this.#database.prepare('INSERT INTO oauth_clients (name, redirect_uri, client_identifier, secret) VALUES (?, ?, ?, ?) RETURNING *')
			.get(name, uri, clientId, randomAlphanumeric(64)) as Row
		return toClient(row)
	}

	get(id: number): OAuthClient | undefined {
		const row = this.#database.prepare('SELECT * FROM oauth_clients WHERE id = ?').get(id) as Row | undefined
		return row && toClient(row)
	}

	byClientId(clientId: string): OAuthClient | undefined {
		const row = this.#database.prepare('SELECT * FROM oauth_clients WHERE client_identifier = ?').get(clientId) as Row | undefined
		return row && toClient(row)
	}

	/** Whether there was one. */
	delete(id: number): boolean {
		return this.#database.prepare('DELETE FROM oauth_clients WHERE id = ?').run(id).changes > 0
	}
}

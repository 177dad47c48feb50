// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

import { timingSafeEqual } from 'node:crypto'
import { hashOf, newSecret } from '../secrets.ts'

export interface OAuthApplication {
	id: number
	name: string
	clientId: string
	redirectUris: string[]
}

export interface NewOAuthApplication {
	name: string
	/** Compared exactly with what a client asks for. */
	redirectUris: string[]
}

export interface OAuthCredentials {
	clientId: string
	/** Known only now: the server keeps a hash. */
	clientSecret: string
}

interface Row {
	id: number
	name: string
	client_id: string
	secret_hash: Uint8Array
	redirect_uris: string
}

const application = ({ id, name, client_id: clientId, redirect_uris: uris }: Row): OAuthApplication => ({ id, name, clientId, redirectUris: JSON.parse(uris) as string[] })

const rowOf = ({ database }: Instance, clientId: string) => database.get<Row>('SELECT * FROM oauth_applications WHERE client_id = ?', clientId)

/**
 * Adds a confidential client, as an administrator does under "OAuth applications" (section 1.2).
 *
 * @param instance
 * @param application
 * @param credentials Known ones, for a demo that is set up beforehand; default are random ones
 */
export function createOAuthApplication(
	{ database }: Instance,
	{ name, redirectUris }: NewOAuthApplication,
	credentials: OAuthCredentials = { clientId: newSecret(), clientSecret: newSecret() },
): OAuthCredentials {
	database.run(
		'INSERT INTO oauth_applications (name, client_id, secret_hash, redirect_uris) VALUES (?, ?, ?, ?)',
		name,
		credentials.clientId,
		hashOf(credentials.clientSecret),
		JSON.stringify(redirectUris),
	)
	return credentials
}

export function findOAuthApplication(instance: Instance, clientId: string): OAuthApplication | undefined {
	const row = rowOf(instance, clientId)
	return row && application(row)
}

export function findOAuthApplicationById({ database }: Instance, id: number): OAuthApplication | undefined {
	const row = database.get<Row>('SELECT * FROM oauth_applications WHERE id = ?', id)
	return row && application(row)
}

/** The client of that id, if the secret is its own. */
export function authenticateApplication(instance: Instance, clientId: string, secret: string): OAuthApplication | undefined {
	const row = rowOf(instance, clientId)
	return row && timingSafeEqual(row.secret_hash, hashOf(secret)) ? application(row) : undefined
}

/** The origins to which answers of the authorization may lead a browser. */
export function redirectOrigins({ database }: Instance): string[] {
	const rows = database.all<Row>('SELECT * FROM oauth_applications')
	return [...new Set(rows.flatMap((row) => application(row).redirectUris).map((uri) => new URL(uri).origin))]
}

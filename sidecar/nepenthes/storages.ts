// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from './api.ts'
import type { CallOptions } from './http.ts'

import Type from 'typebox'
import { collectionOf, Link } from './hal.ts'

/** What Nepenthes calls a Nextcloud (nepenthes-api 4.5). */
export interface Storage {
	id: number
	name: string
	/** Address of the Nextcloud as the administrator of Nepenthes entered it. */
	origin: string
}

const Storages = collectionOf(Type.Object({
	id: Type.Integer(),
	name: Type.String(),
	_links: Type.Object({ type: Type.Optional(Link), origin: Type.Optional(Link) }),
}))

const NEXTCLOUD = 'urn:openproject-org:api:v3:storages:Nextcloud'

/**
 * The Nextclouds that Nepenthes knows, as far as the user has to do with them: those of projects where they may view file
 * links. Makes Nepenthes ask each of them how the user stands to it.
 */
export async function listNextclouds(api: Api, { signal }: CallOptions = {}): Promise<Storage[]> {
	const { _embedded: { elements } } = await api.call(Storages, { method: 'GET', path: '/storages', signal })
	return elements.flatMap(({ id, name, _links: { type, origin } }) => {
		return type?.href === NEXTCLOUD && origin?.href ? [{ id, name, origin: origin.href }] : []
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Storage } from '../nepenthes/storages.ts'
import type { FileId } from '../nextcloud/index.ts'

import { LRUCache } from 'lru-cache'

/** What a link links. */
export interface LinkKey {
	client: OAuthClient
	storage: Storage
	fileId: FileId
	workPackageId: number
}

/** Ids of links by what they link, so that removing one takes one request. Whose they are does not matter: Nepenthes itself says who may remove them. */
export interface LinkIds {
	get(key: LinkKey): number | undefined
	set(key: LinkKey, id: number): void
	delete(key: LinkKey): void
}

const MAX = 100_000

export function createLinkIds(): LinkIds {
	const ids = new LRUCache<string, number>({ max: MAX })
	const textOf = ({ client: { instance }, storage, fileId, workPackageId }: LinkKey) => JSON.stringify([instance, storage.id, fileId, workPackageId])
	return {
		get: (key) => ids.get(textOf(key)),
		set: (key, id) => void ids.set(textOf(key), id),
		delete: (key) => void ids.delete(textOf(key)),
	}
}

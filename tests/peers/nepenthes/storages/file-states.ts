// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { FileLink } from './file-links.ts'
import type { FileInfo } from './nextcloud.ts'

import { findFileLink, updateOrigin } from './file-links.ts'
import { filesInfo } from './nextcloud.ts'
import { findStorage } from './storages.ts'

/** What the storage says of a linked file to a user (section 4.2). */
export type FileState = 'ViewAllowed' | 'ViewNotAllowed' | 'NotFound' | 'Error'

/**
 * Asks the storages for linked files as a user, each storage once, and notes what they say of the files now.
 *
 * @param instance
 * @param links
 * @param user
 */
export async function checkedFileLinks(instance: Instance, links: FileLink[], user: User): Promise<{ link: FileLink, state: FileState }[]> {
	const byStorage = Map.groupBy(links, ({ storageId }) => storageId)
	const checked = await Promise.all([...byStorage].map(async ([storageId, ofStorage]) => {
		const { files } = await filesInfo(instance, findStorage(instance, storageId)!, user, ofStorage.map(({ origin }) => origin.id))
		return ofStorage.map((link) => {
			const info = files[link.origin.id]
			note(instance, link, info)
			return { link: findFileLink(instance, link.id) ?? link, state: stateOf(info) }
		})
	}))
	return checked.flat().sort((one, other) => one.link.id - other.link.id)
}

function stateOf(info: FileInfo | undefined): FileState {
	switch (info?.statuscode) {
		case 200:
			return 'ViewAllowed'
		case 403:
			return 'ViewNotAllowed'
		case 404:
			return 'NotFound'
		default:
			return 'Error'
	}
}

function note(instance: Instance, { id, origin }: FileLink, info: FileInfo | undefined): void {
	if (info?.statuscode !== 200) {
		return
	}
	const { name = origin.name, mimetype: mimeType = origin.mimeType, mtime, modifier_name: modifier } = info
	updateOrigin(instance, id, {
		name,
		mimeType,
		lastModifiedAt: mtime === undefined ? origin.lastModifiedAt : new Date(mtime * 1000),
		lastModifiedByName: modifier ?? origin.lastModifiedByName,
	})
}

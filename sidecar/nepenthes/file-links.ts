// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from './api.ts'
import type { CallOptions } from './http.ts'

import Type from 'typebox'
import { Ignored } from './api.ts'
import { NepenthesForbidden, NepenthesNotFound, NepenthesUnexpectedAnswer } from './errors.ts'
import { collectionOf, idOf, Link } from './hal.ts'

/** A file or folder of a storage, as Nepenthes keeps it with a link. */
export interface Origin {
	/** Number in the storage. */
	id: string
	name: string
	/** `application/x-op-directory` for folders. */
	mimeType: string
	/** Bytes. */
	size: number
	modified: Date
}

/** How Nepenthes names folders; Nextcloud's own name for them would show as an unknown type (nepenthes-api 4.3). */
export const FOLDER_TYPE = 'application/x-op-directory'

/** The most links that one request can make. */
export const MAX_LINKS = 20

const MAX_MIME_TYPE = 255

const Links = collectionOf(Type.Object({ id: Type.Integer({ minimum: 1 }) }))

const ListedLinks = collectionOf(Type.Object({
	id: Type.Integer({ minimum: 1 }),
	originData: Type.Object({ id: Type.Union([Type.String(), Type.Integer()]) }),
	_links: Type.Object({ storage: Link }),
}))

/**
 * Links files to a work package: all of them or, if one is refused, none. Files that are linked already stay as they are.
 *
 * @param api
 * @param workPackageId
 * @param storageId of the storage in which all the files are
 * @param origins 1 to 20
 * @return the ids of the links, in the order of the files
 */
export async function createFileLinks(api: Api, workPackageId: number, storageId: number, origins: readonly Origin[], { signal }: CallOptions = {}): Promise<number[]> {
	const { _embedded: { elements } } = await api.call(Links, {
		method: 'POST',
		path: `/work_packages/${workPackageId}/file_links`,
		body: {
			_type: 'Collection',
			_embedded: {
				elements: origins.map(({ id, name, mimeType, size, modified }) => ({
					originData: {
						id,
						name,
						mimeType: mimeType.length > MAX_MIME_TYPE ? '' : mimeType,
						size,
						lastModifiedAt: modified.toISOString(),
						createdByName: '',
						lastModifiedByName: '',
					},
					_links: { storage: { href: `${new URL(api.url).pathname}/storages/${storageId}` } },
				})),
			},
		},
		signal,
	})
	if (elements.length !== origins.length) {
		throw new NepenthesUnexpectedAnswer(`Nepenthes answered ${origins.length} new file links with ${elements.length}.`)
	}
	return elements.map(({ id }) => id)
}

/** A link as Nepenthes lists it. */
export interface FileLink {
	id: number
	/** Number of the file in its storage. */
	fileId: string
}

/**
 * The links of a work package into one storage, of files that the user may not see too. Makes Nepenthes ask the storage
 * about each of them.
 *
 * @throws {NepenthesNotFound}
 */
export async function listFileLinks(api: Api, workPackageId: number, storageId: number, { signal }: CallOptions = {}): Promise<FileLink[]> {
	const { _embedded: { elements } } = await api.call(ListedLinks, {
		method: 'GET',
		path: `/work_packages/${workPackageId}/file_links`,
		query: { filters: JSON.stringify([{ storage: { operator: '=', values: [String(storageId)] } }]) },
		signal,
	})
	// Not every server knows the filter.
	return elements.flatMap(({ id, originData, _links: { storage } }) => idOf(storage, 'storages') === storageId ? [{ id, fileId: String(originData.id) }] : [])
}

const SeenLinks = collectionOf(Type.Object({ _links: Type.Object({ fileLinks: Type.Optional(Link) }) }))

/**
 * Makes sure that the user may see the links of a work package: who may not is told that there are none (nepenthes-api 4.2).
 *
 * @throws {NepenthesNotFound | NepenthesForbidden}
 */
export async function checkFileLinksVisible(api: Api, workPackageId: number, { signal }: CallOptions = {}): Promise<void> {
	const { _embedded: { elements: [workPackage] } } = await api.call(SeenLinks, {
		method: 'GET',
		// Asked for by itself, the work package would make Nepenthes ask the storage about its files.
		path: '/work_packages',
		query: { filters: JSON.stringify([{ id: { operator: '=', values: [String(workPackageId)] } }]), pageSize: 1 },
		signal,
	})
	if (workPackage === undefined) {
		throw new NepenthesNotFound('Nepenthes does not show the work package to this user.')
	}
	if (!workPackage._links.fileLinks?.href) {
		throw new NepenthesForbidden('Nepenthes does not let this user see the links.')
	}
}

/** @throws {NepenthesNotFound} when there is no such link (any more) */
export async function deleteFileLink(api: Api, id: number, { signal }: CallOptions = {}): Promise<void> {
	await api.call(Ignored, { method: 'DELETE', path: `/file_links/${id}`, signal })
}

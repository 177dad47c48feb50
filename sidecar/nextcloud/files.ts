// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AppStanding } from './app-standing.ts'
import type { FileId } from './file-id.ts'
import type { CallOptions, Http } from './http.ts'
import type { DavResponse } from './multistatus.ts'

import { NextcloudForbidden, NextcloudRateLimited, NextcloudUnexpectedAnswer } from './errors.ts'
import { fileIdOf } from './file-id.ts'
import { retryAfter } from './http.ts'
import { readMultistatus } from './multistatus.ts'

/** A file or folder as one user sees it. */
export interface NextcloudFile {
	id: FileId
	kind: 'file' | 'folder'
	/** Empty for the user's root folder. */
	name: string
	/** Below the user's root folder: `/Photos/picture.png`. */
	path: string
	/** `httpd/unix-directory` for folders. */
	mimeType: string
	/** Bytes; of a folder, of all that is in it. */
	size: number
	modified: Date
	/** Letters such as `RGDNVW` (nextcloud-contract 4.2). */
	permissions: string
	owner: { id: string, displayName: string }
}

/** Files by id, as WebDAV shows them to a user. */
export interface Files {
	/** @return null when there is no such file, or that user cannot see it */
	find(userId: string, id: FileId, options?: CallOptions): Promise<NextcloudFile | null>
	/** @return those that the user can see */
	findAll(userId: string, ids: readonly FileId[], options?: CallOptions): Promise<Map<FileId, NextcloudFile>>
}

/** Ids in one search: Nextcloud takes no more comparisons. */
const BATCH = 100

/**
 * Places of one file that may be told, on average of a search. The limit of a search counts the files that are found and
 * again all their places; without one, it is a hundred files.
 */
const PLACES = 100

export function createFiles(http: Http, standing: AppStanding): Files {
	async function search(userId: string, ids: readonly FileId[], { signal }: CallOptions): Promise<NextcloudFile[]> {
		const answer = await standing.guard(() => http.send({
			method: 'SEARCH',
			path: '/remote.php/dav/',
			userId,
			headers: { 'Content-Type': 'text/xml; charset=utf-8', Accept: 'application/xml' },
			body: searchRequest(userId, ids),
			signal,
		}))
		switch (answer.status) {
			case 207:
				return readMultistatus(answer.text).map((response) => fileOf(response, userId))
			case 403:
				throw new NextcloudForbidden('Nextcloud does not let this user search files.')
			case 429:
				throw new NextcloudRateLimited(retryAfter(answer))
			default:
				throw new NextcloudUnexpectedAnswer(`Nextcloud answered a search for files with ${answer.status}.`)
		}
	}

	async function findAll(userId: string, ids: readonly FileId[], options: CallOptions = {}) {
		const found = new Map<FileId, NextcloudFile>()
		const wanted = [...new Set(ids)]
		for (let start = 0; start < wanted.length; start += BATCH) {
			for (const file of await search(userId, wanted.slice(start, start + BATCH), options)) {
				// What is shared with a user twice comes twice; its first place is as good as any.
				if (!found.has(file.id)) {
					found.set(file.id, file)
				}
			}
		}
		return found
	}

	return {
		findAll,
		find: async (userId, id, options) => (await findAll(userId, [id], options)).get(id) ?? null,
	}
}

/** RFC 5323, in the part that Nextcloud understands (nextcloud-contract 4.2). */
function searchRequest(userId: string, ids: readonly FileId[]): string {
	const conditions = ids.map((id) => `<d:eq><d:prop><oc:fileid/></d:prop><d:literal>${id}</d:literal></d:eq>`)
	return '<?xml version="1.0" encoding="UTF-8"?>'
		+ '<d:searchrequest xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:basicsearch>'
		+ '<d:select><d:prop><oc:fileid/><d:resourcetype/><d:getcontenttype/><oc:size/><d:getlastmodified/>'
		+ '<oc:permissions/><oc:owner-id/><oc:owner-display-name/></d:prop></d:select>'
		// Percent-encoding leaves nothing that XML would have to escape, save the apostrophe, which needs none in a text.
		+ `<d:from><d:scope><d:href>/files/${encodeURIComponent(userId)}</d:href><d:depth>infinity</d:depth></d:scope></d:from>`
		+ `<d:where>${conditions.length === 1 ? conditions[0] : `<d:or>${conditions.join('')}</d:or>`}</d:where><d:orderby/>`
		+ `<d:limit><d:nresults>${ids.length * PLACES}</d:nresults></d:limit>`
		+ '</d:basicsearch></d:searchrequest>'
}

function fileOf({ href, properties }: DavResponse, userId: string): NextcloudFile {
	const id = fileIdOf(properties.get('fileid') ?? '')
	const path = pathOf(href, userId)
	const size = Number(properties.get('size') || Number.NaN)
	const modified = new Date(properties.get('getlastmodified') ?? '')
	if (id === null || path === null || !Number.isSafeInteger(size) || Number.isNaN(modified.getTime())) {
		throw new NextcloudUnexpectedAnswer('Nextcloud described a file without its id, path, size or time.')
	}
	const kind = properties.get('resourcetype')?.split(' ').includes('collection') ? 'folder' : 'file'
	return {
		id,
		kind,
		name: path.slice(path.lastIndexOf('/') + 1),
		path,
		mimeType: properties.get('getcontenttype') || (kind === 'folder' ? 'httpd/unix-directory' : 'application/octet-stream'),
		size,
		modified,
		permissions: properties.get('permissions') ?? '',
		owner: { id: properties.get('owner-id') ?? '', displayName: properties.get('owner-display-name') ?? '' },
	}
}

/** `/nextcloud/remote.php/dav/files/alice/Photos/` becomes `/Photos`. */
function pathOf(href: string, userId: string): string | null {
	let decoded: string
	try {
		decoded = decodeURIComponent(href)
	} catch {
		return null
	}
	const home = `/remote.php/dav/files/${userId}`
	const start = decoded.indexOf(home)
	return start === -1 ? null : decoded.slice(start + home.length).replace(/\/$/, '') || '/'
}

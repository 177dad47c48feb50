// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ContentsWithRoot, IGetContentsOptions, INode } from '@nextcloud/files'

import { getCurrentUser, getRequestToken } from '@nextcloud/auth'
import { File, Folder } from '@nextcloud/files'
import { getRemoteURL, getRootPath } from '@nextcloud/files/dav'
import { generateOcsUrl } from '@nextcloud/router'

/** A share as the OCS API of sharing tells it, as much as the views need. */
interface Share {
	share_type: number
	uid_owner: string
	displayname_owner: string
	path: string
	item_type: 'file' | 'folder'
	item_permissions: number
	item_size: number
	item_mtime: number
	file_source: number
	mimetype: string
	has_preview: boolean
	attributes: string | null
	tags: string[]
}

export type Direction = 'in' | 'out'

/**
 * What was shared with the user, or by them. Unlike in other views the nodes are made of shares: what WebDAV alone tells is not
 * among their attributes.
 */
export async function listShares(directions: Direction[], { signal }: IGetContentsOptions): Promise<ContentsWithRoot> {
	const shares = (await Promise.all(directions.map((direction) => fetchShares(direction, signal)))).flat()
	const bySource = Map.groupBy(shares, ({ path }) => path)
	const folder = new Folder({ id: 0, source: `${getRemoteURL()}${getRootPath()}`, root: getRootPath(), owner: getCurrentUser()?.uid ?? null })
	return { folder, contents: [...bySource.values()].map(toNode) }
}

/** One node, however often the same file is shared. */
function toNode(shares: Share[]): INode {
	const share = shares[0]!
	const data = {
		id: share.file_source,
		source: `${getRemoteURL()}${getRootPath()}${share.path}`,
		root: getRootPath(),
		owner: share.uid_owner,
		mime: share.mimetype,
		mtime: new Date(share.item_mtime * 1000),
		size: share.item_size,
		permissions: share.item_permissions,
		attributes: {
			...share,
			'has-preview': share.has_preview,
			'owner-id': share.uid_owner,
			'owner-display-name': share.displayname_owner,
			'share-types': shares.map(({ share_type: type }) => type),
			'share-attributes': share.attributes ?? '[]',
			favorite: share.tags.includes('_$!<Favorite>!$_') ? 1 : 0,
		},
	}
	return share.item_type === 'folder' ? new Folder(data) : new File(data)
}

async function fetchShares(direction: Direction, signal: AbortSignal): Promise<Share[]> {
	const response = await fetch(generateOcsUrl('apps/files_sharing/api/v1/shares?shared_with_me={received}&include_tags=true', { received: String(direction === 'in') }), {
		headers: { accept: 'application/json', requesttoken: getRequestToken() ?? '' },
		signal,
	})
	if (!response.ok) {
		throw new Error(`${response.status} ${response.statusText}`)
	}
	const { ocs } = await response.json() as { ocs: { data: Share[] } }
	return ocs.data
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ContentsWithRoot, IGetContentsOptions, INode } from '@nextcloud/files'

import { getCurrentUser } from '@nextcloud/auth'
import { getFavoriteNodes, getRecentSearch } from '@nextcloud/files/dav'
import { client, listFolder, root, search, searchWhere } from '../dav.ts'

/** The shortest text that is searched for. */
const SHORTEST_QUERY = 3

/** What neither comes from others nor belongs to a team. */
export async function listPersonal(path: string, options: IGetContentsOptions): Promise<ContentsWithRoot> {
	const { folder, contents } = await listFolder(path, options)
	return { folder, contents: contents.filter(isPersonal) }
}

function isPersonal({ owner, attributes }: INode): boolean {
	return owner === getCurrentUser()?.uid && !['shared', 'group'].includes(attributes['mount-type'])
}

/** Files changed in the last two weeks, newest first. */
export async function listRecent(options: IGetContentsOptions): Promise<ContentsWithRoot> {
	const since = Math.floor(Date.now() / 1000) - 14 * 24 * 60 * 60
	return { folder: root(), contents: await search(getRecentSearch(since), options) }
}

/** The favorites and, in a folder of them, what is in it. */
export async function listFavorites(path: string, options: IGetContentsOptions): Promise<ContentsWithRoot> {
	return path === '/' ? { folder: root(), contents: await getFavoriteNodes({ client, signal: options.signal }) } : listFolder(path, options)
}

/** Files whose names contain a text. */
export async function listFound(query: string, options: IGetContentsOptions): Promise<ContentsWithRoot> {
	const text = new Option(query.trim().replaceAll('%', '')).innerHTML
	return {
		folder: root(),
		contents: query.trim().length < SHORTEST_QUERY ? [] : await searchWhere(`<d:like><d:prop><d:displayname/></d:prop><d:literal>%${text}%</d:literal></d:like>`, options),
	}
}

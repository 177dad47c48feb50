// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ContentsWithRoot, IGetContentsOptions } from '@nextcloud/files'
import type { FileStat } from 'webdav'

import { Folder } from '@nextcloud/files'
import { getClient, getDefaultPropfind, getFavoriteNodes, getRecentSearch, getRemoteURL, getRootPath, resultToNode } from '@nextcloud/files/dav'

const client = getClient()

const asNode = (stat: FileStat) => resultToNode(stat)

/** A folder and what is in it. */
export async function listFolder(path: string, { signal }: IGetContentsOptions): Promise<ContentsWithRoot> {
	const listed = await client.getDirectoryContents(`${getRootPath()}${path}`, {
		details: true,
		data: getDefaultPropfind(),
		includeSelf: true,
		signal,
	})
	const nodes = (Array.isArray(listed) ? listed : listed.data).map(asNode)
	const folder = nodes.find((node) => node instanceof Folder && samePath(node.path, path))
	if (!(folder instanceof Folder)) {
		throw new Error(`${path} is not a folder`)
	}
	return { folder, contents: nodes.filter((node) => node !== folder) }
}

/** Files changed in the last two weeks, newest first. */
export async function listRecent({ signal }: IGetContentsOptions): Promise<ContentsWithRoot> {
	const since = Math.floor(Date.now() / 1000) - 14 * 24 * 60 * 60
	return { folder: root(), contents: await search(getRecentSearch(since), signal) }
}

export async function listFavorites({ signal }: IGetContentsOptions): Promise<ContentsWithRoot> {
	return { folder: root(), contents: await getFavoriteNodes({ client, signal }) }
}

/** The file of that id, if this user sees it. */
export async function findById(fileid: string, { signal }: IGetContentsOptions) {
	const [node] = await search(`<?xml version="1.0"?>
		<d:searchrequest xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns"><d:basicsearch>
			<d:select><d:prop><d:resourcetype/><d:getcontenttype/><d:getlastmodified/><d:displayname/><oc:fileid/><oc:permissions/><oc:size/></d:prop></d:select>
			<d:from><d:scope><d:href>${getRootPath()}</d:href><d:depth>infinity</d:depth></d:scope></d:from>
			<d:where><d:eq><d:prop><oc:fileid/></d:prop><d:literal>${fileid}</d:literal></d:eq></d:where>
			<d:orderby/>
		</d:basicsearch></d:searchrequest>`, signal)
	return node
}

export async function setFavorite(path: string, favorite: boolean): Promise<void> {
	await client.customRequest(`${getRootPath()}${path}`, {
		method: 'PROPPATCH',
		data: `<?xml version="1.0"?>
			<d:propertyupdate xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns">
				<d:set><d:prop><oc:favorite>${Number(favorite)}</oc:favorite></d:prop></d:set>
			</d:propertyupdate>`,
	})
}

export async function remove(path: string): Promise<void> {
	await client.deleteFile(`${getRootPath()}${path}`)
}

async function search(data: string, signal: AbortSignal) {
	const found = await client.search('/', { details: true, data, signal })
	return ('data' in found ? found.data.results : found.results).map(asNode)
}

/** Views that are not a folder have the user's root as theirs. */
function root(): Folder {
	return new Folder({ id: 0, source: `${getRemoteURL()}${getRootPath()}`, root: getRootPath(), owner: null, permissions: 1 })
}

function samePath(left: string, right: string): boolean {
	return left.replace(/\/+$/, '') === right.replace(/\/+$/, '')
}

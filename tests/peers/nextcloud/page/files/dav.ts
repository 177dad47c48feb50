// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ContentsWithRoot, IGetContentsOptions, INode } from '@nextcloud/files'
import type { FileStat } from 'webdav'

import { Folder } from '@nextcloud/files'
import { defaultDavNamespaces, getClient, getDavNameSpaces, getDavProperties, getDefaultPropfind, getRemoteURL, getRootPath, registerDavProperty, resultToNode } from '@nextcloud/files/dav'
import { loadState } from '@nextcloud/initial-state'

/** What Files and the apps that come with it want to know of files, beyond what the library asks for by itself. */
const properties = ['nc:hidden', 'nc:is-mount-root', 'nc:note', 'nc:share-attributes', 'oc:share-types', 'ocs:share-permissions', 'nc:system-tags']

for (const property of properties) {
	registerDavProperty(property, defaultDavNamespaces)
}
if (loadState('end_to_end_encryption', 'userConfig', { e2eeInBrowserEnabled: false }).e2eeInBrowserEnabled) {
	registerDavProperty('nc:e2ee-is-encrypted')
}

export const client = getClient()

/** Where files in the trash are, beside those of the user. */
export const trashRoot = getRootPath().replace(/^\/files\//, '/trashbin/') + '/trash'

/** A folder and what is in it. The root is that of the user's files or, with properties of its own, another one. */
export async function listFolder(path: string, { signal }: IGetContentsOptions, root = getRootPath(), data = getDefaultPropfind()): Promise<ContentsWithRoot> {
	const listed = await client.getDirectoryContents(`${root}${path}`, { details: true, data, includeSelf: true, signal })
	const nodes = (Array.isArray(listed) ? listed : listed.data).map((stat) => resultToNode(stat, root))
	const folder = nodes.find((node) => node instanceof Folder && samePath(node.path, path))
	if (!(folder instanceof Folder)) {
		throw new Error(`${path} is not a folder`)
	}
	return { folder, contents: nodes.filter((node) => node !== folder) }
}

/** The file of that id, if this user sees it. */
export async function findById(fileid: string, options: IGetContentsOptions) {
	const [node] = await searchWhere(`<d:eq><d:prop><oc:fileid/></d:prop><d:literal>${fileid}</d:literal></d:eq>`, options)
	return node
}

/** Files of this user for which a condition of RFC 5323 holds. */
export function searchWhere(condition: string, options: IGetContentsOptions): Promise<INode[]> {
	return search(`<?xml version="1.0"?>
		<d:searchrequest ${getDavNameSpaces()}><d:basicsearch>
			<d:select><d:prop>${getDavProperties()}</d:prop></d:select>
			<d:from><d:scope><d:href>${getRootPath()}</d:href><d:depth>infinity</d:depth></d:scope></d:from>
			<d:where>${condition}</d:where>
			<d:orderby/>
		</d:basicsearch></d:searchrequest>`, options)
}

/** Asks with a SEARCH, whose answer names files from the root of the server on. */
export async function search(data: string, { signal }: IGetContentsOptions): Promise<INode[]> {
	const found = await client.search('/', { details: true, data, signal })
	const results: FileStat[] = 'data' in found ? found.data.results : found.results
	return results.map((stat) => resultToNode(stat, getRootPath(), location.origin))
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

/** Throws a file away; what is in the trash already, for good. */
export async function remove({ root, path }: INode): Promise<void> {
	await client.deleteFile(`${root}${path}`)
}

/** Brings something back that lies at the top of the trash. */
export async function restore({ path, basename }: INode): Promise<void> {
	await client.moveFile(`${trashRoot}${path}`, `${trashRoot.replace(/trash$/, 'restore')}/${basename}`)
}

/** Views that are not a folder have the user's root as theirs. */
export function root(): Folder {
	return new Folder({ id: 0, source: `${getRemoteURL()}${getRootPath()}`, root: getRootPath(), owner: null, permissions: 1 })
}

function samePath(left: string, right: string): boolean {
	return left.replace(/\/+$/, '') === right.replace(/\/+$/, '')
}

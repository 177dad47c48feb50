// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ContentsWithRoot, IGetContentsOptions } from '@nextcloud/files'

import { getCurrentUser } from '@nextcloud/auth'
import { Folder } from '@nextcloud/files'
import { getDavNameSpaces, getDavProperties, getRemoteURL, getRootPath, resultToNode } from '@nextcloud/files/dav'
import { client } from '../dav.ts'

const tagsRoot = '/systemtags'

/** The tags, as folders that are none; in one of them, the files that bear it. */
export async function listTags(path: string, { signal }: IGetContentsOptions): Promise<ContentsWithRoot> {
	const tags = await fetchTags(signal)
	if (path === '/') {
		return { folder: folderOf('', { id: 0, permissions: 0 }), contents: tags }
	}
	const folder = tags.find((tag) => tag.path === path)
	if (!folder) {
		throw new Error(`There is no tag ${path}`)
	}
	return { folder, contents: await fetchTagged(path.slice(1), signal) }
}

function folderOf(path: string, data: { id: number, permissions: number, displayname?: string, attributes?: Record<string, unknown> }): Folder {
	return new Folder({ ...data, source: `${getRemoteURL()}${tagsRoot}${path}`, root: tagsRoot, owner: getCurrentUser()?.uid ?? null })
}

async function fetchTags(signal: AbortSignal): Promise<Folder[]> {
	const listed = await client.getDirectoryContents(tagsRoot, {
		details: true,
		data: '<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:prop><oc:id/><oc:display-name/><oc:user-visible/><oc:user-assignable/><oc:can-assign/></d:prop></d:propfind>',
		signal,
	})
	// Their collection is listed as well.
	return (Array.isArray(listed) ? listed : listed.data).filter(({ props }) => Number(props?.id) > 0).map(({ props }) => {
		const id = Number(props?.id)
		const displayName = String(props?.['display-name'])
		return folderOf(`/${id}`, { id, permissions: 1, displayname: displayName, attributes: { id, displayName, userVisible: true, userAssignable: true, canAssign: true, 'is-tag': true } })
	})
}

async function fetchTagged(tag: string, signal: AbortSignal) {
	const found = await client.getDirectoryContents(getRootPath(), {
		details: true,
		data: `<?xml version="1.0"?><oc:filter-files ${getDavNameSpaces()}><d:prop>${getDavProperties()}</d:prop><oc:filter-rules><oc:systemtag>${tag}</oc:systemtag></oc:filter-rules></oc:filter-files>`,
		// The client takes the method from here.
		headers: { method: 'REPORT' },
		includeSelf: true,
		signal,
	})
	return (Array.isArray(found) ? found : found.data).map((stat) => resultToNode(stat))
}

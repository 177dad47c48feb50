// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getRootPath } from '@nextcloud/files/dav'
import { client } from '../dav.ts'

/** A folder in the tree of the navigation. */
export interface Subfolder {
	id: string
	name: string
	path: string
	/** Whether there are folders in it. */
	branches: boolean
}

/** The folders in a folder, by name; without those that the user may not look into. */
export async function listSubfolders(path: string): Promise<Subfolder[]> {
	const listed = await client.getDirectoryContents(`${getRootPath()}${path}`, {
		details: true,
		data: '<?xml version="1.0"?><d:propfind xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns" xmlns:nc="http://nextcloud.org/ns"><d:prop><d:resourcetype/><oc:fileid/><oc:permissions/><nc:is-encrypted/><nc:contained-folder-count/></d:prop></d:propfind>',
	})
	return (Array.isArray(listed) ? listed : listed.data)
		.filter(({ type, props }) => type === 'directory' && String(props?.permissions).includes('G'))
		.map(({ basename, props }) => ({
			id: String(props?.fileid),
			name: basename,
			path: `${path === '/' ? '' : path}/${basename}`,
			branches: Number(props?.['contained-folder-count']) > 0,
		}))
		.toSorted((left, right) => left.name.localeCompare(right.name, undefined, { numeric: true }))
}

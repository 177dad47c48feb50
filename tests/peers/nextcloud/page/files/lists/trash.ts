// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ContentsWithRoot, IGetContentsOptions } from '@nextcloud/files'

import { getDavNameSpaces, getDavProperties } from '@nextcloud/files/dav'
import { listFolder, trashRoot } from '../dav.ts'

const ofTrash = ['filename', 'deletion-time', 'original-location', 'title', 'deleted-by-id', 'deleted-by-display-name']

/** What was deleted, or was in a folder that was. */
export function listTrash(path: string, options: IGetContentsOptions): Promise<ContentsWithRoot> {
	const properties = ofTrash.map((name) => `<nc:trashbin-${name}/>`).join('')
	return listFolder(path, options, trashRoot, `<?xml version="1.0"?><d:propfind ${getDavNameSpaces()}><d:prop>${properties}${getDavProperties()}</d:prop></d:propfind>`)
}

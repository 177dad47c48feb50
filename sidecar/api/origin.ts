// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Origin } from '../nepenthes/file-links.ts'
import type { NextcloudFile } from '../nextcloud/index.ts'

import { FOLDER_TYPE } from '../nepenthes/file-links.ts'

/** A file of Nextcloud, in the words of Nepenthes. */
export function originOf({ id, kind, name, mimeType, size, modified }: NextcloudFile): Origin {
	return { id, name, mimeType: kind === 'folder' ? FOLDER_TYPE : mimeType, size, modified }
}

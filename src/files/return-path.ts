// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { INode } from '@nextcloud/files'

import { generateUrl } from '@nextcloud/router'

/** Characters that the API takes. */
const LIMIT = 1500

/** The page of Files that shows a file or folder in its list, with its details open; web root included. */
export function returnPath({ id, dirname }: Pick<INode, 'id' | 'dirname'>): string {
	const page = generateUrl('/apps/files/files/{id}', { id: id ?? '' })
	const path = `${page}?${new URLSearchParams({ dir: dirname, opendetails: 'true' })}`
	// Files finds the folder by itself; it only takes a little longer.
	return path.length <= LIMIT ? path : `${page}?opendetails=true`
}

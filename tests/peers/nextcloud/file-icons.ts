// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Entry } from './files/tree.ts'

import { folderMime } from './files/mime-types.ts'

/** Path of the picture that stands for a kind of file. */
export function fileIcon(mime: string): string {
	const name = mime === folderMime
		? 'folder'
		: /^(image|text|video|audio)\//.exec(mime)?.[1] ?? (mime === 'application/pdf' ? 'application-pdf' : 'file')
	return `/core/img/filetypes/${name}.svg`
}

/** Whether `/core/preview` has a small picture of it. */
export function hasPreview(entry: Entry): boolean {
	return entry.mime.startsWith('image/') && entry.mime !== 'image/svg+xml'
}

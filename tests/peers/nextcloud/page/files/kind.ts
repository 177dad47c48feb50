// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { INode } from '@nextcloud/files'

/** The kinds of files that are told apart by their icon. */
export type Kind = 'folder' | 'image' | 'pdf' | 'text' | 'table' | 'slides' | 'media' | 'archive' | 'other'

const kinds: [pattern: RegExp, kind: Kind][] = [
	[/^image\//, 'image'],
	[/^(audio|video)\//, 'media'],
	[/pdf/, 'pdf'],
	[/spreadsheet|excel|csv/, 'table'],
	[/presentation|powerpoint/, 'slides'],
	[/^text\/|word|opendocument\.text/, 'text'],
	[/zip|tar|compressed/, 'archive'],
]

export function kindOf({ type, mime }: INode): Kind {
	return type === 'folder' ? 'folder' : kinds.find(([pattern]) => pattern.test(mime))?.[1] ?? 'other'
}

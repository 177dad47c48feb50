// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { INode } from '@nextcloud/files'

/** The kinds of files that are told apart by their icon. */
export type Kind = 'folder' | 'team-folder' | 'encrypted-folder' | 'tag' | 'image' | 'pdf' | 'text' | 'table' | 'slides' | 'media' | 'archive' | 'other'

const kinds: [pattern: RegExp, kind: Kind][] = [
	[/^image\//, 'image'],
	[/^(audio|video)\//, 'media'],
	[/pdf/, 'pdf'],
	[/spreadsheet|excel|csv/, 'table'],
	[/presentation|powerpoint/, 'slides'],
	[/^text\/|word|opendocument\.text/, 'text'],
	[/zip|tar|compressed/, 'archive'],
]

export function kindOf({ type, mime, attributes }: INode): Kind {
	if (type === 'folder') {
		return attributes['is-tag'] ? 'tag' : attributes['is-encrypted'] === 1 ? 'encrypted-folder' : attributes['mount-type'] === 'group' ? 'team-folder' : 'folder'
	}
	return kinds.find(([pattern]) => pattern.test(mime))?.[1] ?? 'other'
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Entry } from '../files/tree.ts'
import type { Asking, WidgetItem } from './widgets.ts'

import { fileIcon, hasPreview } from '../file-icons.ts'

/** A file as a line of a widget: with its picture, or one for its kind. */
export function fileItem({ instance: { addresses }, origin }: Asking, entry: Entry, sinceId: number): WidgetItem {
	const absolute = (link: string) => addresses.absolute(origin, link)
	return {
		subtitle: '',
		title: entry.name,
		link: absolute(addresses.page(`/f/${entry.fileid}`)),
		iconUrl: absolute(hasPreview(entry)
			? addresses.page(`/core/preview?x=256&y=256&fileId=${entry.fileid}&c=${entry.etag}`)
			: addresses.file(fileIcon(entry.mime))),
		overlayIconUrl: '',
		sinceId: String(sinceId),
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Entry } from '../files/tree.ts'
import type { Node } from '../files/view.ts'
import type { Filters } from './filters.ts'
import type { Provider } from './provider.ts'

import { viewOf } from '../dav/locate.ts'
import { fileIcon, hasPreview } from '../file-icons.ts'
import { folderMime } from '../files/mime-types.ts'

/** Finds files by name, the newest first. */
export const filesProvider: Provider = {
	id: 'files',
	appId: 'files',
	name: 'Files',
	icon: '/apps/files/img/app.svg',
	order: (path) => path.startsWith('/apps/files') ? -5 : 5,
	filters: { term: 'string', since: 'datetime', until: 'datetime', person: 'person', 'min-size': 'int', 'max-size': 'int', mime: 'string', type: 'string', path: 'string', 'is-favorite': 'bool', 'title-only': 'bool' },
	paginated: true,
	find({ instance: { addresses, files, shares }, instance, user, origin, filters, limit, start }) {
		const view = viewOf(instance, user)
		const isOf = (entry: Entry, uid: string) => entry.owner === uid || shares.withUser(uid).some(({ fileid }) => fileid === entry.fileid)
		return files.search(view.owners(), filters.term ?? '', 1000)
			.sort((one, other) => other.mtime - one.mtime || other.fileid - one.fileid)
			.flatMap((entry) => view.locate(entry) ?? [])
			.filter((node) => matches(node, filters) && (filters.person === undefined || isOf(node.entry, filters.person)))
			.slice(start, start + limit)
			.map(({ entry, path }) => ({
				thumbnailUrl: hasPreview(entry) ? addresses.absolute(origin, addresses.page(`/core/preview?x=32&y=32&fileId=${entry.fileid}`)) : '',
				title: entry.name,
				subline: path.length > 1 ? `in ${path.slice(0, -1).join('/')}` : '',
				resourceUrl: addresses.absolute(origin, addresses.page(`/f/${entry.fileid}`)),
				icon: entry.mime === folderMime ? 'icon-folder' : addresses.file(fileIcon(entry.mime)),
				rounded: false,
				attributes: { fileId: String(entry.fileid), path: `/${path.join('/')}` },
			}))
	},
}

function matches({ entry, path }: Node, { since, until, texts }: Filters): boolean {
	return (since === undefined || entry.mtime >= since)
		&& (until === undefined || entry.mtime <= until)
		&& (texts.mime === undefined || entry.mime === texts.mime)
		&& (texts.type === undefined || entry.mime.startsWith(`${texts.type}/`))
		&& (texts['min-size'] === undefined || entry.size >= Number(texts['min-size']))
		&& (texts['max-size'] === undefined || entry.size <= Number(texts['max-size']))
		&& (texts.path === undefined || path.join('/').startsWith(texts.path.replace(/^\/+/, '')))
}

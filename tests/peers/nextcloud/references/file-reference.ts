// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Origin } from '../addresses.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Reference } from './reference.ts'

import { viewOf } from '../dav/locate.ts'
import { openGraphReference } from './reference.ts'

/** The number in a link to a file of this server, whichever way it is written; `undefined` for any other address. */
export function fileIdOf(instance: Instance, origin: Origin, url: string): number | undefined {
	const below = (path: string) => {
		const start = instance.addresses.absolute(origin, instance.addresses.file(path))
		return url.startsWith(start) ? url.slice(start.length) : undefined
	}
	const short = below('/f/') ?? below('/index.php/f/')
	if (short !== undefined) {
		return Number.parseInt(short, 10) || 0
	}
	const page = below('/apps/files/') ?? below('/index.php/apps/files/')
	const query = new URLSearchParams(/\?([^#]*)/.exec(page ?? '')?.[1])
	const id = query.get('openfile') ?? query.get('fileid')
	return id === null ? undefined : Number.parseInt(id, 10) || 0
}

/** The file that a link leads to, as this user sees it. What they do not see looks like what is not there. */
export function fileReference(instance: Instance, origin: Origin, user: User, url: string, id: number): Reference {
	const node = viewOf(instance, user).byId(id)
	if (!node || node.path.length === 0) {
		return { ...openGraphReference(url), richObjectType: 'file', accessible: false }
	}
	const { addresses } = instance
	const { entry, path } = node
	const preview = entry.mime.startsWith('image/') && entry.mime !== 'image/svg+xml'
	const link = addresses.absolute(origin, addresses.file(`/index.php/f/${id}`))
	const thumb = preview
		? addresses.absolute(origin, `${addresses.page('/core/preview')}?x=1600&y=630&fileId=${id}`)
		: addresses.file('/core/img/filetypes/file.svg')
	return {
		...openGraphReference(url, { name: entry.name, description: entry.mime, thumb, link }),
		richObjectType: 'file',
		richObject: {
			id: entry.fileid,
			name: entry.name,
			size: entry.size,
			path: `/${path.join('/')}`,
			link,
			mimetype: entry.mime,
			mtime: entry.mtime,
			'preview-available': preview,
		},
	}
}

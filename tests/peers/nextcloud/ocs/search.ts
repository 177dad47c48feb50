// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OcsRouter } from './router.ts'

import { userOf } from '../access.ts'
import { viewOf } from '../dav/locate.ts'
import { text } from '../parameters.ts'
import { visitorOf } from '../visitor.ts'
import { OcsFailure } from './envelope.ts'

const maximum = 25

/** The unified search: one provider, which finds files by name. */
export function searchRoutes(ocs: OcsRouter, instance: Instance): void {
	const { addresses, files } = instance

	ocs.add('GET', '/search/providers', { csrf: false, etag: true }, ({ parameters }) => [{
		id: 'files',
		appId: 'files',
		name: 'Files',
		icon: addresses.file('/apps/files/img/app.svg'),
		order: text(parameters, 'from').startsWith('/apps/files') ? -5 : 5,
		isExternalProvider: false,
		triggers: ['files'],
		filters: { term: 'string', since: 'datetime', until: 'datetime', person: 'person', 'min-size': 'int', 'max-size': 'int', mime: 'string', type: 'string', path: 'string', 'is-favorite': 'bool', 'title-only': 'bool' },
		inAppSearch: false,
	}])

	ocs.add('GET', '/search/providers/:id/search', { csrf: false }, ({ request, parameters, path }) => {
		if (path.id !== 'files') {
			throw new OcsFailure(996, 'Internal Server Error\n')
		}
		const term = text(parameters, 'term').trim()
		if (term === '') {
			throw new OcsFailure(400, '', 'No valid filters provided')
		}
		const { origin } = visitorOf(request)
		const view = viewOf(instance, userOf(request))
		const limit = Math.min(Number(parameters.limit) || 5, maximum)
		const start = Number(parameters.cursor) || 0
		const found = files.search(view.owners(), term, 1000).flatMap((entry) => view.locate(entry) ?? [])
		const entries = found.slice(start, start + limit).map(({ entry, path: place }) => ({
			thumbnailUrl: '',
			title: entry.name,
			subline: `in /${place.slice(0, -1).join('/')}`,
			resourceUrl: addresses.absolute(origin, addresses.page(`/f/${entry.fileid}`)),
			icon: addresses.file('/core/img/filetypes/file.svg'),
			rounded: false,
			attributes: { fileId: String(entry.fileid), path: `/${place.join('/')}` },
		}))
		return { name: 'Files', isPaginated: true, entries, cursor: start + entries.length }
	})
}

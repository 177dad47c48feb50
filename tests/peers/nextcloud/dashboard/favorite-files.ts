// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Widget } from './widgets.ts'

import { viewOf } from '../dav/locate.ts'
import { fileItem } from './file-item.ts'

/** Drawn by the dashboard itself, from the API. */
export const favoriteFiles: Widget = {
	id: 'files-favorites',
	title: 'Favorite files',
	order: 0,
	iconClass: 'icon-starred-dark',
	icon: '/core/img/actions/star-dark.svg',
	url: '/apps/files/favorites',
	roundIcons: false,
	apiVersions: [1, 2],
	button: { type: 'more', text: 'More favorites', path: '/apps/files/favorites' },
	emptyMessage: 'No favorites',
	items(asking, _since, limit) {
		const view = viewOf(asking.instance, asking.user)
		return asking.instance.files.favorites(asking.user.uid)
			.filter((entry) => view.locate(entry))
			.slice(0, limit)
			.map((entry) => fileItem(asking, entry, entry.mtime))
	},
}

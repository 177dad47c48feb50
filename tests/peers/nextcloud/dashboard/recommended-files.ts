// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Widget } from './widgets.ts'

import { viewOf } from '../dav/locate.ts'
import { fileItem } from './file-item.ts'

/** Drawn by its own script, in a browser; other clients take it from the first version of the API. */
export const recommendedFiles: Widget = {
	id: 'recommendations',
	title: 'Recommended files',
	order: 0,
	iconClass: 'icon-files-dark',
	icon: '/apps/files/img/app-dark.svg',
	url: null,
	roundIcons: false,
	apiVersions: [1],
	emptyMessage: '',
	items(asking, _since, limit) {
		const view = viewOf(asking.instance, asking.user)
		return asking.instance.files.recent(view.owners(), 200)
			.filter((entry) => view.locate(entry))
			.slice(0, limit)
			.map((entry) => fileItem(asking, entry, entry.mtime))
	},
}

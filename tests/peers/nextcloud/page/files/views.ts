// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IView } from '@nextcloud/files'

import { mdiClockOutline, mdiFolder, mdiStar } from './icons.ts'

/** The views of the navigation. What they need to list files is loaded when they are shown. */
export const views: IView[] = [
	{
		id: 'files',
		name: 'All files',
		caption: 'List of your files and folders.',
		emptyTitle: 'No files in here',
		emptyCaption: 'Upload some content or sync with your devices.',
		icon: mdiFolder,
		order: 0,
		getContents: async (path, options) => (await import('./dav.ts')).listFolder(path, options),
	},
	{
		id: 'recent',
		name: 'Recent',
		caption: 'List of recently modified files and folders.',
		emptyTitle: 'No recently modified files',
		emptyCaption: 'Files and folders you recently modified will show up here.',
		icon: mdiClockOutline,
		order: 1,
		defaultSortKey: 'mtime',
		getContents: async (_, options) => (await import('./dav.ts')).listRecent(options),
	},
	{
		id: 'favorites',
		name: 'Favorites',
		caption: 'List of favorite files and folders.',
		emptyTitle: 'No favorites yet',
		emptyCaption: 'Files and folders you mark as favorite will show up here.',
		icon: mdiStar,
		order: 2,
		getContents: async (_, options) => (await import('./dav.ts')).listFavorites(options),
	},
]

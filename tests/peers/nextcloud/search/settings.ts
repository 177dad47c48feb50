// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Provider } from './provider.ts'

import { settingsSections } from '../settings-sections.ts'

/** Finds sections of the settings; knows no filter but words, and gives all at once. */
export const settingsProvider: Provider = {
	id: 'settings',
	appId: 'settings',
	name: 'Settings',
	icon: '/core/img/actions/settings.svg',
	order: (path) => path.startsWith('/settings/') ? -1 : 500,
	filters: { term: 'string' },
	paginated: false,
	find({ instance: { addresses }, user, origin, filters }) {
		const term = (filters.term ?? '').toLowerCase()
		return (['personal', 'admin'] as const)
			.filter((type) => type === 'personal' || user.admin)
			.flatMap((type) => settingsSections[type]
				.filter(([id, name]) => id.includes(term) || name.toLowerCase().includes(term))
				.map(([id, name]) => ({
					thumbnailUrl: '',
					title: name,
					subline: type === 'admin' ? 'Administration' : user.admin ? 'Personal' : '',
					resourceUrl: addresses.absolute(origin, addresses.page(`/settings/${type === 'admin' ? 'admin' : 'user'}/${id}`)),
					icon: 'icon-settings-dark',
					rounded: false,
					attributes: {},
				})))
	},
}

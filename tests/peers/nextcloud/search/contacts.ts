// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Provider } from './provider.ts'

/** Finds people by name or address. A time is that of a birthday, which nobody here has told. */
export const contactsProvider: Provider = {
	id: 'contacts',
	appId: 'dav',
	name: 'Contacts',
	icon: '/core/img/places/contacts.svg',
	order: () => 25,
	filters: { term: 'string', since: 'datetime', until: 'datetime', person: 'person', 'title-only': 'bool' },
	paginated: true,
	find({ instance: { addresses, users }, user, origin, filters, limit, start }) {
		const term = (filters.term ?? '').toLowerCase()
		const isMeant = (text: string | null) => text?.toLowerCase().includes(term) ?? false
		return users.list()
			.filter(({ uid, displayName, email, enabled }) => enabled && uid !== user.uid
				&& filters.since === undefined && filters.until === undefined
				&& (filters.person === undefined || filters.person === uid)
				&& (isMeant(displayName) || (filters.texts['title-only'] === undefined && isMeant(email))))
			.slice(start, start + limit)
			.map(({ uid, displayName, email }) => ({
				thumbnailUrl: addresses.absolute(origin, addresses.page(`/avatar/${encodeURIComponent(uid)}/64`)),
				title: displayName,
				subline: email ?? '',
				resourceUrl: addresses.absolute(origin, addresses.page(`/u/${encodeURIComponent(uid)}`)),
				icon: 'icon-contacts-dark',
				rounded: true,
				attributes: { displayName, email: email ?? '', phoneNumber: '' },
			}))
	},
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** The sections of the app's own page, in their order. */
export const SECTIONS = ['notifications', 'search', 'assigned', 'settings'] as const
export type Section = typeof SECTIONS[number]

/** Where one is on the app's own page. */
export type Place
	= | { section: 'notifications' }
		/** `words`: what is searched for, perhaps nothing. */
		| { section: 'search', words: string }
		| { section: 'assigned', due: 'any' | 'soon' }
		| { section: 'settings' }

/** What the address says where only work packages are listed that are due soon. */
const SOON = 'soon'

/** Where a section begins. */
export function beginningOf(section: Section): Place {
	switch (section) {
		case 'search':
			return { section, words: '' }
		case 'assigned':
			return { section, due: 'any' }
		default:
			return { section }
	}
}

/**
 * The place that the fragment of an address names: `#/search/rain`.
 *
 * @param hash with its number sign
 * @return null for a fragment that is not the page's: Nextcloud has some, such as those by which one skips its menus
 */
export function placeOf(hash: string): Place | null {
	const [, name, encoded = ''] = /^#\/([a-z]+)(?:\/(.*))?$/s.exec(hash) ?? []
	const section = SECTIONS.find((known) => known === name)
	switch (section) {
		case undefined:
			return null
		case 'search':
			return { section, words: decoded(encoded) }
		case 'assigned':
			return { section, due: encoded === SOON ? 'soon' : 'any' }
		default:
			return { section }
	}
}

/** The fragment that names a place. */
export function hashOf(place: Place): string {
	switch (place.section) {
		case 'search':
			return place.words === '' ? '#/search' : `#/search/${encodeURIComponent(place.words)}`
		case 'assigned':
			return place.due === 'soon' ? `#/assigned/${SOON}` : '#/assigned'
		default:
			return `#/${place.section}`
	}
}

function decoded(text: string): string {
	try {
		return decodeURIComponent(text)
	} catch {
		// Somebody has cut the address.
		return ''
	}
}

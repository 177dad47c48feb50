// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { loadInto } from '../loading/load-into.ts'

/**
 * Opens the app's own page in the frame that AppAPI serves for it.
 *
 * @param page
 */
export async function openHome(page: Document): Promise<void> {
	const place = page.createElement('div')
	// Nextcloud's frame lays out its content in a row and cuts off what is higher.
	Object.assign(place.style, { flex: '1', minInlineSize: '0', blockSize: '100%' })
	// AppAPI nests a second #content into Nextcloud's; styled twice, it would stand askew (nextcloud-contract.md 3.3).
	const inner = page.querySelector('#content #content')
	if (inner === null) {
		page.getElementById('content')?.append(place)
	} else {
		inner.replaceWith(place)
	}
	const { mount } = await loadInto(place, () => import('./home-content.ts'))
	await mount(place)
}

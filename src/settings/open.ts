// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { loadInto } from '../loading/load-into.ts'

/**
 * Opens the section of the personal settings in the place that the gateway has made for it in Nextcloud's frame; by now
 * Nextcloud has moved it out of there.
 *
 * @param place
 */
export async function openPersonalSettings(place: HTMLElement): Promise<void> {
	// Nextcloud does not know the section, so the title names at most the settings, and last itself (nextcloud-contract.md 6.8).
	document.title = `Nepenthes - ${document.title.split(' - ').at(-1)!.trim()}`
	const { mount } = await loadInto(place, () => import('./settings-content.ts'))
	await mount(place)
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createApp } from 'vue'
import HomePage from './HomePage.vue'
import { loadTranslations } from '../l10n/translations.ts'

/**
 * Fills the app's own page.
 *
 * @param place
 */
export async function mount(place: HTMLElement): Promise<void> {
	await loadTranslations()
	createApp(HomePage).mount(place)
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createApp } from 'vue'
import PersonalSettings from './PersonalSettings.vue'
import { takeOutcome } from '../connection/outcome.ts'
import { loadTranslations } from '../l10n/translations.ts'

/**
 * Fills the section of the personal settings.
 *
 * @param place
 */
export async function mount(place: HTMLElement): Promise<void> {
	await loadTranslations()
	createApp(PersonalSettings, { outcome: takeOutcome() }).mount(place)
}

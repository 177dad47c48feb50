// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createApp } from 'vue'
import HomePage from './HomePage.vue'
import { takeOutcome } from '../connection/outcome.ts'
import { loadTranslations } from '../l10n/translations.ts'
import { readLinkRequest } from './link-request.ts'
import { takeOAuthReturn } from './oauth-return.ts'

/**
 * Fills the app's own page: with what Nepenthes sent the browser back with, if it comes from there, and with the files that
 * shall be linked, if it comes from the menu of files.
 *
 * @param place
 */
export async function mount(place: HTMLElement): Promise<void> {
	const completion = takeOAuthReturn()
	const fileIds = readLinkRequest()
	await loadTranslations()
	createApp(HomePage, { completion, outcome: takeOutcome(), fileIds }).mount(place)
}

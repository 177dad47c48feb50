// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionCompletion } from '../../sidecar/contract/connection.ts'

import { createApp } from 'vue'
import HomePage from './HomePage.vue'
import { takeOutcome } from '../connection/outcome.ts'
import { loadTranslations } from '../l10n/translations.ts'

/**
 * Fills the app's own page.
 *
 * @param place
 * @param completion what Nepenthes sent the browser back with, if it comes from there
 * @param fileIds the files that shall be linked, if it comes from the menu of files
 */
export async function mount(place: HTMLElement, completion: ConnectionCompletion | null, fileIds: readonly string[] | null): Promise<void> {
	await loadTranslations()
	createApp(HomePage, { completion, outcome: takeOutcome(), fileIds }).mount(place)
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getLanguage, register } from '@nextcloud/l10n'

/** Each language is a chunk of its own. The keys are languages as `<html lang>` names them. */
const LANGUAGES = new Map([
	['de', () => import('./de.json')],
	['de-DE', () => import('./de_DE.json')],
])

let loading: Promise<void> | undefined

/**
 * Brings the words of the page's language, once a page. Without them the interface is English: it never fails.
 */
export function loadTranslations(): Promise<void> {
	loading ??= load()
	return loading
}

async function load(): Promise<void> {
	const language = getLanguage().replace('_', '-')
	const fetchLanguage = LANGUAGES.get(language) ?? LANGUAGES.get(language.split('-')[0] ?? language)
	if (fetchLanguage === undefined) {
		return
	}
	try {
		const { translations } = (await fetchLanguage()).default
		register('integration_nepenthes', translations)
	} catch {
		// English is better than nothing; the next content that opens tries again.
		loading = undefined
	}
}

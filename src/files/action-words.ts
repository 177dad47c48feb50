// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * What the actions of files are called. Files asks for these words before a translation file could be here. The German
 * ones suit both forms of address.
 */
const ENGLISH = { link: 'Link to work package', unlink: 'Remove links…' }
const WORDS: Record<string, typeof ENGLISH> = {
	de: { link: 'Mit Arbeitspaket verknüpfen', unlink: 'Verknüpfungen entfernen …' },
}

export function actionWords(): typeof ENGLISH {
	const [language = 'en'] = document.documentElement.lang.split(/[-_]/)
	return WORDS[language] ?? ENGLISH
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wordsFor } from '../../sidecar/gateway/words.ts'

const english = wordsFor('en')

/** Every text with the place where it stands: `reasons.mentioned`. */
function textsOf(words: object, place = ''): [place: string, text: string][] {
	return Object.entries(words).flatMap(([name, value]): [string, string][] => typeof value === 'string' ? [[place + name, value]] : textsOf(value as object, `${place}${name}.`))
}

describe.each(['de', 'de_DE'])('the words in %s', (language) => {
	const words = new Map(textsOf(wordsFor(language)))

	it('are all translated', () => {
		expect([...words.keys()]).toEqual(textsOf(english).map(([place]) => place))
		expect(textsOf(english).filter(([place, text]) => words.get(place) === text)).toEqual([])
	})

	it('are those of the page, where it says the same', () => {
		const { translations } = JSON.parse(readFileSync(new URL(`../../src/l10n/${language}.json`, import.meta.url), 'utf8')) as { translations: Record<string, string> }
		const common = textsOf(english).filter(([, text]) => text in translations)
		expect(common.length).toBeGreaterThan(10)
		for (const [place, text] of common) {
			expect([place, words.get(place)]).toEqual([place, translations[text]])
		}
	})
})

it('are English where there is no translation', () => {
	expect(wordsFor('fr')).toBe(english)
	expect(wordsFor('dev')).toBe(english)
})

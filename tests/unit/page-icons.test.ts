// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const read = (name: string) => readFileSync(join(import.meta.dirname, '../../src/img', name), 'utf8')

it('the icon is the same drawing in all: white for Nextcloud\'s menu, which turns it itself, in the colour of the text, and in its own colour with some room around it', () => {
	expect(read('app.svg')).toBe(read('app-dark.svg').replaceAll('currentColor', '#fff'))
	expect(read('app-dark.svg')).toContain('viewBox="0 0 24 24"')
	const drawing = (name: string) => read(name).slice(read(name).indexOf('<path'))
	expect(drawing('app-color.svg').replaceAll('#3f8f4a', 'currentColor')).toBe(drawing('app-dark.svg'))
})

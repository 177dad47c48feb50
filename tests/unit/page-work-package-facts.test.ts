// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { setLocale } from '@nextcloud/l10n'
import { describe, expect, it } from 'vitest'
import { shortDate } from '../../src/work-packages/due-date.ts'
import { initialsOf } from '../../src/work-packages/initials.ts'

it.each([
	['Bo Builder', 'BB'],
	['Maximiliane von Langenfeld', 'ML'],
	['admin', 'A'],
	['🌱 Seedling', '🌱S'],
	['  ', ''],
])('who has no picture is shown by initials: %s', (name, initials) => {
	expect(initialsOf(name)).toBe(initials)
})

describe('a due date', () => {
	const today = new Date('2026-11-25T12:00:00')

	it('names the year only where it is another one', () => {
		setLocale('en_GB')
		expect(shortDate('2026-03-03', today)).toBe('3 Mar')
		expect(shortDate('2027-03-03', today)).toBe('3 Mar 2027')
	})

	it('is written as people of the locale do', () => {
		setLocale('de_DE')
		expect(shortDate('2026-03-03', today)).toBe('3. März')
	})

	it('is shown as it is when it is none', () => {
		expect(shortDate('soon', today)).toBe('soon')
	})
})

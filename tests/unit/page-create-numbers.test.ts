// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { expect, it } from 'vitest'
import { formatNumber, parseNumber } from '../../src/work-packages/create/numbers.ts'
import { subjectOf } from '../../src/work-packages/create/subject-of.ts'

it.each([
	['en', '1.5', 1.5],
	['en', '1,5', 1.5],
	['en', '1,234', 1234],
	['en', '1,234,567.25', 1234567.25],
	['de', '1,5', 1.5],
	['de', '1.5', 1.5],
	['de', '1.234', 1234],
	['de', '1.234,5', 1234.5],
	['fr', '1 234,5', 1234.5],
	['de-CH', '1’234.5', 1234.5],
	['en', ' 12 ', 12],
	['en', '-3', -3],
	['en', '−3', -3],
	['en', '.5', 0.5],
	['ar', '١٢٫٥', 12.5],
	['fa', '۱۲', 12],
])('a number that is written in %s: %s', (locale, text, value) => {
	expect(parseNumber(text, locale)).toBe(value)
})

it.each(['', 'many', '1.2.3', '12 pots', '1e5', '0x10', '--1', ',', 'Infinity', '1,23,4'])('no number is: %s', (text) => {
	expect(parseNumber(text, 'en')).toBeNull()
})

it.each([['en', '1234.5'], ['de', '1234,5'], ['ar-EG', '1234.5']])('a number stands in a field as people of %s write it, and is read as it was', (locale, text) => {
	expect(formatNumber(1234.5, locale)).toBe(text)
	expect(parseNumber(text, locale)).toBe(1234.5)
})

it.each([
	['plan-03.pdf', 'file', 'plan-03'],
	['Site plan v1.2.dwg', 'file', 'Site plan v1.2'],
	['.htaccess', 'file', '.htaccess'],
	['README', 'file', 'README'],
	['No. 5', 'file', 'No. 5'],
	['a.b', 'folder', 'a.b'],
	['سجل.txt', 'file', 'سجل'],
	[`${'🌱'.repeat(125)}.md`, 'file', '🌱'.repeat(125)],
] as const)('%s, a %2$s, suggests a subject', (name, kind, subject) => {
	expect(subjectOf(name, kind)).toBe(subject)
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { describe, expect, test } from 'vitest'
import { durationOfDays, durationOfHours, hoursOf } from '../../sidecar/nepenthes/duration.ts'

describe('a duration', () => {
	test.for([
		['PT2H', 2],
		['PT2H30M', 2.5],
		['PT45M', 0.75],
		['P1D', 24],
		['P1DT2H', 26],
		['PT0S', 0],
		['PT90S', 0.025],
		['PT1.5H', 1.5],
	] as const)('%s is %s hours', ([text, hours]) => {
		expect(hoursOf(text)).toBeCloseTo(hours, 10)
	})

	test.for(['', 'two hours', '2H', 'P1Y', 'PT-2H'])('"%s" is none', (text) => {
		expect(hoursOf(text)).toBeNull()
	})

	test('is written to the minute', () => {
		expect(durationOfHours(2)).toBe('PT2H')
		expect(durationOfHours(2.5)).toBe('PT2H30M')
		expect(durationOfHours(0.1)).toBe('PT0H6M')
		// What rounding makes a full hour is one.
		expect(durationOfHours(1.9999)).toBe('PT2H')
		expect(durationOfDays(3)).toBe('P3D')
	})
})

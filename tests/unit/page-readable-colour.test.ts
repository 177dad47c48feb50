// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Rgb } from '../../src/work-packages/readable-colour.ts'

import { describe, expect, it } from 'vitest'
import { contrast, formatColour, parseColour, readablePill, readableText } from '../../src/work-packages/readable-colour.ts'

const colour = (css: string) => parseColour(css)!

/** Every mixture of six shares of red, green and blue: among them black, white, and all that is hard to read. */
const shares = [0, 51, 102, 153, 204, 255]
const everyColour: Rgb[] = shares.flatMap((red) => shares.flatMap((green) => shares.map((blue): Rgb => [red, green, blue])))

/** What cards stand on in Nextcloud: still, and highlighted. */
const themes = {
	light: { backgrounds: ['#ffffff', '#f5f5f5'], minimum: 4.5 },
	dark: { backgrounds: ['#171717', '#1f1f1f'], minimum: 4.5 },
	'light, high contrast': { backgrounds: ['#ffffff', '#f5f5f5'], minimum: 7 },
	'dark, high contrast': { backgrounds: ['#000000', '#212121'], minimum: 7 },
}

describe('contrast', () => {
	// Values of the definition's well-known examples (WCAG 2.2).
	it.each([
		['#000000', '#ffffff', 21],
		['#777777', '#ffffff', 4.48],
		['#767676', '#ffffff', 4.54],
		['#ff0000', '#ffffff', 4],
		['#123456', '#123456', 1],
	])('of %s and %s is %d', (one, other, expected) => {
		expect(contrast(colour(one), colour(other))).toBeCloseTo(expected, 2)
		expect(contrast(colour(other), colour(one))).toBeCloseTo(expected, 2)
	})
})

describe.each(Object.entries(themes))('in the theme %s', (_, { backgrounds, minimum }) => {
	it('a type can be read in any colour that is chosen for it', () => {
		const grounds = backgrounds.map(colour)
		const unreadable = everyColour.filter((chosen) => grounds.some((ground) => contrast(readableText(chosen, grounds, minimum), ground) < minimum))
		expect(unreadable.map(formatColour)).toEqual([])
	})

	it('a status can be read in any colour that is chosen for it', () => {
		const unreadable = everyColour.filter((chosen) => {
			const { background, text } = readablePill(chosen, minimum)
			return contrast(background, text) < minimum
		})
		expect(unreadable.map(formatColour)).toEqual([])
	})
})

it('leaves a colour alone that can be read', () => {
	expect(formatColour(readableText(colour('#1a67a3'), [colour('#ffffff')], 4.5))).toBe('#1a67a3')
	expect(formatColour(readablePill(colour('#1a67a3'), 4.5).background)).toBe('#1a67a3')
})

it('keeps yellow yellowish on white, and navy bluish on black', () => {
	const [red, green, blue] = readableText(colour('#ffff00'), [colour('#ffffff')], 4.5)
	expect(Math.min(red, green)).toBeGreaterThan(blue + 80)
	const navy = readableText(colour('#000080'), [colour('#171717')], 4.5)
	expect(navy[2]).toBeGreaterThan(navy[0] + 30)
})

it('chooses black on what is bright, white on what is dark', () => {
	expect(formatColour(readablePill(colour('#ffff00'), 4.5).text)).toBe('#000000')
	expect(formatColour(readablePill(colour('#000080'), 4.5).text)).toBe('#ffffff')
})

it.each([
	['#A0b1C2', [160, 177, 194]],
	['rgb(1, 2, 3)', [1, 2, 3]],
	['rgba(1, 2, 3, 0.5)', [1, 2, 3]],
	['rgb(1 2 3 / 50%)', [1, 2, 3]],
	['red', null],
	['#fff', null],
	['', null],
])('reads %s', (css, expected) => {
	expect(parseColour(css)).toEqual(expected)
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Red, green and blue in sRGB, from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

const BLACK: Rgb = [0, 0, 0]
const WHITE: Rgb = [255, 255, 255]
/** Steps between a colour and black or white: each smaller than the eye tells apart. */
const STEPS = 64

/**
 * A colour as Nepenthes and style sheets write it; null if it is something else.
 *
 * @param css `#rrggbb`, `rgb(1, 2, 3)` or `rgba(1, 2, 3, 0.5)`, whose alpha is not looked at
 */
export function parseColour(css: string): Rgb | null {
	const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(css.trim())
	if (digits !== null) {
		return [Number.parseInt(digits[1]!, 16), Number.parseInt(digits[2]!, 16), Number.parseInt(digits[3]!, 16)]
	}
	const numbers = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(css.trim())
	return numbers === null ? null : [Number(numbers[1]), Number(numbers[2]), Number(numbers[3])]
}

/** A colour as `#rrggbb`. */
export function formatColour(colour: Rgb): string {
	return `#${colour.map((channel) => Math.round(channel).toString(16).padStart(2, '0')).join('')}`
}

/** Relative luminance (WCAG 2.2, definitions). */
function luminance(colour: Rgb): number {
	const [red, green, blue] = colour.map((channel) => {
		const share = channel / 255
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
	}) as [number, number, number]
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio of two colours, from 1 to 21 (WCAG 2.2, definitions). */
export function contrast(one: Rgb, other: Rgb): number {
	const [dark, light] = [luminance(one), luminance(other)].toSorted((left, right) => left - right) as [number, number]
	return (light + 0.05) / (dark + 0.05)
}

function towards(colour: Rgb, end: Rgb, share: number): Rgb {
	return colour.map((channel, index) => Math.round(channel + (end[index]! - channel) * share)) as unknown as Rgb
}

/** The first colour, on the way to an end, that is good enough; how far that is, from 0 to 1. Null if none is. */
function firstOnTheWay(colour: Rgb, end: Rgb, isGood: (candidate: Rgb) => boolean): { colour: Rgb, share: number } | null {
	for (let step = 0; step <= STEPS; step++) {
		const share = step / STEPS
		const candidate = towards(colour, end, share)
		if (isGood(candidate)) {
			return { colour: candidate, share }
		}
	}
	return null
}

/** The nearest colour, darker or lighter, that is good enough; null where neither black nor white is. */
function nearest(colour: Rgb, isGood: (candidate: Rgb) => boolean): Rgb | null {
	const [first] = [firstOnTheWay(colour, BLACK, isGood), firstOnTheWay(colour, WHITE, isGood)]
		.filter((found) => found !== null)
		.toSorted((left, right) => left.share - right.share)
	return first?.colour ?? null
}

/**
 * A colour as text: itself where it can be read, else the nearest darker or lighter one that can.
 *
 * @param colour
 * @param backgrounds all that the text may stand on
 * @param minimum contrast ratio, at most 7
 */
export function readableText(colour: Rgb, backgrounds: readonly Rgb[], minimum: number): Rgb {
	const worst = (candidate: Rgb) => Math.min(...backgrounds.map((background) => contrast(candidate, background)))
	return nearest(colour, (candidate) => worst(candidate) >= minimum)
		?? (worst(BLACK) >= worst(WHITE) ? BLACK : WHITE)
}

/**
 * A colour as background of a text: itself with the better of black and white where that can be read, else the
 * nearest one with which it can.
 *
 * @param colour
 * @param minimum contrast ratio, at most 7
 */
export function readablePill(colour: Rgb, minimum: number): { background: Rgb, text: Rgb } {
	const best = (candidate: Rgb) => contrast(candidate, WHITE) >= contrast(candidate, BLACK) ? WHITE : BLACK
	const background = nearest(colour, (candidate) => contrast(candidate, best(candidate)) >= minimum) ?? WHITE
	return { background, text: best(background) }
}

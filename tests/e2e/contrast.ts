// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator } from 'playwright-core'

/** A text as it is painted, and how it stands out from what is behind it (WCAG 2.2, 1.4.3: at least 4.5). */
export interface PaintedText {
	text: string
	contrast: number
}

/** Every visible text below an element with its contrast. */
export function contrasts(within: Locator): Promise<PaintedText[]> {
	return within.evaluate((root) => {
		type Colour = [red: number, green: number, blue: number, alpha: number]
		const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!

		/** Whatever way of writing a colour the browser gives back. */
		const colour = (css: string): Colour => {
			canvas.clearRect(0, 0, 1, 1)
			canvas.fillStyle = css
			canvas.fillRect(0, 0, 1, 1)
			const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data
			return [red, green, blue, alpha / 255]
		}
		const over = (above: Colour, below: Colour): Colour => {
			const [red, green, blue, alpha] = above
			return [red * alpha + below[0] * (1 - alpha), green * alpha + below[1] * (1 - alpha), blue * alpha + below[2] * (1 - alpha), 1]
		}
		const behind = (element: Element | null): Colour => element === null
			? [255, 255, 255, 1]
			: over(colour(getComputedStyle(element).backgroundColor), behind(element.parentElement))
		const opacity = (element: Element | null): number => element === null
			? 1
			: Number(getComputedStyle(element).opacity) * opacity(element.parentElement)
		const luminance = (colour: Colour) => colour.slice(0, 3)
			.map((channel) => channel / 255)
			.map((channel) => channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)
			.reduce((sum, channel, index) => sum + channel * [0.2126, 0.7152, 0.0722][index]!, 0)

		const painted: { text: string, contrast: number }[] = []
		const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
		while (texts.nextNode()) {
			const element = texts.currentNode.parentElement!
			const text = texts.currentNode.textContent!.trim()
			if (text === '' || element.closest('[aria-hidden=true]') !== null || !element.checkVisibility() || element.getBoundingClientRect().width <= 1) {
				continue
			}
			const background = behind(element)
			const [red, green, blue, alpha] = colour(getComputedStyle(element).color)
			const foreground = luminance(over([red, green, blue, alpha * opacity(element)], background))
			const ground = luminance(background)
			painted.push({ text, contrast: (Math.max(foreground, ground) + 0.05) / (Math.min(foreground, ground) + 0.05) })
		}
		return painted
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

import { allStatuses, allTypes } from '../planning/attributes.ts'

/** The colours of statuses and types as a style sheet, as pages may not have styles of their own. */
export function colorSheet(instance: Instance): string {
	const rule = (name: string, { id, color }: { id: number, color: string | null }) => color === null ? '' : `.${name}-${id} { --color: ${color}; --on-color: ${textOn(color)}; }\n`
	return [
		...allStatuses(instance).map((status) => rule('status', status)),
		...allTypes(instance).map((type) => rule('type', type)),
	].join('')
}

/** Black or white, whichever can be read better on a colour (WCAG 2, relative luminance). */
function textOn(color: string): string {
	const [, short, long] = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(color) ?? []
	const digits = short ? [...short].map((digit) => digit + digit) : (long ?? '000000').match(/../g)!
	const [red = 0, green = 0, blue = 0] = digits.map((pair) => Number.parseInt(pair, 16) / 255)
		.map((channel) => channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4)
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000' : '#fff'
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

const DIGITS: readonly [RegExp, number][] = [
	// Arabic and Persian keyboards write their own.
	[/[\u0660-\u0669]/g, 0x0660],
	[/[\u06F0-\u06F9]/g, 0x06F0],
]

/**
 * A number as people of a locale write it: with its separators, or with a dot or a comma where that cannot be mistaken
 * for one of them.
 *
 * @param text
 * @param locale BCP 47
 * @return null for what is no number
 */
export function parseNumber(text: string, locale: string): number | null {
	const { group, decimal } = separatorsOf(locale)
	let plain = DIGITS.reduce((now, [digits, zero]) => now.replace(digits, (digit) => String(digit.charCodeAt(0) - zero)), text)
		.replace(/[\s'’\u00A0\u202F]/g, '')
		.replace(/^\u2212/, '-')
	if (isGrouped(plain, group)) {
		plain = plain.replaceAll(group, '')
	}
	plain = plain.replace(decimal, '.').replace(/[,\u066B]/, '.')
	const value = /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : Number.NaN
	return Number.isFinite(value) ? value : null
}

/**
 * A number as people of a locale write it into a field: without groups.
 *
 * @param value
 * @param locale BCP 47
 */
export function formatNumber(value: number, locale: string): string {
	return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 20, numberingSystem: 'latn' }).format(value)
}

function separatorsOf(locale: string): { group: string, decimal: string } {
	const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn', useGrouping: true }).formatToParts(1234567.5)
	const sign = (type: 'group' | 'decimal', fallback: string) => parts.find((part) => part.type === type)?.value ?? fallback
	return { group: sign('group', ','), decimal: sign('decimal', '.') }
}

/** Whether the separator stands only where a group begins. */
function isGrouped(text: string, group: string): boolean {
	const [first = '', ...others] = text.replace(/^[+-]/, '').split(group)
	const last = others.pop()
	return last !== undefined
		&& /^\d{1,3}$/.test(first)
		&& others.every((part) => /^\d{3}$/.test(part))
		&& /^\d{3}(?:\D.*)?$/.test(last)
}

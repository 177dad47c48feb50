// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

export interface DateRange {
	name: string
	since: Date
	/** Null: until now and on. */
	until: Date | null
}

/** The ranges that are a click away, at this moment. */
export function quickRanges(now = new Date()): DateRange[] {
	const [year, month, day] = [now.getFullYear(), now.getMonth(), now.getDate()]
	const endOf = (...parts: [number, number, number]) => new Date(...parts, 23, 59, 59, 999)
	return [
		{ name: 'Today', since: new Date(year, month, day), until: endOf(year, month, day) },
		{ name: 'Last 7 days', since: new Date(year, month, day - 6), until: null },
		{ name: 'Last 30 days', since: new Date(year, month, day - 29), until: null },
		{ name: 'This year', since: new Date(year, 0, 1), until: endOf(year, 11, 31) },
		{ name: 'Last year', since: new Date(year - 1, 0, 1), until: endOf(year - 1, 11, 31) },
	]
}

/** Whole days, as the two fields of a date name them. */
export function customRange(from: Date, to: Date): DateRange {
	const language = document.documentElement.lang
	return {
		name: `Between ${from.toLocaleDateString(language)} and ${to.toLocaleDateString(language)}`,
		since: from,
		until: to,
	}
}

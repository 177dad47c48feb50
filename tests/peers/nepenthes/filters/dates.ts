// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Operators } from './operators.ts'

import { ApiError } from '../api-error.ts'
import { flag } from './operators.ts'

const DAY = 24 * 60 * 60 * 1000

/**
 * The operators of days (section 2.4). Days are those of UTC.
 *
 * @param name Of the filter, for errors
 * @param day `YYYY-MM-DD` of an item
 * @param now
 */
export function onDays<Item>(name: string, day: (item: Item) => string | null, now: Date): Operators<Item> {
	const away = (days: number) => new Date(now.getTime() + days * DAY).toISOString().slice(0, 10)
	const between = (from: string, to: string) => (item: Item) => {
		const value = day(item)
		return value !== null && (from === '' || value >= from) && (to === '' || value <= to)
	}
	const relative = (range: (days: number) => [from: string, to: string]) => ({
		values: [1, 1] as [number, number],
		condition: ([value = '']: string[]) => {
			if (!/^\d{1,5}$/.test(value)) {
				throw new ApiError('InvalidQuery', 'query.values', { value: name })
			}
			return between(...range(Number(value)))
		},
	})
	const date = (value: string | undefined, optional: boolean) => {
		// Of a point in time only the day counts.
		const text = (value ?? '').slice(0, 10)
		if (!(optional && text === '') && Number.isNaN(Date.parse(text))) {
			throw new ApiError('InvalidQuery', 'query.values', { value: name })
		}
		return text
	}
	const monday = away(-((now.getUTCDay() + 6) % 7))
	const sunday = new Date(Date.parse(monday) + 6 * DAY).toISOString().slice(0, 10)
	return {
		'=d': { values: [1, 1], condition: ([value]) => between(date(value, false), date(value, false)) },
		'<>d': { values: [2, 2], condition: ([from, to]) => between(date(from, true), date(to, true)) },
		't-': relative((days) => [away(-days), away(-days)]),
		't+': relative((days) => [away(days), away(days)]),
		'>t-': relative((days) => [away(-days), away(0)]),
		'<t-': relative((days) => ['', away(-days)]),
		'<t+': relative((days) => [away(0), away(days)]),
		'>t+': relative((days) => [away(days), '']),
		t: flag(between(away(0), away(0))),
		w: flag(between(monday, sunday)),
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getCanonicalLocale } from '@nextcloud/l10n'
import { calendarDay } from '../work-packages/calendar-day.ts'
import { shortDate } from '../work-packages/due-date.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** After so many days, people think in dates. */
const DAYS = 7

/**
 * How long ago something was, as briefly as the page's locale says it: "now", "5 min", "3 hr", "2 days", "3 Mar".
 * A moment that has not come yet is one of a clock that goes ahead of this one.
 *
 * @param moment ISO 8601
 * @param now in milliseconds since 1970
 */
export function elapsedTime(moment: string, now: number): string {
	const elapsed = now - Date.parse(moment)
	if (Number.isNaN(elapsed)) {
		return ''
	}
	if (elapsed < MINUTE) {
		return new Intl.RelativeTimeFormat(getCanonicalLocale(), { numeric: 'auto' }).format(0, 'second')
	}
	if (elapsed < HOUR) {
		return amount(elapsed / MINUTE, 'minute')
	}
	if (elapsed < DAY) {
		return amount(elapsed / HOUR, 'hour')
	}
	if (elapsed < DAYS * DAY) {
		return amount(elapsed / DAY, 'day')
	}
	return shortDate(calendarDay(new Date(moment)), new Date(now))
}

/** A moment in full, for who wants to know exactly. */
export function exactTime(moment: string): string {
	const date = new Date(moment)
	return Number.isNaN(date.getTime())
		? moment
		: new Intl.DateTimeFormat(getCanonicalLocale(), { dateStyle: 'long', timeStyle: 'short' }).format(date)
}

/** Days are short enough in full, and hard to read otherwise. */
function amount(value: number, unit: 'minute' | 'hour' | 'day'): string {
	return new Intl.NumberFormat(getCanonicalLocale(), { style: 'unit', unit, unitDisplay: unit === 'day' ? 'long' : 'short' }).format(Math.floor(value))
}

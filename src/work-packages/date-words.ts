// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { t } from '@nextcloud/l10n'
import { calendarDay } from './calendar-day.ts'
import { shortDate } from './due-date.ts'

/** Whether a day is over. Days are compared as they are written. */
export function isPast(day: string, today = new Date()): boolean {
	return day < calendarDay(today)
}

/**
 * When something is due, or since when it is overdue.
 *
 * @param day YYYY-MM-DD
 * @param today
 */
export function dueWords(day: string, today = new Date()): string {
	if (day === calendarDay(today)) {
		return t('integration_nepenthes', 'Due today')
	}
	const date = shortDate(day, today)
	return isPast(day, today)
		? t('integration_nepenthes', 'Overdue since {date}', { date })
		: t('integration_nepenthes', 'Due on {date}', { date })
}

/**
 * When something begins, or was to begin.
 *
 * @param day YYYY-MM-DD
 * @param today
 */
export function startWords(day: string, today = new Date()): string {
	if (day === calendarDay(today)) {
		return t('integration_nepenthes', 'Starts today')
	}
	const date = shortDate(day, today)
	return isPast(day, today)
		? t('integration_nepenthes', 'Started on {date}', { date })
		: t('integration_nepenthes', 'Starts on {date}', { date })
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getCanonicalLocale } from '@nextcloud/l10n'

/**
 * A day as people of the page's locale write it, the year only where it is another one.
 *
 * @param day YYYY-MM-DD
 * @param today
 */
export function shortDate(day: string, today = new Date()): string {
	const date = new Date(`${day}T00:00:00Z`)
	if (Number.isNaN(date.getTime())) {
		return day
	}
	const isThisYear = date.getUTCFullYear() === today.getFullYear()
	return new Intl.DateTimeFormat(getCanonicalLocale(), {
		day: 'numeric',
		month: 'short',
		...!isThisYear && { year: 'numeric' },
		timeZone: 'UTC',
	}).format(date)
}

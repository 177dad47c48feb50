// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** The day that a moment belongs to where the browser is: YYYY-MM-DD. */
export function calendarDay(moment: Date): string {
	return [
		String(moment.getFullYear()).padStart(4, '0'),
		String(moment.getMonth() + 1).padStart(2, '0'),
		String(moment.getDate()).padStart(2, '0'),
	].join('-')
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getCanonicalLocale } from '@nextcloud/l10n'

const units: [Intl.RelativeTimeFormatUnit, seconds: number][] = [
	['year', 31_536_000],
	['month', 2_592_000],
	['week', 604_800],
	['day', 86_400],
	['hour', 3600],
	['minute', 60],
]

/** How long ago a file was changed, in words; empty if that is not known. */
export function modifiedAgo(time: Date | undefined): string {
	if (!time) {
		return ''
	}
	const seconds = (time.getTime() - Date.now()) / 1000
	const [unit, length] = units.find(([, least]) => Math.abs(seconds) >= least) ?? ['second', 1]
	return new Intl.RelativeTimeFormat(getCanonicalLocale(), { numeric: 'auto' }).format(Math.round(seconds / length), unit)
}

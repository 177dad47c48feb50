// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { NotificationReason, NotifiedWorkPackage } from '../../sidecar/contract/notifications.ts'

import { t } from '@nextcloud/l10n'
import { dueWords, startWords } from '../work-packages/date-words.ts'
import { shortDate } from '../work-packages/due-date.ts'

/**
 * Why somebody is notified of a work package, each reason in a word or two. Date alerts say which date it is; an older
 * alert about the same date is out of date itself.
 *
 * @param notified
 * @param notified.reasons
 * @param notified.dates
 * @param today
 */
export function reasonWords({ reasons, dates }: Pick<NotifiedWorkPackage, 'reasons' | 'dates'>, today = new Date()): string[] {
	const newestDates = dates.filter(({ property }, index) => dates.findIndex((other) => other.property === property) === index)
	return reasons.flatMap((reason) => reason === 'dateAlert' && newestDates.length > 0
		? newestDates.map((date) => dateAlertWords(date, today))
		: [wordsOf(reason)])
}

function dateAlertWords({ property, date }: NotifiedWorkPackage['dates'][number], today: Date): string {
	switch (property) {
		// A milestone has but one date.
		case 'date':
		case 'dueDate':
			return dueWords(date, today)
		case 'startDate':
			return startWords(date, today)
		case 'other':
			return t('integration_nepenthes', 'Date: {date}', { date: shortDate(date, today) })
	}
}

function wordsOf(reason: NotificationReason): string {
	switch (reason) {
		case 'mentioned':
			return t('integration_nepenthes', 'Mentioned')
		case 'assigned':
			return t('integration_nepenthes', 'Assigned')
		case 'responsible':
			return t('integration_nepenthes', 'Accountable')
		case 'watched':
			return t('integration_nepenthes', 'Watched')
		case 'subscribed':
			return t('integration_nepenthes', 'Subscribed')
		case 'commented':
			return t('integration_nepenthes', 'Commented')
		case 'created':
			return t('integration_nepenthes', 'Created')
		case 'processed':
			return t('integration_nepenthes', 'Status changed')
		case 'prioritized':
			return t('integration_nepenthes', 'Priority changed')
		case 'scheduled':
			return t('integration_nepenthes', 'Dates changed')
		case 'dateAlert':
			return t('integration_nepenthes', 'Date alert')
		case 'shared':
			return t('integration_nepenthes', 'Shared')
		case 'reminder':
			return t('integration_nepenthes', 'Reminder')
		case 'other':
			return t('integration_nepenthes', 'Something new')
	}
}

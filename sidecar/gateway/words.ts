// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { NotificationReason } from '../contract/notifications.ts'

/**
 * What the gateway itself says in answers that Nextcloud's own interface and its clients show; everything else is said by
 * the page, in its own translations.
 */
export interface Words {
	navigationLink: string
	widgetTitle: string
	pickerTitle: string
	nothingNew: string
	connectFirst: string
	connectAgain: string
	doesNotAnswer: string
	connect: string
	openCentre: string
	reasons: Readonly<Record<NotificationReason, string>>
}

const ENGLISH: Words = {
	navigationLink: 'Open Nepenthes',
	widgetTitle: 'Nepenthes notifications',
	pickerTitle: 'Nepenthes work packages',
	nothingNew: 'Nothing new',
	connectFirst: 'Connect your Nepenthes account to see notifications.',
	connectAgain: 'Your connection has run out. Connect again to go on.',
	doesNotAnswer: 'Nepenthes does not answer',
	connect: 'Connect to Nepenthes',
	openCentre: 'Open notification centre',
	reasons: {
		mentioned: 'Mentioned',
		assigned: 'Assigned',
		responsible: 'Accountable',
		watched: 'Watched',
		subscribed: 'Subscribed',
		commented: 'Commented',
		created: 'Created',
		processed: 'Status changed',
		prioritized: 'Priority changed',
		scheduled: 'Dates changed',
		dateAlert: 'Date alert',
		shared: 'Shared',
		reminder: 'Reminder',
		other: 'Notification',
	},
}

const GERMAN: Words = {
	navigationLink: 'Nepenthes öffnen',
	widgetTitle: 'Nepenthes-Benachrichtigungen',
	pickerTitle: 'Nepenthes-Arbeitspakete',
	nothingNew: 'Nichts Neues',
	connectFirst: 'Verbinde dein Nepenthes-Konto, um Benachrichtigungen zu sehen.',
	connectAgain: 'Deine Verbindung ist abgelaufen. Verbinde dich erneut, um fortzufahren.',
	doesNotAnswer: 'Nepenthes antwortet nicht',
	connect: 'Mit Nepenthes verbinden',
	openCentre: 'Benachrichtigungszentrale öffnen',
	reasons: {
		mentioned: 'Erwähnt',
		assigned: 'Zugewiesen',
		responsible: 'Verantwortlich',
		watched: 'Beobachtet',
		subscribed: 'Abonniert',
		commented: 'Kommentiert',
		created: 'Erstellt',
		processed: 'Status geändert',
		prioritized: 'Priorität geändert',
		scheduled: 'Termine geändert',
		dateAlert: 'Terminhinweis',
		shared: 'Geteilt',
		reminder: 'Erinnerung',
		other: 'Benachrichtigung',
	},
}

const FORMAL_GERMAN: Words = {
	...GERMAN,
	connectFirst: 'Verbinden Sie Ihr Nepenthes-Konto, um Benachrichtigungen zu sehen.',
	connectAgain: 'Ihre Verbindung ist abgelaufen. Verbinden Sie sich erneut, um fortzufahren.',
}

/** @param language as Nextcloud writes it: `de`, `de_DE`; English for all that is not translated */
export function wordsFor(language: string): Words {
	// Nextcloud's `de` says "du", its `de_DE` says "Sie".
	return language === 'de_DE' ? FORMAL_GERMAN : language === 'de' || language.startsWith('de_') ? GERMAN : ENGLISH
}

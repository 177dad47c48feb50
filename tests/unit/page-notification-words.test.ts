// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { NotificationReason, NotifiedWorkPackage } from '../../sidecar/contract/notifications.ts'

import { register, setLanguage, setLocale, unregister } from '@nextcloud/l10n'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NotificationReason as Reasons } from '../../sidecar/contract/notifications.ts'
import german from '../../src/l10n/de.json' with { type: 'json' }
import { elapsedTime, exactTime } from '../../src/notifications/elapsed-time.ts'
import { reasonWords } from '../../src/notifications/reason-words.ts'

const today = new Date('2026-11-25T12:00:00')

beforeEach(() => {
	setLanguage('en')
	setLocale('en_GB')
})

afterEach(() => unregister('integration_nepenthes'))

const words = (reasons: NotificationReason[], dates: NotifiedWorkPackage['dates'] = []) => reasonWords({ reasons, dates }, today)
const everyReason = Reasons.anyOf.map(({ const: reason }) => reason)

describe('why somebody is notified', () => {
	it.each<[NotificationReason, string]>([
		['mentioned', 'Mentioned'],
		['assigned', 'Assigned'],
		['responsible', 'Accountable'],
		['watched', 'Watched'],
		['subscribed', 'Subscribed'],
		['commented', 'Commented'],
		['created', 'Created'],
		['processed', 'Status changed'],
		['prioritized', 'Priority changed'],
		['scheduled', 'Dates changed'],
		['dateAlert', 'Date alert'],
		['shared', 'Shared'],
		['reminder', 'Reminder'],
		['other', 'Something new'],
	])('is said in words: %s', (reason, said) => {
		expect(words([reason])).toEqual([said])
	})

	it('has words of its own for every reason, in German too', () => {
		expect(new Set(words(everyReason)).size).toBe(everyReason.length)
		const english = words(everyReason)
		setLanguage('de')
		register('integration_nepenthes', german.translations)
		expect(words(everyReason).filter((word) => english.includes(word))).toEqual([])
	})

	it('may be several things, the newest first', () => {
		expect(words(['commented', 'mentioned'])).toEqual(['Commented', 'Mentioned'])
	})
})

describe('a date alert', () => {
	it.each<[string, NotifiedWorkPackage['dates'][number], string]>([
		['is due', { property: 'dueDate', date: '2026-12-03' }, 'Due on 3 Dec'],
		['is due in another year', { property: 'dueDate', date: '2027-03-03' }, 'Due on 3 Mar 2027'],
		['is due today', { property: 'dueDate', date: '2026-11-25' }, 'Due today'],
		['is overdue', { property: 'dueDate', date: '2026-11-24' }, 'Overdue since 24 Nov'],
		['is a milestone', { property: 'date', date: '2026-11-26' }, 'Due on 26 Nov'],
		['is a milestone that was missed', { property: 'date', date: '2026-10-31' }, 'Overdue since 31 Oct'],
		['begins', { property: 'startDate', date: '2026-11-30' }, 'Starts on 30 Nov'],
		['begins today', { property: 'startDate', date: '2026-11-25' }, 'Starts today'],
		['has begun', { property: 'startDate', date: '2026-11-20' }, 'Started on 20 Nov'],
		['has a date of a kind that is new to us', { property: 'other', date: '2026-11-30' }, 'Date: 30 Nov'],
	])('says when what it is about %s', (_, date, said) => {
		expect(words(['dateAlert'], [date])).toEqual([said])
	})

	it('stands where the reason stands, and once for each date', () => {
		expect(words(['mentioned', 'dateAlert', 'assigned'], [
			{ property: 'dueDate', date: '2026-12-03' },
			{ property: 'startDate', date: '2026-11-30' },
			{ property: 'dueDate', date: '2026-12-01' },
		])).toEqual(['Mentioned', 'Due on 3 Dec', 'Starts on 30 Nov', 'Assigned'])
	})
})

describe('how long ago something was', () => {
	const now = Date.parse('2026-11-25T12:00:00Z')

	it.each([
		['2026-11-25T11:59:30Z', 'now', 'jetzt'],
		['2026-11-25T12:03:00Z', 'now', 'jetzt'],
		['2026-11-25T11:54:10Z', '5 mins', '5 Min.'],
		['2026-11-25T08:59:00Z', '3 hrs', '3 Std.'],
		['2026-11-24T11:00:00Z', '1 day', '1 Tag'],
		['2026-11-19T11:00:00Z', '6 days', '6 Tage'],
		['2026-03-03T11:00:00Z', '3 Mar', '3. März'],
		['2024-03-03T11:00:00Z', '3 Mar 2024', '3. März 2024'],
	])('is said briefly, as the locale does: %s', (moment, english, inGerman) => {
		expect(elapsedTime(moment, now)).toBe(english)
		setLocale('de_DE')
		expect(elapsedTime(moment, now)).toBe(inGerman)
	})

	it('says nothing of what is no moment', () => {
		expect(elapsedTime('yesterday', now)).toBe('')
		expect(exactTime('yesterday')).toBe('yesterday')
	})
})

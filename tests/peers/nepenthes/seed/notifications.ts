// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Told } from '../notification-verbs.ts'

import { notificationVerbsOf } from '../notification-verbs.ts'

const MINUTE = 60 * 1000
const HOUR = 60
const DAY = 24 * HOUR

const RIM = 'Pitcher leaks at the lower rim'

/** Whom, why and about what; how many minutes ago. In the order of time. */
const told: [minutes: number, notification: Omit<Told, 'at'>][] = [
	[9 * DAY, { user: 'alice', reason: 'created', workPackage: 'Price list that people can read on a phone', actor: 'admin', read: true }],
	[8 * DAY, { user: 'alice', reason: 'watched', workPackage: 'Camera that counts visits to a pitcher', actor: 'bob', read: true }],
	[7 * DAY, { user: 'bob', reason: 'assigned', workPackage: 'Hose connection leaks at the greenhouse tap', actor: 'admin', read: true }],
	[7 * DAY, { user: 'alice', reason: 'assigned', workPackage: 'Photograph all hybrids for the catalogue', actor: 'admin', read: true }],
	[6 * DAY, { user: 'alice', reason: 'subscribed', workPackage: 'Minutes of the spring meeting', actor: 'admin', read: true }],
	[5 * DAY, { user: 'alice', reason: 'shared', workPackage: 'Which vents stick in wet weather', actor: 'admin' }],
	[4 * DAY, { user: 'alice', reason: 'scheduled', workPackage: 'Book porters for the summit trail', actor: 'bob' }],
	// Dave is locked by now.
	[3 * DAY, { user: 'alice', reason: 'prioritized', workPackage: 'Thermostat shows Fahrenheit after the update', actor: 'dave' }],
	// Of whoever said this, nothing is left.
	[50 * HOUR, { user: 'alice', reason: 'commented', workPackage: 'Pump in the rain barrel starts twice', actor: null }],
	// Alice saw the vault then.
	[49 * HOUR, { user: 'alice', reason: 'mentioned', workPackage: 'Count the seed packets in drawer 3', actor: 'admin' }],
	[30 * HOUR, { user: 'alice', reason: 'responsible', workPackage: 'Watering plan that knows the weather forecast', actor: 'admin' }],
	[28 * HOUR, { user: 'alice', reason: 'assigned', workPackage: 'إعادة زراعة النباتات المتسلقة في البيت الزجاجي', actor: 'admin' }],
	[27 * HOUR, { user: 'alice', reason: 'commented', workPackage: '<b>Bold</b> label in the plant list is shown as text', actor: 'bob', comment: 'It is <em>not</em> bold here & there.' }],
	[26 * HOUR, { user: 'alice', reason: 'mentioned', workPackage: '<script>alert(1)</script>', actor: 'bob' }],
	[24 * HOUR, { user: 'alice', reason: 'dateAlert', workPackage: 'Order live sphagnum for the new bog bed', date: 'startDate' }],
	[24 * HOUR, { user: 'alice', reason: 'dateAlert', workPackage: 'Tie up the climbing Nepenthes at the arch', date: 'dueDate' }],
	[24 * HOUR, { user: 'alice', reason: 'dateAlert', workPackage: 'Level the bog bed after the storm', date: 'dueDate' }],
	[24 * HOUR, { user: 'alice', reason: 'dateAlert', workPackage: 'Open day of the bog garden', date: 'date' }],
	[24 * HOUR, { user: 'bob', reason: 'dateAlert', workPackage: 'Water tastes of iron, says the newt', date: 'dueDate' }],
	[20 * HOUR, { user: 'alice', reason: 'mentioned', workPackage: 'Feed the flytraps 🪰🌱 before the open day 🎉', actor: 'bob' }],
	[19 * HOUR, { user: 'alice', reason: 'commented', workPackage: 'Feed the flytraps 🪰🌱 before the open day 🎉', actor: 'admin' }],
	[7 * HOUR, { user: 'bob', reason: 'mentioned', workPackage: 'Rain gauge at the north wall reads double', actor: 'alice' }],
	[6 * HOUR, { user: 'bob', reason: 'assigned', workPackage: RIM, actor: 'alice' }],
	[5 * HOUR, { user: 'alice', reason: 'processed', workPackage: RIM, actor: 'admin' }],
	[4 * HOUR, { user: 'alice', reason: 'commented', workPackage: RIM, actor: 'dave' }],
	[3 * HOUR, { user: 'alice', reason: 'watched', workPackage: RIM, actor: 'admin', read: true }],
	[2 * HOUR, { user: 'alice', reason: 'reminder', workPackage: 'Renew the phytosanitary certificate' }],
	[10, { user: 'alice', reason: 'mentioned', workPackage: RIM, actor: 'bob' }],
]

/**
 * What Alice and Bob were told: every reason there is. From now on Alice hears of everything that she may see, Bob of
 * what concerns himself.
 */
export function seedNotifications(instance: Instance): void {
	const { notify, watch, setGeneralReasons } = notificationVerbsOf(instance)
	const now = instance.clock().getTime()
	for (const [minutes, notification] of told) {
		notify({ ...notification, at: new Date(now - minutes * MINUTE) })
	}
	watch('alice', RIM)
	watch('alice', 'Camera that counts visits to a pitcher')
	setGeneralReasons('alice', ['commented', 'created', 'processed', 'prioritized', 'scheduled'])
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from './instance.ts'
import type { NewUser } from './users.ts'

import { setAvatar } from './avatars.ts'
import { seedFields } from './seed/fields.ts'
import { seedNotifications } from './seed/notifications.ts'
import { portrait } from './seed/pictures.ts'
import { seedPlanning } from './seed/planning.ts'
import { seedWorkPackages } from './seed/work-packages.ts'

const people: NewUser[] = [
	{ login: 'alice', password: 'alice-password', firstName: 'Alice', lastName: 'Archer', email: 'alice@nepenthes.example', timeZone: 'Europe/London' },
	{ login: 'bob', password: 'bob-password', firstName: 'Bob', lastName: 'Builder', email: 'bob@nepenthes.example' },
	{ login: 'carol', password: 'carol-password', firstName: 'Carol', lastName: 'Gärtner', email: 'carol@nepenthes.example', language: 'de', timeZone: 'Europe/Berlin' },
	{ login: 'admin', password: 'admin-password', firstName: 'Ada', lastName: 'Admin', email: 'admin@nepenthes.example', admin: true },
	{ login: 'dave', password: 'dave-password', firstName: 'Dave', lastName: 'Departed', email: 'dave@nepenthes.example', status: 'locked' },
]

/** The personal access token that the seed gives to each user. */
export const seededApiToken = (login: string): string => `opapi-${login}-token`

/**
 * The demo: its people, who have the same logins in the embedded Nextcloud, and their work. Alice is a member nearly
 * everywhere, Bob reads and comments, Carol is in no project; Dave has left and is locked. Alice and Bob have pictures,
 * Bob's lies at another place than the API.
 */
export function seedDemo(instance: Instance): void {
	const { users } = instance
	for (const person of people) {
		users.addApiToken(users.add(person), seededApiToken(person.login))
	}
	setAvatar(instance, users.byLogin('alice')!.id, { image: portrait([211, 236, 221], [29, 92, 63]) })
	setAvatar(instance, users.byLogin('bob')!.id, { image: portrait([255, 232, 204], [140, 74, 20]), elsewhere: true })
	seedPlanning(instance)
	seedFields(instance)
	seedWorkPackages(instance)
	seedNotifications(instance)
}

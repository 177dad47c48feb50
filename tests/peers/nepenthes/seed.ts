// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from './instance.ts'
import type { NewUser } from './users.ts'

const people: NewUser[] = [
	{ login: 'alice', password: 'alice-password', firstName: 'Alice', lastName: 'Archer', email: 'alice@nepenthes.example', timeZone: 'Europe/London' },
	{ login: 'bob', password: 'bob-password', firstName: 'Bob', lastName: 'Builder', email: 'bob@nepenthes.example' },
	{ login: 'carol', password: 'carol-password', firstName: 'Carol', lastName: 'Gärtner', email: 'carol@nepenthes.example', language: 'de', timeZone: 'Europe/Berlin' },
	{ login: 'admin', password: 'admin-password', firstName: 'Ada', lastName: 'Admin', email: 'admin@nepenthes.example', admin: true },
	{ login: 'dave', password: 'dave-password', firstName: 'Dave', lastName: 'Departed', email: 'dave@nepenthes.example', status: 'locked' },
]

/** The personal access token that the seed gives to each user. */
export const seededApiToken = (login: string): string => `opapi-${login}-token`

/** The people of the demo, who have the same logins in the embedded Nextcloud; Dave has left and is locked. */
export function seedDemo({ users }: Instance): void {
	for (const person of people) {
		users.addApiToken(users.add(person), seededApiToken(person.login))
	}
}

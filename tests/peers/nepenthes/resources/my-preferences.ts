// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { callerOf } from '../authentication.ts'
import { resource } from '../hal.ts'
import { signedIn } from '../permissions.ts'
import { userLink } from './users.ts'

export function preferencesOf(instance: Instance, user: User): Record<string, unknown> {
	return resource('UserPreferences', { timeZone: user.timeZone }, {
		links: {
			self: { href: `${instance.basePath}/api/v3/my_preferences` },
			user: userLink(instance, user),
		},
	})
}

/** `/api/v3/my_preferences`. */
export const myPreferences: Resource = (app, instance) => {
	app.get('/my_preferences', (request) => preferencesOf(instance, signedIn(callerOf(request))))
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Resource } from './index.ts'

import { callerOf } from '../authentication.ts'
import { resource } from '../hal.ts'
import { preferencesOf } from './my-preferences.ts'

/** `/api/v3/configuration` (section 6.2). */
export const configuration: Resource = (app, instance) => {
	app.get('/configuration', (request) => {
		const caller = callerOf(request)
		return resource('Configuration', {
			maximumAttachmentFileSize: 5_242_880,
			hostName: request.host,
			perPageOptions: [20, 100],
			durationFormat: 'hours_only',
			activeFeatureFlags: [],
		}, {
			links: {
				self: { href: `${instance.basePath}/api/v3/configuration` },
				userPreferences: { href: `${instance.basePath}/api/v3/my_preferences` },
			},
			...caller?.kind === 'user' && { embedded: { userPreferences: preferencesOf(instance, caller.user) } },
		})
	})
}

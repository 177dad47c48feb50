// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Resource } from './index.ts'

import { callerOf } from '../authentication.ts'
import { resource } from '../hal.ts'
import { userLink } from './users.ts'

/** `/api/v3` (section 6.3): who one is here, and where everything else is. */
export const root: Resource = (app, instance) => {
	const at = (path: string) => ({ href: `${instance.basePath}/api/v3${path}` })

	app.get('/', (request) => {
		const caller = callerOf(request)
		const user = caller?.kind === 'user' ? caller.user : undefined
		return resource('Root', {
			instanceName: instance.name,
			...user?.admin && { coreVersion: '17.2.0' },
		}, {
			links: {
				self: at(''),
				configuration: at('/configuration'),
				memberships: at('/memberships'),
				priorities: at('/priorities'),
				relations: at('/relations'),
				statuses: at('/statuses'),
				time_entries: at('/time_entries'),
				types: at('/types'),
				...user && { user: userLink(instance, user) },
				userPreferences: at('/my_preferences'),
				workPackages: at('/work_packages'),
			},
		})
	})
}

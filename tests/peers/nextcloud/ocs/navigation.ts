// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OcsRouter } from './router.ts'

import { userOf } from '../access.ts'
import { navigationOf } from '../navigation.ts'
import { visitorOf } from '../visitor.ts'

/** `core/navigation/apps`, with links or full addresses. */
export function navigationRoutes(ocs: OcsRouter, instance: Instance): void {
	ocs.add('GET', '/core/navigation/apps', { csrf: false, etag: true }, ({ request, parameters }) => {
		const entries = navigationOf(instance, userOf(request), '')
		if (parameters.absolute !== 'true' && parameters.absolute !== '1') {
			return entries
		}
		const { origin } = visitorOf(request)
		return entries.map((entry) => ({ ...entry, href: instance.addresses.absolute(origin, entry.href), icon: instance.addresses.absolute(origin, entry.icon) }))
	})
}

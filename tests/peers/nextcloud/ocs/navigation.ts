// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { NavigationEntry } from '../navigation.ts'
import type { Parameters } from '../parameters.ts'
import type { OcsRouter } from './router.ts'

import { userOf } from '../access.ts'
import { navigationOf, settingsNavigationOf } from '../navigation.ts'
import { maskRequestToken } from '../session/request-token.ts'
import { visitorOf } from '../visitor.ts'
import { sendOcsWithEtag } from './envelope.ts'

/** `core/navigation/apps` and `core/navigation/settings`, with links or full addresses. */
export function navigationRoutes(ocs: OcsRouter, instance: Instance): void {
	const addressed = (request: FastifyRequest, parameters: Parameters, entries: NavigationEntry[]): NavigationEntry[] => {
		if (parameters.absolute !== 'true' && parameters.absolute !== '1') {
			return entries
		}
		const { origin } = visitorOf(request)
		return entries.map((entry) => ({ ...entry, href: instance.addresses.absolute(origin, entry.href), icon: instance.addresses.absolute(origin, entry.icon) }))
	}

	ocs.add('GET', '/core/navigation/apps', { csrf: false, etag: true }, ({ request, parameters }) => addressed(request, parameters, navigationOf(instance, userOf(request), '')))

	ocs.add('GET', '/core/navigation/settings', { csrf: false }, ({ request, reply, parameters }) => {
		const { token } = maskRequestToken(visitorOf(request).session.requestSecret)
		const entries = addressed(request, parameters, Object.values(settingsNavigationOf(instance, userOf(request), token)))
		// The token in the link to log out is another each time.
		return sendOcsWithEtag(request, reply, entries, entries.map((entry) => entry.id === 'logout' ? { ...entry, href: 'logout' } : entry))
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OcsRouter } from '../ocs/router.ts'
import type { Parameters } from '../parameters.ts'
import type { Provider } from './provider.ts'

import { userOf } from '../access.ts'
import { OcsFailure } from '../ocs/envelope.ts'
import { text } from '../parameters.ts'
import { visitorOf } from '../visitor.ts'
import { contactsProvider } from './contacts.ts'
import { filesProvider } from './files.ts'
import { filtersOf } from './filters.ts'
import { settingsProvider } from './settings.ts'

const providers: Provider[] = [filesProvider, contactsProvider, settingsProvider]

const defaultLimit = 5
const maximum = 25

/** The unified search (section 6.6): who can be asked, and asking one. */
export function searchRoutes(ocs: OcsRouter, instance: Instance): void {
	const { addresses } = instance

	ocs.add('GET', '/search/providers', { csrf: false, etag: true }, ({ parameters }) => {
		const path = pathOf(text(parameters, 'from'), addresses.webroot)
		return providers.map(({ id, appId, name, icon, order, filters }) => ({
			id,
			appId,
			name,
			icon: addresses.file(icon),
			order: order(path),
			isExternalProvider: false,
			triggers: [id],
			filters,
			inAppSearch: false,
		})).sort((one, other) => one.order - other.order)
	})

	ocs.add('GET', '/search/providers/:id/search', { csrf: false }, ({ request, parameters, path }) => {
		const provider = providers.find(({ id }) => id === path.id)
		if (!provider) {
			throw new OcsFailure(996, 'Internal Server Error\n')
		}
		const filters = filtersOf(instance, provider, parameters)
		const limit = limitOf(parameters)
		const start = Number(parameters.cursor) || 0
		const entries = provider.find({ instance, user: userOf(request), origin: visitorOf(request).origin, filters, limit, start })
			// What is empty in PHP is a list.
			.map((entry) => ({ ...entry, attributes: Object.keys(entry.attributes).length === 0 ? [] : entry.attributes }))
		return { name: provider.name, isPaginated: provider.paginated, entries, cursor: provider.paginated ? start + limit : null }
	})
}

/** Where someone is, below the web root. */
function pathOf(from: string, webroot: string): string {
	const path = from.replace(/[?#].*$/s, '')
	return path.startsWith(webroot) ? path.slice(webroot.length) : path
}

function limitOf({ limit }: Parameters): number {
	return limit === undefined ? defaultLimit : Math.max(1, Math.min(Number.parseInt(String(limit), 10) || 0, maximum))
}

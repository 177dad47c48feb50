// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../../contract/work-package.ts'
import type { Filter } from '../../nepenthes/work-packages.ts'
import type { OcsRoute, OcsRouteOptions } from './index.ts'

import { problemOf } from '../../api/problems.ts'
import { searchTermOf } from '../../api/search-term.ts'
import { APP_ID } from '../../config.ts'
import { assetUrl } from '../paths.ts'
import { TooLate, within } from './within.ts'

/** Names our provider in search routes, and in the smart picker, which searches with it. */
export const SEARCH_PROVIDER = 'nepenthes'

/** Where it stands among the providers: below what Nextcloud finds itself. */
const ORDER = 30

/** Milliseconds after which an answer without hits is better than a late one. */
const PATIENCE = 2_000

/** How many hits clients get that do not say, and at most (nextcloud-contract 6.6). */
const LIMIT = { default: 5, max: 25 }

/** The most hits that can be paged through: what is further down is found by a better word. */
const MAX_HITS = 1000

interface Provider {
	order?: unknown
}

/** Work packages among the results of Nextcloud's search. */
export function searchRoutes({ webroot, log, api: { setup, searching, userSettings, nepenthes: { vault } } }: OcsRouteOptions): OcsRoute[] {
	/** In the list of places, which inverts pictures where it is bright. */
	const icon = assetUrl(webroot, 'img/app.svg')
	/** For who has none: results are shown as they are, in bright and dark themes. */
	const picture = assetUrl(webroot, 'img/app-color.svg')

	/** Whose tasks are looked for when somebody picks a person of Nextcloud; null if that person has no account in Nepenthes. */
	const assigneeFilter = async (person: string): Promise<Filter | null> => {
		const standing = await vault.standing(person, await setup.client())
		return standing.state === 'not-connected' ? null : { name: 'assignee', operator: '=', values: [String(standing.account.id)] }
	}

	const entryOf = ({ displayId, subject, url, project, type, status, assignee }: WorkPackage) => ({
		thumbnailUrl: assignee !== null && assignee.avatarId !== null ? assetUrl(webroot, `api/avatars/${assignee.avatarId}?otherwise=icon`) : picture,
		title: `${displayId} ${subject}`,
		subline: [project.name, type.name, status.name, assignee?.name].filter(Boolean).join(' · '),
		resourceUrl: url,
		// The smart picker takes it for a class, and shows the picture only where there is none.
		icon: '',
		rounded: assignee !== null && assignee.avatarId !== null,
		attributes: [],
	})

	const search = async (userId: string, query: URLSearchParams) => {
		const client = await setup.client()
		const limit = Math.min(positive(query.get('limit')) ?? LIMIT.default, LIMIT.max)
		const start = positive(query.get('cursor')) ?? 0
		const end = start + limit
		const filters = [spanFilter(query.get('since'), query.get('until'))]
		const person = query.get('person')
		if (person !== null && person !== '') {
			const assignee = await assigneeFilter(person)
			if (assignee === null) {
				return { entries: [], cursor: null }
			}
			filters.push(assignee)
		}
		const term = query.get('term')?.slice(0, 1000) ?? ''
		if (end > MAX_HITS || (term.trim() === '' && filters.every((filter) => filter === null))) {
			return { entries: [], cursor: null }
		}
		// From the first on, however far down: clients that let the limit grow and those that use a cursor get the same order.
		const { items, total } = await searching({
			userId,
			client,
			term: searchTermOf(term, client.instance),
			page: 1,
			pageSize: end,
			linkable: false,
			filters: filters.filter((filter) => filter !== null),
			subjectOnly: ['1', 'true'].includes(query.get('title-only') ?? ''),
		})
		const entries = items.slice(start, end).map(entryOf)
		return { entries, cursor: end < total && end < MAX_HITS && entries.length > 0 ? start + entries.length : null }
	}

	return [
		{
			method: 'GET',
			pattern: /^\/search\/providers$/,
			async answer(exchange) {
				if (setup.peek() === null) {
					return null
				}
				const { who } = await exchange.session()
				if (!(await within(PATIENCE, userSettings.of(who.id))).unifiedSearch.value) {
					return null
				}
				const own = await exchange.ask()
				if (!Array.isArray(own.data)) {
					return null
				}
				const provider = {
					id: SEARCH_PROVIDER,
					appId: APP_ID,
					name: 'Nepenthes',
					icon,
					order: ORDER,
					// Where the server lets users ask for such results, nothing that is typed leaves Nextcloud unasked.
					isExternalProvider: true,
					triggers: [SEARCH_PROVIDER],
					filters: { term: 'string', since: 'datetime', until: 'datetime', person: 'person', 'title-only': 'bool' },
					inAppSearch: false,
				}
				const providers = own.data as Provider[]
				const next = providers.findIndex(({ order }) => typeof order === 'number' && order > ORDER)
				return { of: own, data: next === -1 ? [...providers, provider] : providers.toSpliced(next, 0, provider) }
			},
		},
		{
			method: 'GET',
			pattern: new RegExp(`^/search/providers/${SEARCH_PROVIDER}/search$`),
			async answer(exchange) {
				if (setup.peek() === null) {
					return null
				}
				const { who } = await exchange.session()
				// Whatever hinders us, Nextcloud's search goes on without a word: what is wrong is told where people can mend it.
				const found = await within(PATIENCE, search(who.id, exchange.query)).catch((error: Error) => {
					if (!(error instanceof TooLate) && problemOf(error).code === 'internal') {
						log.error({ err: error }, 'a search failed')
					}
					return { entries: [], cursor: null }
				})
				// The smart picker, told that there are more, begins anew where it has no cursor.
				return { data: { name: 'Nepenthes', isPaginated: found.cursor !== null, ...found }, cacheControl: 'private, no-store' }
			},
		},
	]
}

/** Work packages that changed in that time; null without any. */
function spanFilter(since: string | null, until: string | null): Filter | null {
	const [from, to] = [since, until].map((time) => {
		const date = new Date(time === null || time === '' ? Number.NaN : /^\d+$/.test(time) ? Number(time) * 1000 : time)
		return Number.isNaN(date.getTime()) ? null : date.toISOString()
	})
	return (from ?? to) === null ? null : { name: 'updatedAt', operator: '<>d', values: [from ?? '1970-01-01T00:00:00.000Z', to ?? new Date().toISOString()] }
}

function positive(text: string | null): number | null {
	return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Api } from '../nepenthes/api.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Filter, WorkPackageQuery } from '../nepenthes/work-packages.ts'
import type { ApiDependencies } from './index.ts'
import type { SearchTerm } from './search-term.ts'
import type { CardPage } from './work-package-cards.ts'

import Type from 'typebox'
import { WorkPackageSearch } from '../contract/work-package.ts'
import { NepenthesForbidden, NepenthesNotFound } from '../nepenthes/errors.ts'
import { addressFilter, fetchWorkPackage } from '../nepenthes/work-packages.ts'
import { callerOf } from './caller.ts'
import { searchTermOf } from './search-term.ts'
import { cardsOf, listCards } from './work-package-cards.ts'

const PAGE_SIZE = 20

const EMPTY: CardPage = { items: [], total: 0, nextPage: null, complete: true }

const NEWEST_FIRST: WorkPackageQuery['sortBy'] = [['updatedAt', 'desc'], ['id', 'desc']]

/** Of those whose id contains the number, the one that is it comes before all longer ones. */
const LOWEST_ID_FIRST: WorkPackageQuery['sortBy'] = [['id', 'asc']]

interface Search {
	userId: string
	client: OAuthClient
	term: SearchTerm
	page: number
	/** Only those to which the user may link files of this Nextcloud. */
	linkable: boolean
}

/** Finding work packages. */
export const workPackages: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { setup, nepenthes: { access, attributes }, ownStorage }) => {
	const list = async (api: Api, { userId, client, page, linkable }: Search, filters: Filter[], sortBy: WorkPackageQuery['sortBy']): Promise<CardPage> => {
		const storage = linkable ? [addressFilter('linkableToStorageUrl', await ownStorage.address(userId, client))] : []
		return listCards(api, client.instance, attributes, { filters: [...filters, ...storage], sortBy, page, pageSize: PAGE_SIZE })
	}

	const byNumber = async (api: Api, search: Search, digits: string): Promise<CardPage> => {
		const found = await list(api, search, [typeahead(digits)], LOWEST_ID_FIRST)
		const id = Number(digits)
		const others = found.items.filter((item) => item.id !== id)
		if (search.page > 1) {
			// It stands on the first page, wherever it belongs.
			return { ...found, items: others }
		}
		const hit = found.items.find((item) => item.id === id)
		if (hit !== undefined) {
			return { ...found, items: [hit, ...others] }
		}
		// Twenty lower ids can have the number in their subject.
		if (found.nextPage === null) {
			return found
		}
		const exact = await list(api, search, [exactly(id)], LOWEST_ID_FIRST)
		return { ...found, items: [...exact.items, ...found.items] }
	}

	const bySemanticId = async (api: Api, search: Search, id: string): Promise<CardPage> => {
		const { userId, client, linkable } = search
		try {
			const workPackage = await fetchWorkPackage(api, id)
			if (linkable) {
				const storage = workPackage.storages === null ? null : await ownStorage.of(userId, client)
				if (!workPackage.mayManageLinks || (storage !== null && !workPackage.storages?.includes(storage.id))) {
					return EMPTY
				}
			}
			return { ...await cardsOf(api, client.instance, attributes, { items: [workPackage], total: 1 }), nextPage: null }
		} catch (error) {
			if (error instanceof NepenthesNotFound) {
				// "ISO-9001" looks like one and is a word.
				return list(api, search, [typeahead(id)], NEWEST_FIRST)
			}
			throw error
		}
	}

	const run = async (api: Api, search: Search): Promise<CardPage> => {
		const { term } = search
		switch (term.kind) {
			case 'foreign-address':
				return EMPTY
			case 'any':
				return list(api, search, [], NEWEST_FIRST)
			case 'words':
				return list(api, search, [typeahead(term.words)], NEWEST_FIRST)
			case 'id':
				return list(api, search, [exactly(term.id)], NEWEST_FIRST)
			case 'number':
				return byNumber(api, search, term.digits)
			case 'semantic-id':
				return bySemanticId(api, search, term.id)
		}
	}

	app.get('/work-packages', {
		schema: {
			summary: 'Work packages by word, number, semantic id or address',
			querystring: Type.Object({
				query: Type.String({ default: '', maxLength: 1000 }),
				page: Type.Integer({ default: 1, minimum: 1, maximum: 10_000 }),
				linkable: Type.Boolean({ default: false, description: 'Only those to which the user may link files of this Nextcloud.' }),
			}),
			response: { 200: WorkPackageSearch },
		},
	}, async (request) => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { query, page, linkable } = request.query
		const search = { userId, client, term: searchTermOf(query, client.instance), page, linkable }
		const found = await access.use(userId, client, (api) => run(api, search)).catch(nothingWhereNoProjectIsSeen)
		if (linkable && found.total === 0) {
			// Nothing may be found because nothing can be: then this says why.
			await ownStorage.of(userId, client)
		}
		return found
	})

	app.get('/work-packages/assigned', {
		schema: {
			summary: 'Open work packages that are assigned to the user',
			querystring: Type.Object({
				page: Type.Integer({ default: 1, minimum: 1, maximum: 10_000 }),
				due: Type.Union([
					Type.Literal('any', { description: 'The newest change first.' }),
					Type.Literal('soon', { description: 'Due within a week, or already; the earliest first.' }),
				], { default: 'any' }),
			}),
			response: { 200: WorkPackageSearch },
		},
	}, async (request) => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		const { page, due } = request.query
		const mine: Filter[] = [{ name: 'assignee', operator: '=', values: ['me'] }, { name: 'status', operator: 'o', values: [] }]
		return access.use(userId, client, (api) => listCards(api, client.instance, attributes, {
			filters: due === 'soon' ? [...mine, dueSoon(new Date())] : mine,
			sortBy: due === 'soon' ? [['dueDate', 'asc'], ['id', 'asc']] : NEWEST_FIRST,
			page,
			pageSize: PAGE_SIZE,
		})).catch(nothingWhereNoProjectIsSeen)
	})
}

/** Lists are refused to those alone who see no project at all (nepenthes-api 3.2). */
function nothingWhereNoProjectIsSeen(error: unknown): CardPage {
	if (error instanceof NepenthesForbidden) {
		return EMPTY
	}
	throw error
}

/** Milliseconds of a day. */
const DAY = 24 * 60 * 60_000

/** Days ahead that count as soon. */
const SOON = 7

/** A date before all that anybody enters: a span that begins there is open, whatever a server makes of open ones. */
const LONG_AGO = '1900-01-01'

function dueSoon(today: Date): Filter {
	return { name: 'dueDate', operator: '<>d', values: [LONG_AGO, new Date(today.getTime() + SOON * DAY).toISOString().slice(0, 10)] }
}

function typeahead(words: string): Filter {
	return { name: 'typeahead', operator: '**', values: [words] }
}

function exactly(id: number): Filter {
	return { name: 'id', operator: '=', values: [String(id)] }
}

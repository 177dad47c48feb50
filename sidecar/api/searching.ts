// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from '../nepenthes/api.ts'
import type { Nepenthes } from '../nepenthes/index.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { Filter, WorkPackageQuery } from '../nepenthes/work-packages.ts'
import type { OwnStorage } from './own-storage.ts'
import type { SearchTerm } from './search-term.ts'
import type { CardPage } from './work-package-cards.ts'

import { NepenthesForbidden, NepenthesNotFound } from '../nepenthes/errors.ts'
import { addressFilter, fetchWorkPackage } from '../nepenthes/work-packages.ts'
import { cardsOf, listCards } from './work-package-cards.ts'

const EMPTY: CardPage = { items: [], total: 0, nextPage: null, complete: true }

export const NEWEST_FIRST: WorkPackageQuery['sortBy'] = [['updatedAt', 'desc'], ['id', 'desc']]

/** Of those whose id contains the number, the one that is it comes before all longer ones. */
const LOWEST_ID_FIRST: WorkPackageQuery['sortBy'] = [['id', 'asc']]

/** What is looked for, by whom. */
export interface Search {
	userId: string
	client: OAuthClient
	term: SearchTerm
	/** From 1. */
	page: number
	/** At most 1000. */
	pageSize: number
	/** Only those to which the user may link files of this Nextcloud. */
	linkable: boolean
	/** Further conditions. */
	filters?: readonly Filter[]
	/** Whether words count in the subject alone. */
	subjectOnly?: boolean
}

/**
 * A page of the work packages that a term is about, the one that is named exactly first. Nothing for who sees no project at all.
 *
 * @throws {ProblemError | NepenthesError}
 */
export type Searching = (search: Search) => Promise<CardPage>

export function createSearching({ nepenthes: { access, attributes }, ownStorage }: { nepenthes: Nepenthes, ownStorage: OwnStorage }): Searching {
	const list = async (api: Api, { userId, client, page, pageSize, linkable, filters: further = [] }: Search, filters: Filter[], sortBy: WorkPackageQuery['sortBy']): Promise<CardPage> => {
		const storage = linkable ? [addressFilter('linkableToStorageUrl', await ownStorage.address(userId, client))] : []
		return listCards(api, client.instance, attributes, { filters: [...filters, ...further, ...storage], sortBy, page, pageSize })
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
			if (search.filters?.length) {
				return await list(api, search, [exactly(workPackage.id)], NEWEST_FIRST)
			}
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
				return list(api, search, [worded(search, id)], NEWEST_FIRST)
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
				return list(api, search, [worded(search, term.words)], NEWEST_FIRST)
			case 'id':
				return list(api, search, [exactly(term.id)], NEWEST_FIRST)
			case 'number':
				return byNumber(api, search, term.digits)
			case 'semantic-id':
				return bySemanticId(api, search, term.id)
		}
	}

	return (search) => access.use(search.userId, search.client, (api) => run(api, search)).catch(nothingWhereNoProjectIsSeen)
}

/** Lists are refused to those alone who see no project at all (nepenthes-api 3.2). */
export function nothingWhereNoProjectIsSeen(error: unknown): CardPage {
	if (error instanceof NepenthesForbidden) {
		return EMPTY
	}
	throw error
}

function worded({ subjectOnly = false }: Search, words: string): Filter {
	return subjectOnly ? { name: 'subject', operator: '~', values: [words] } : typeahead(words)
}

function typeahead(words: string): Filter {
	return { name: 'typeahead', operator: '**', values: [words] }
}

function exactly(id: number): Filter {
	return { name: 'id', operator: '=', values: [String(id)] }
}

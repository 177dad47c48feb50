// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Choice, Choices } from '../../../sidecar/contract/form.ts'
import type { Failure } from '../../connection/failure.ts'

import { computed } from 'vue'
import { useSearch } from '../use-search.ts'

/** What may be chosen, as far as it is known, for what is typed. */
export interface Options {
	items: readonly Choice[]
	total: number
	/** How it goes with those after these; null if there are none. */
	more: { step: 'idle' } | { step: 'loading' } | { step: 'failed', failure: Failure } | null
	/** Nothing of it is what was asked for last. */
	isSearching: boolean
	failure: Failure | null
}

const NONE: Options = { items: [], total: 0, more: null, isSearching: false, failure: null }

/**
 * The choices of a field: all of them, from which is picked what has the words in it, or those that a search finds.
 *
 * @param choices all of them; null where they are searched
 * @param search
 */
export function useOptions(choices: Readonly<Ref<readonly Choice[] | null>>, search: (query: string, page: number, signal: AbortSignal) => Promise<Choices>): {
	words: Ref<string>
	options: Readonly<Ref<Options>>
	/** The list is opened: nothing is typed yet. */
	open: () => void
	/** Asks without waiting for a pause; again, if it has failed. */
	searchNow: () => void
	showMore: () => void
} {
	const searched = useSearch({ ask: search, keyOf: ({ value }: Choice) => value, emptyFindsAll: true })
	const { words } = searched

	const options = computed<Options>(() => {
		if (choices.value !== null) {
			const items = choices.value.filter(({ name }) => has(name, words.value))
			return { ...NONE, items, total: items.length }
		}
		switch (searched.search.value.state) {
			case 'idle':
				return NONE
			case 'failed':
				return { ...NONE, failure: searched.search.value.failure }
			case 'searching': {
				const { before } = searched.search.value
				return { ...NONE, items: before?.items ?? [], total: before?.total ?? 0, isSearching: true }
			}
			case 'found': {
				const { items, total, nextPage, more } = searched.search.value.found
				return { ...NONE, items, total, more: nextPage === null ? null : more }
			}
		}
	})

	const isAsked = () => {
		const { value } = searched.search
		return value.state === 'found' && value.found.query === ''
	}

	return {
		words,
		options,
		open() {
			words.value = ''
			if (choices.value === null && !isAsked()) {
				void searched.searchNow()
			}
		},
		searchNow: () => void searched.searchNow(),
		showMore: () => void searched.showMore(),
	}
}

const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()

/** Whether every word is in a name, however it is written. */
function has(name: string, words: string): boolean {
	return plain(words).split(/\s+/).every((word) => plain(name).includes(word))
}

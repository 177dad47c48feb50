// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Failure } from '../connection/failure.ts'

import { onScopeDispose, ref, shallowReadonly, shallowRef, watch } from 'vue'
import { failureOf } from '../connection/failure.ts'

/** Milliseconds without a key after which is asked. */
const PAUSE = 300

/** What a search found, as far as it was asked for. */
export interface FoundItems<Item> {
	query: string
	items: Item[]
	total: number
	nextPage: number | null
	more: { step: 'idle' } | { step: 'loading' } | { step: 'failed', failure: Failure }
}

export type SearchState<Item>
	= | { state: 'idle' }
		/** `before`: what was found for the words before, so that nothing flickers while one types. */
		| { state: 'searching', before: FoundItems<Item> | null }
		| { state: 'found', found: FoundItems<Item> }
		| { state: 'failed', failure: Failure }

export interface TypedSearch<Item> {
	/** What is typed. */
	words: Ref<string>
	search: Readonly<Ref<SearchState<Item>>>
	/** Asks without waiting for a pause; again, if it has failed. */
	searchNow: () => Promise<void>
	/** Adds the next page. */
	showMore: () => Promise<void>
	/** Empties the field. */
	clear: () => void
}

/**
 * A search while one types: asks when there is a pause; the newest answer wins.
 *
 * @param of what is searched
 * @param of.ask a page of what words find, from 1
 * @param of.keyOf tells items apart
 * @param of.emptyFindsAll whether no words find everything, or nothing
 */
export function useSearch<Item>({ ask, keyOf, emptyFindsAll = false }: {
	ask: (query: string, page: number, signal: AbortSignal) => Promise<{ items: Item[], total: number, nextPage: number | null }>
	keyOf: (item: Item) => string | number
	emptyFindsAll?: boolean
}): TypedSearch<Item> {
	const words = ref('')
	const search = shallowRef<SearchState<Item>>({ state: 'idle' })
	let pause: ReturnType<typeof setTimeout> | undefined
	let asking = new AbortController()

	function giveUp(): void {
		clearTimeout(pause)
		asking.abort()
	}

	function begin(): AbortSignal {
		giveUp()
		asking = new AbortController()
		return asking.signal
	}

	watch(() => words.value.trim(), (query) => {
		giveUp()
		if (query === '' && !emptyFindsAll) {
			search.value = { state: 'idle' }
			return
		}
		search.value = { state: 'searching', before: foundOf(search.value) }
		pause = setTimeout(searchNow, PAUSE)
	}, { flush: 'sync' })

	async function searchNow(): Promise<void> {
		const query = words.value.trim()
		if (query === '' && !emptyFindsAll) {
			return
		}
		const signal = begin()
		search.value = { state: 'searching', before: foundOf(search.value) }
		try {
			const { items, total, nextPage } = await ask(query, 1, signal)
			if (!signal.aborted) {
				search.value = { state: 'found', found: { query, items, total, nextPage, more: { step: 'idle' } } }
			}
		} catch (error) {
			if (!signal.aborted) {
				search.value = { state: 'failed', failure: failureOf(error) }
			}
		}
	}

	async function showMore(): Promise<void> {
		if (search.value.state !== 'found') {
			return
		}
		const { found } = search.value
		if (found.nextPage === null || found.more.step === 'loading') {
			return
		}
		const signal = begin()
		search.value = { state: 'found', found: { ...found, more: { step: 'loading' } } }
		try {
			const { items, total, nextPage } = await ask(found.query, found.nextPage, signal)
			if (!signal.aborted) {
				const known = new Set(found.items.map(keyOf))
				const added = items.filter((item) => !known.has(keyOf(item)))
				search.value = { state: 'found', found: { ...found, items: [...found.items, ...added], total, nextPage, more: { step: 'idle' } } }
			}
		} catch (error) {
			if (!signal.aborted) {
				search.value = { state: 'found', found: { ...found, more: { step: 'failed', failure: failureOf(error) } } }
			}
		}
	}

	onScopeDispose(giveUp)
	return {
		words,
		search: shallowReadonly(search),
		searchNow,
		showMore,
		clear() {
			words.value = ''
		},
	}
}

function foundOf<Item>(search: SearchState<Item>): FoundItems<Item> | null {
	switch (search.state) {
		case 'found':
			return search.found
		case 'searching':
			return search.before
		default:
			return null
	}
}

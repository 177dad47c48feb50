// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { Failure } from '../connection/failure.ts'

import { onScopeDispose, ref, shallowReadonly, shallowRef, watch } from 'vue'
import { failureOf } from '../connection/failure.ts'
import { searchWorkPackages } from '../sidecar.ts'

/** Milliseconds without a key after which is asked. */
const PAUSE = 300

/** What a search found, as far as it was asked for. */
export interface Found {
	query: string
	items: WorkPackage[]
	total: number
	nextPage: number | null
	more: { step: 'idle' } | { step: 'loading' } | { step: 'failed', failure: Failure }
}

export type Search
	= | { state: 'idle' }
		/** `before`: what was found for the words before, so that nothing flickers while one types. */
		| { state: 'searching', before: Found | null }
		| { state: 'found', found: Found }
		| { state: 'failed', failure: Failure }

/** A search while one types: asks when there is a pause; the newest answer wins. */
export function useWorkPackageSearch(): {
	/** What is typed. */
	words: Ref<string>
	search: Readonly<Ref<Search>>
	/** Asks without waiting for a pause; again, if it has failed. */
	searchNow: () => Promise<void>
	/** Adds the next page. */
	showMore: () => Promise<void>
	/** Empties the field. */
	clear: () => void
} {
	const words = ref('')
	const search = shallowRef<Search>({ state: 'idle' })
	let pause: ReturnType<typeof setTimeout> | undefined
	let asking = new AbortController()

	function giveUp(): void {
		clearTimeout(pause)
		asking.abort()
	}

	function ask(): AbortSignal {
		giveUp()
		asking = new AbortController()
		return asking.signal
	}

	watch(() => words.value.trim(), (query) => {
		giveUp()
		if (query === '') {
			search.value = { state: 'idle' }
			return
		}
		search.value = { state: 'searching', before: foundOf(search.value) }
		pause = setTimeout(searchNow, PAUSE)
	}, { flush: 'sync' })

	async function searchNow(): Promise<void> {
		const query = words.value.trim()
		if (query === '') {
			return
		}
		const signal = ask()
		search.value = { state: 'searching', before: foundOf(search.value) }
		try {
			const { items, total, nextPage } = await searchWorkPackages(query, 1, signal)
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
		const signal = ask()
		search.value = { state: 'found', found: { ...found, more: { step: 'loading' } } }
		try {
			const { items, total, nextPage } = await searchWorkPackages(found.query, found.nextPage, signal)
			if (!signal.aborted) {
				const known = new Set(found.items.map(({ id }) => id))
				const added = items.filter(({ id }) => !known.has(id))
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

function foundOf(search: Search): Found | null {
	switch (search.state) {
		case 'found':
			return search.found
		case 'searching':
			return search.before
		default:
			return null
	}
}

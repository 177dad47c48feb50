// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { Failure } from '../connection/failure.ts'

import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { failureOf } from '../connection/failure.ts'
import { findWorkPackages, getAssignedWorkPackages } from '../sidecar.ts'

/** Work packages of each kind. */
const LIMIT = 5

/** What is offered before anything is typed. */
export type Suggestions
	= | { state: 'loading' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| { state: 'shown', recent: WorkPackage[], assigned: WorkPackage[] }

/** What the user may want before they have said a word: what changed last, and what is theirs. */
export function useSuggestions(): {
	suggestions: Readonly<Ref<Suggestions>>
	/** Asks again. */
	reload: () => Promise<void>
} {
	const suggestions = shallowRef<Suggestions>({ state: 'loading' })
	const closing = new AbortController()
	const { signal } = closing

	async function reload(): Promise<void> {
		if (suggestions.value.state === 'failed') {
			suggestions.value = { ...suggestions.value, retrying: true }
		}
		const [recent, assigned] = await Promise.allSettled([findWorkPackages('', 1, signal), getAssignedWorkPackages('any', 1, signal)])
		if (signal.aborted) {
			return
		}
		if (recent.status === 'rejected' && assigned.status === 'rejected') {
			suggestions.value = { state: 'failed', failure: failureOf(recent.reason), retrying: false }
			return
		}
		// One of them is better than none, and what is missing can be searched for.
		suggestions.value = {
			state: 'shown',
			recent: recent.status === 'fulfilled' ? recent.value.items.slice(0, LIMIT) : [],
			assigned: assigned.status === 'fulfilled' ? assigned.value.items.slice(0, LIMIT) : [],
		}
	}

	onScopeDispose(() => closing.abort())
	void reload()
	return { suggestions: shallowReadonly(suggestions), reload }
}

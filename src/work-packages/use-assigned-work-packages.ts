// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { WorkPackage, WorkPackageSearch } from '../../sidecar/contract/work-package.ts'
import type { Failure } from '../connection/failure.ts'
import type { More } from '../loading/more.ts'

import { getCurrentUser } from '@nextcloud/auth'
import { computed, onScopeDispose, shallowReactive, shallowRef } from 'vue'
import { failureOf } from '../connection/failure.ts'
import { getAssignedWorkPackages } from '../sidecar.ts'

/** Milliseconds for which a list counts as new. */
const FRESH = 60_000

/** Work packages that are assigned to the user, as far as the page knows. */
export type AssignedWorkPackages
	= | { state: 'loading' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| {
			state: 'shown'
			items: WorkPackage[]
			total: number
			more: More | null
			/** When it was, in milliseconds since 1970. */
			asOf: number
			/** Why the list could not be asked for again, if so. */
			outdated: Failure | null
			retrying: boolean
		}

interface KnownAssigned extends WorkPackageSearch {
	asOf: number
}

/** What was seen last, so that who comes back to a list sees it at once. */
const lists = shallowReactive(new Map<string, KnownAssigned>())

/**
 * Open work packages that are assigned to the user. Shows at once what is known, asks again when that is older than a
 * minute: when the list is opened, and when the page is seen again.
 *
 * @param due all, or those due within a week
 */
export function useAssignedWorkPackages(due: 'any' | 'soon'): {
	assigned: Readonly<Ref<AssignedWorkPackages>>
	/** Asks again. What is shown stays until the answer is there. */
	reload: () => Promise<void>
	/** Adds the next page. */
	showMore: () => Promise<void>
} {
	const key = `${getCurrentUser()?.uid ?? ''}/${due}`
	const failure = shallowRef<Failure | null>(null)
	const isAsking = shallowRef(false)
	const more = shallowRef<More>({ step: 'idle' })
	let asking = new AbortController()

	const assigned = computed<AssignedWorkPackages>(() => {
		const known = lists.get(key)
		if (known === undefined) {
			return failure.value === null
				? { state: 'loading' }
				: { state: 'failed', failure: failure.value, retrying: isAsking.value }
		}
		const { items, total, nextPage, asOf } = known
		return {
			state: 'shown',
			items,
			total,
			more: nextPage === null ? null : more.value,
			asOf,
			outdated: failure.value,
			retrying: isAsking.value,
		}
	})

	/** Only the newest question counts; the one before is given up. */
	function ask(): AbortSignal {
		asking.abort()
		asking = new AbortController()
		return asking.signal
	}

	function fail(reason: Failure): void {
		failure.value = reason
		switch (reason.kind) {
			case 'not-set-up':
			case 'oauth-not-set-up':
			case 'not-connected':
			case 'signed-out':
				lists.clear()
		}
	}

	async function reload(): Promise<void> {
		const signal = ask()
		isAsking.value = true
		more.value = { step: 'idle' }
		try {
			const asOf = Date.now()
			const found = await getAssignedWorkPackages(due, 1, signal)
			if (!signal.aborted) {
				lists.set(key, { ...found, asOf })
				failure.value = null
			}
		} catch (error) {
			if (!signal.aborted) {
				fail(failureOf(error))
			}
		}
		if (!signal.aborted) {
			isAsking.value = false
		}
	}

	async function showMore(): Promise<void> {
		const known = lists.get(key)
		if (known === undefined || known.nextPage === null || more.value.step === 'loading') {
			return
		}
		const signal = ask()
		isAsking.value = false
		more.value = { step: 'loading' }
		try {
			const found = await getAssignedWorkPackages(due, known.nextPage, signal)
			if (!signal.aborted) {
				// What has moved from one page to the next meanwhile is there once.
				const ids = new Set(known.items.map(({ id }) => id))
				lists.set(key, { ...found, items: [...known.items, ...found.items.filter(({ id }) => !ids.has(id))], asOf: known.asOf })
				more.value = { step: 'idle' }
			}
		} catch (error) {
			if (!signal.aborted) {
				more.value = { step: 'failed', failure: failureOf(error) }
			}
		}
	}

	function reloadIfOld(): void {
		const known = lists.get(key)
		if (known === undefined || failure.value !== null || Date.now() - known.asOf > FRESH) {
			void reload()
		}
	}

	function onVisibilityChange(): void {
		if (document.visibilityState === 'visible') {
			reloadIfOld()
		}
	}
	document.addEventListener('visibilitychange', onVisibilityChange)
	onScopeDispose(() => {
		asking.abort()
		document.removeEventListener('visibilitychange', onVisibilityChange)
	})
	reloadIfOld()
	return { assigned, reload, showMore }
}

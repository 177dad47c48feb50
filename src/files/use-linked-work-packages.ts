// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { Failure } from '../connection/failure.ts'
import type { More } from '../loading/more.ts'
import type { KnownList } from './known-lists.ts'
import type { FileReference } from './use-link-changes.ts'

import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { failureOf } from '../connection/failure.ts'
import { getLinkedWorkPackages } from '../sidecar.ts'
import { changesOf, forgetAllLists, forgetList, isOutdated, knownList, rememberList, withChanges } from './known-lists.ts'

/** Milliseconds for which a list counts as new. */
const FRESH = 30_000

/** The work packages of a file, as far as the page knows them. */
export type LinkedWorkPackages
	= | { state: 'loading' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| {
			state: 'shown'
			items: WorkPackage[]
			total: number
			more: More | null
			complete: boolean
			asOf: number
			/** Why the list could not be asked for again, if so. */
			outdated: Failure | null
			retrying: boolean
		}

/**
 * The work packages that a file is linked to. Shows at once what is known, asks again when that is older than 30 seconds:
 * when the file or the tab is selected, and when the page is seen again. Asks nothing while the tab is not active.
 *
 * @param file
 * @param active whether the tab is shown
 */
export function useLinkedWorkPackages(file: Readonly<Ref<FileReference>>, active: Readonly<Ref<boolean>>): {
	linked: Readonly<Ref<LinkedWorkPackages>>
	/** Asks again. What is shown stays until the answer is there. */
	reload: () => Promise<void>
	/** Adds the next page. */
	showMore: () => Promise<void>
	/** A change of this file ended with a failure that concerns all of them. */
	fail: (failure: Failure) => void
	/** A change is confirmed: an answer that is on its way may not know of it. */
	outrun: () => void
} {
	const failure = shallowRef<Failure | null>(null)
	const isAsking = shallowRef(false)
	const more = shallowRef<More>({ step: 'idle' })
	let asking = new AbortController()

	const linked = computed<LinkedWorkPackages>(() => {
		const known = knownList(file.value.id)
		if (known !== undefined) {
			const { items, total, complete, asOf } = withChanges(known, changesOf(file.value.id))
			return {
				state: 'shown',
				items,
				total,
				more: known.nextPage === null ? null : more.value,
				complete,
				asOf,
				outdated: failure.value,
				retrying: isAsking.value,
			}
		}
		return failure.value === null
			? { state: 'loading' }
			: { state: 'failed', failure: failure.value, retrying: isAsking.value }
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
			case 'file-not-found':
				return forgetList(file.value.id)
			case 'not-set-up':
			case 'oauth-not-set-up':
			case 'not-connected':
			case 'signed-out':
				return forgetAllLists()
		}
	}

	async function reload(): Promise<void> {
		const signal = ask()
		const { id } = file.value
		isAsking.value = true
		more.value = { step: 'idle' }
		try {
			const list = await pagesOf(id, 1, knownList(id)?.pages ?? 1, signal)
			if (!signal.aborted) {
				rememberList(id, list)
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
		const { id } = file.value
		const known = knownList(id)
		if (known === undefined || known.nextPage === null || more.value.step === 'loading') {
			return
		}
		const signal = ask()
		isAsking.value = false
		more.value = { step: 'loading' }
		try {
			const list = known.shifted
				? await pagesOf(id, 1, known.pages + 1, signal)
				: joined(known, await pagesOf(id, known.nextPage, known.nextPage, signal))
			if (!signal.aborted) {
				rememberList(id, list)
				more.value = { step: 'idle' }
			}
		} catch (error) {
			if (!signal.aborted) {
				more.value = { step: 'failed', failure: failureOf(error) }
			}
		}
	}

	function reloadIfOld(): void {
		const known = knownList(file.value.id)
		if (active.value && (known === undefined || failure.value !== null || isOutdated(file.value.id) || Date.now() - known.asOf > FRESH)) {
			void reload()
		}
	}

	function outrun(): void {
		if (isAsking.value || more.value.step === 'loading') {
			void reload()
		}
	}

	watch(() => file.value.id, () => {
		asking.abort()
		isAsking.value = false
		more.value = { step: 'idle' }
		// A connection that has run out has done so for every file.
		if (failure.value?.kind !== 'connection-expired') {
			failure.value = null
		}
		reloadIfOld()
	}, { flush: 'sync' })
	watch(active, reloadIfOld, { flush: 'sync' })
	watch(() => isOutdated(file.value.id), reloadIfOld)

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
	return { linked, reload, showMore, fail, outrun }
}

/** Several pages in a row, as one list. */
async function pagesOf(fileId: string, first: number, last: number, signal: AbortSignal): Promise<KnownList> {
	const asOf = Date.now()
	const { items, total, nextPage, complete } = await getLinkedWorkPackages(fileId, first, signal)
	const list: KnownList = { items, total, pages: first, nextPage, complete, asOf, shifted: false }
	return nextPage === null || nextPage > last ? list : joined(list, await pagesOf(fileId, nextPage, last, signal))
}

/** A list that goes on; what has moved from one page to the next meanwhile is there once. */
function joined(before: KnownList, after: KnownList): KnownList {
	const ids = new Set(before.items.map(({ id }) => id))
	return {
		...after,
		items: [...before.items, ...after.items.filter(({ id }) => !ids.has(id))],
		complete: before.complete && after.complete,
		asOf: before.asOf,
	}
}

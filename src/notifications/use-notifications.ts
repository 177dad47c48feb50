// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Notifications, NotifiedWorkPackage } from '../../sidecar/contract/notifications.ts'
import type { Failure } from '../connection/failure.ts'
import type { More } from '../loading/more.ts'
import type { Mark, NotifiedList } from './notified-list.ts'
import type { News, Refusal } from './shared-poll.ts'

import { computed, onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { failureOf, isHindrance } from '../connection/failure.ts'
import { getNotifications, markNotificationsRead, SidecarProblem } from '../sidecar.ts'
import { forgetLastList, lastList, owner, rememberLastList } from './last-list.ts'
import { withoutMarked, withPage } from './notified-list.ts'
import { startSharedPoll } from './shared-poll.ts'

/** What the user is notified of, as far as the page knows. */
export type ShownNotifications
	= | { state: 'loading' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| {
			state: 'shown'
			items: NotifiedWorkPackage[]
			/** On all pages together. */
			unread: number
			/** The notification centre of Nepenthes. */
			url: string
			more: More | null
			/** When it was, in milliseconds since 1970. */
			asOf: number
			/** Why the list could not be asked for again, if so. */
			outdated: Failure | null
			retrying: boolean
		}

/** What could not be marked as read. */
export interface MarkRefusal {
	/** Null where all were meant. */
	item: NotifiedWorkPackage | null
	failure: Failure
}

export interface NotificationsStore {
	notifications: Readonly<Ref<ShownNotifications>>
	/** What could not be marked as read last. */
	refusal: Readonly<Ref<MarkRefusal | null>>
	/** Asks again, at once. What is shown stays until the answer is there. */
	reload: () => void
	/** Adds the next page. */
	showMore: () => Promise<void>
	/** Marks all notifications about a work package as read: at once for the eye, undone with a refusal if it fails. */
	markRead: (item: NotifiedWorkPackage) => Promise<void>
	/** Marks all there are as read, in the same way. */
	markAllRead: () => Promise<void>
	dismiss: () => void
}

/** A mark, and when Nepenthes confirmed it: an answer to a question from before does not know of it. */
interface PendingMark {
	mark: Mark
	/** Milliseconds since 1970; null while it is under way. */
	settledAt: number | null
}

let shared: { store: NotificationsStore & { stop: () => void }, users: number } | null = null

/** The notifications of the user: one list for all of the page that shows it, asked for while something does. */
export function useNotifications(): NotificationsStore {
	shared ??= { store: openNotifications(), users: 0 }
	const used = shared
	used.users += 1
	onScopeDispose(() => {
		used.users -= 1
		if (used.users === 0) {
			used.store.stop()
			shared = null
		}
	})
	return used.store
}

/** The notifications of the user, followed until they are stopped. */
export function openNotifications(): NotificationsStore & { stop: () => void } {
	const last = lastList()
	const list = shallowRef<NotifiedList | null>(last === null ? null : { ...last.list, pages: 1 })
	const failure = shallowRef<Failure | null>(null)
	const isRetrying = shallowRef(false)
	const more = shallowRef<More>({ step: 'idle' })
	const marks = shallowRef<readonly PendingMark[]>([])
	const refusal = shallowRef<MarkRefusal | null>(null)
	/** Of the first page. */
	let askedAt = last?.askedAt ?? 0
	/** The first page as it came last. */
	let known = last === null ? null : JSON.stringify(last.list)
	let paging = new AbortController()

	const notifications = computed<ShownNotifications>(() => {
		if (list.value === null) {
			return failure.value === null
				? { state: 'loading' }
				: { state: 'failed', failure: failure.value, retrying: isRetrying.value }
		}
		const { items, unread, nextPage, url } = withoutMarked(list.value, marks.value.map(({ mark }) => mark))
		return {
			state: 'shown',
			items,
			unread,
			url,
			more: nextPage === null ? null : more.value,
			asOf: askedAt,
			outdated: failure.value,
			retrying: isRetrying.value,
		}
	})

	function hear(news: News<Notifications>): void {
		isRetrying.value = false
		if (news.kind === 'failure') {
			fail(news.failure)
			return
		}
		failure.value = null
		askedAt = news.askedAt
		rememberLastList({ list: news.answer, askedAt })
		const first = JSON.stringify(news.answer)
		if (list.value !== null && known === first) {
			dropMarks(askedAt)
		} else if (list.value === null || list.value.pages === 1 || document.visibilityState === 'visible') {
			known = first
			void show(news.answer, askedAt)
		}
		// Else it waits: a page that is not seen asks for no further pages, and hears the news again when it is.
	}

	/** What was marked before a question is known to its answer. */
	function dropMarks(before: number): void {
		const isOpen = ({ settledAt }: PendingMark) => settledAt === null || settledAt >= before
		if (!marks.value.every(isOpen)) {
			marks.value = marks.value.filter(isOpen)
		}
	}

	/** Shows a first page, and of those after it as many as there were before. */
	async function show(first: Notifications, asked: number): Promise<void> {
		const pages = list.value?.pages ?? 1
		const signal = page()
		let next: NotifiedList = { ...first, pages: 1 }
		try {
			while (next.pages < pages && next.nextPage !== null) {
				next = withPage(next, await getNotifications(next.nextPage, signal))
			}
		} catch (error) {
			if (!signal.aborted) {
				more.value = { step: 'failed', failure: failureOf(error) }
			}
		}
		if (!signal.aborted) {
			list.value = next
			dropMarks(asked)
		}
	}

	/** Only the newest question for further pages counts; the one before is given up. */
	function page(): AbortSignal {
		paging.abort()
		paging = new AbortController()
		more.value = { step: 'idle' }
		return paging.signal
	}

	function fail(reason: Failure): void {
		failure.value = reason
		switch (reason.kind) {
			case 'not-set-up':
			case 'oauth-not-set-up':
			case 'not-connected':
			case 'signed-out':
				page()
				list.value = null
				known = null
				marks.value = []
				forgetLastList()
		}
	}

	function settle(mark: Mark, settledAt: number): void {
		marks.value = [...marks.value.filter((other) => other.mark !== mark), { mark, settledAt }]
		// The next page would begin with what is read.
		forgetLastList()
	}

	const poll = startSharedPoll<Notifications, { mark: Mark, settledAt: number }>(`integration_nepenthes:notifications:${owner()}`, {
		ask: (signal) => getNotifications(1, signal),
		refused,
		news: hear,
		told: ({ mark, settledAt }) => settle(mark, settledAt),
	})

	async function carryOut(mark: Mark, item: NotifiedWorkPackage | null): Promise<void> {
		refusal.value = null
		if (marks.value.some((other) => other.mark.workPackageId === mark.workPackageId && other.mark.upTo >= mark.upTo)) {
			return
		}
		marks.value = [...marks.value, { mark, settledAt: null }]
		try {
			await markNotificationsRead(mark.workPackageId === null ? { all: true } : { workPackageId: mark.workPackageId })
		} catch (error) {
			const reason = failureOf(error)
			marks.value = marks.value.filter((other) => other.mark !== mark)
			refusal.value = { item, failure: reason }
			if (isHindrance(reason)) {
				fail(reason)
			}
			return
		}
		const settledAt = Date.now()
		settle(mark, settledAt)
		poll.tell({ mark, settledAt })
		if (mark.workPackageId !== null && list.value !== null && list.value.nextPage !== null) {
			// There may be older ones about the same work package, which were not counted here.
			poll.askNow()
		}
	}

	async function showMore(): Promise<void> {
		const before = list.value
		if (before === null || before.nextPage === null || more.value.step === 'loading') {
			return
		}
		const signal = page()
		more.value = { step: 'loading' }
		try {
			const next = await getNotifications(before.nextPage, signal)
			if (!signal.aborted) {
				list.value = withPage(before, next)
				more.value = { step: 'idle' }
			}
		} catch (error) {
			if (!signal.aborted) {
				more.value = { step: 'failed', failure: failureOf(error) }
			}
		}
	}

	return {
		notifications,
		refusal: shallowReadonly(refusal),
		reload() {
			isRetrying.value = true
			poll.askNow()
		},
		showMore,
		markRead: (item) => carryOut({ workPackageId: item.workPackageId, upTo: item.newestId }, item),
		markAllRead: () => carryOut({ workPackageId: null, upTo: Math.max(0, ...(list.value?.items ?? []).map(({ newestId }) => newestId)) }, null),
		dismiss() {
			refusal.value = null
		},
		stop() {
			poll.stop()
			paging.abort()
		},
	}
}

function refused(error: unknown): Refusal {
	const failure = failureOf(error)
	return {
		failure,
		final: isHindrance(failure)
			|| failure.kind === 'nepenthes-forbidden'
			|| (error instanceof SidecarProblem && (error.code === 'forbidden' || error.code === 'cross-site')),
		retryAfter: error instanceof SidecarProblem ? error.retryAfter : null,
	}
}

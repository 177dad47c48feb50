// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Notifications, NotifiedWorkPackage } from '../../sidecar/contract/notifications.ts'

/** What the user is notified of, as far as it was asked for: one page after the other. */
export interface NotifiedList extends Notifications {
	/** How many pages are here. */
	pages: number
}

/** What the user has marked as read, as far as they had seen it. */
export interface Mark {
	/** Null for all there are. */
	workPackageId: number | null
	/** The newest notification that was there: what is newer was not meant. */
	upTo: number
}

/**
 * A list that goes on. A work package that comes again, with its older notifications, stays one row.
 *
 * @param before
 * @param page the one after it
 */
export function withPage(before: NotifiedList, page: Notifications): NotifiedList {
	const rows = new Map(before.items.map((item) => [item.workPackageId, item]))
	for (const item of page.items) {
		const row = rows.get(item.workPackageId)
		rows.set(item.workPackageId, row === undefined ? item : merged(row, item))
	}
	return { ...page, items: [...rows.values()], pages: before.pages + 1 }
}

/** Notifications about one work package from two pages. Each page names the newest first. */
function merged(newer: NotifiedWorkPackage, older: NotifiedWorkPackage): NotifiedWorkPackage {
	return {
		...newer,
		count: newer.count + older.count,
		reasons: [...new Set([...newer.reasons, ...older.reasons])],
		actors: [...new Map([...newer.actors, ...older.actors].map((actor) => [actor.avatarId ?? actor.name, actor])).values()],
		dates: [...newer.dates, ...older.dates],
	}
}

/**
 * The list as the user wants it: without what they have marked as read.
 *
 * @param list
 * @param marks
 */
export function withoutMarked(list: NotifiedList, marks: readonly Mark[]): NotifiedList {
	if (marks.length === 0) {
		return list
	}
	const isMarked = ({ workPackageId, newestId }: NotifiedWorkPackage) => marks.some((mark) => newestId <= mark.upTo && (mark.workPackageId ?? workPackageId) === workPackageId)
	const items = list.items.filter((item) => !isMarked(item))
	if (marks.some(({ workPackageId, upTo }) => workPackageId === null && !list.items.some(({ newestId }) => newestId > upTo))) {
		// All pages, not only those that are here.
		return { ...list, items, unread: 0, nextPage: null }
	}
	const gone = list.items.filter(isMarked).reduce((sum, { count }) => sum + count, 0)
	return { ...list, items, unread: Math.max(items.reduce((sum, { count }) => sum + count, 0), list.unread - gone) }
}

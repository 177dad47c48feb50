// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../../sidecar/contract/work-package.ts'

import { getCurrentUser } from '@nextcloud/auth'
import { shallowReactive } from 'vue'

/** The work packages of a file, as far as they were asked for. */
export interface KnownList {
	items: WorkPackage[]
	/** On all pages together. */
	total: number
	/** How many pages are here. */
	pages: number
	nextPage: number | null
	/** False when colours, and which status is a closed one, could not be asked for. */
	complete: boolean
	/** When it was asked for, in milliseconds since 1970. */
	asOf: number
	/** Links have come or gone since then, so that the pages at the server begin elsewhere. */
	shifted: boolean
}

/** What the user did and the server has not confirmed yet. */
export interface Change {
	kind: 'link' | 'unlink'
	workPackage: WorkPackage
}

/** Lists that are kept; the one that was asked for longest ago goes first. */
const LIMIT = 50

const lists = shallowReactive(new Map<string, KnownList>())
const changes = shallowReactive(new Map<string, readonly Change[]>())
/** Lists that are known to be old: links came or went elsewhere on this page. */
const outdated = shallowReactive(new Set<string>())

/** Nobody sees what was asked for another user. */
const keyOf = (fileId: string) => `${getCurrentUser()?.uid ?? ''}/${fileId}`

/** What was last known of a file. */
export function knownList(fileId: string): KnownList | undefined {
	return lists.get(keyOf(fileId))
}

export function rememberList(fileId: string, list: KnownList): void {
	const key = keyOf(fileId)
	lists.delete(key)
	lists.set(key, list)
	outdated.delete(key)
	for (const oldest of lists.keys()) {
		if (lists.size <= LIMIT) {
			break
		}
		lists.delete(oldest)
	}
}

export function forgetList(fileId: string): void {
	lists.delete(keyOf(fileId))
	outdated.delete(keyOf(fileId))
}

/** Links of these files came or went elsewhere on this page: their lists are asked for again when they are shown. */
export function outdateLists(fileIds: Iterable<string>): void {
	for (const fileId of fileIds) {
		if (knownList(fileId) !== undefined) {
			outdated.add(keyOf(fileId))
		}
	}
}

/** Whether the list that is known of a file is known to be old. */
export function isOutdated(fileId: string): boolean {
	return outdated.has(keyOf(fileId))
}

export function forgetAllLists(): void {
	lists.clear()
	outdated.clear()
}

/** What the server has not confirmed yet, in the order in which it was done. */
export function changesOf(fileId: string): readonly Change[] {
	return changes.get(keyOf(fileId)) ?? []
}

export function addChange(fileId: string, change: Change): void {
	changes.set(keyOf(fileId), [...changesOf(fileId), change])
}

/**
 * The server has answered: what it confirmed becomes part of the list, what it refused is as it was before.
 *
 * @param fileId
 * @param change
 * @param confirmed
 */
export function settleChange(fileId: string, change: Change, confirmed: boolean): void {
	const list = knownList(fileId)
	if (confirmed && list !== undefined) {
		// In its old place among the lists: nothing was asked for.
		lists.set(keyOf(fileId), { ...withChanges(list, [change]), shifted: true })
	}
	const others = changesOf(fileId).filter((other) => other !== change)
	if (others.length > 0) {
		changes.set(keyOf(fileId), others)
	} else {
		changes.delete(keyOf(fileId))
	}
}

/** The list as the user wants it: what was linked on top, without what was unlinked. */
export function withChanges(list: KnownList, changes: readonly Change[]): KnownList {
	return changes.reduce((before, { kind, workPackage }) => {
		const others = before.items.filter(({ id }) => id !== workPackage.id)
		const wasThere = others.length < before.items.length
		if (kind === 'unlink') {
			return { ...before, items: others, total: before.total - (wasThere ? 1 : 0) }
		}
		return wasThere ? before : { ...before, items: [workPackage, ...others], total: before.total + 1 }
	}, list)
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Notifications } from '../../sidecar/contract/notifications.ts'

import { getCurrentUser } from '@nextcloud/auth'
import { getRootUrl } from '@nextcloud/router'

/** The first page as it was last, so that a page that opens anew, or while Nepenthes is away, has something to show. */
export interface LastList {
	list: Notifications
	/** Milliseconds since 1970. */
	askedAt: number
}

/** Of the browser's tab alone, and gone with it. */
const KEY = 'integration_nepenthes.notifications'

/** Whose list it is: of a user of this Nextcloud, at an address that may be that of several. */
export function owner(): string {
	return `${getRootUrl()}#${getCurrentUser()?.uid ?? ''}`
}

/** What this user saw last in this tab. What another one saw is removed. */
export function lastList(): LastList | null {
	try {
		const stored = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as (LastList & { owner: string }) | null
		if (stored?.owner === owner()) {
			return { list: stored.list, askedAt: stored.askedAt }
		}
	} catch {
		// The browser forbids it, or something else lies there.
	}
	forgetLastList()
	return null
}

export function rememberLastList({ list, askedAt }: LastList): void {
	try {
		sessionStorage.setItem(KEY, JSON.stringify({ owner: owner(), list, askedAt }))
	} catch {
		// Full, or forbidden: then the next page begins with a skeleton.
	}
}

export function forgetLastList(): void {
	try {
		sessionStorage.removeItem(KEY)
	} catch {
		// Nothing is there where it is forbidden.
	}
}

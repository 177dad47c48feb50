// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getCurrentUser } from '@nextcloud/auth'

/**
 * Under which name something is kept; nobody sees what was kept for another user of the same browser.
 *
 * @param what
 */
const keyOf = (what: string) => `integration_nepenthes:${getCurrentUser()?.uid ?? ''}:${what}`

/**
 * What was kept; null if nothing was, or it cannot be read.
 *
 * @param storage a browser may refuse to give it
 * @param what
 */
export function readKept(storage: () => Storage, what: string): unknown {
	try {
		return JSON.parse(storage().getItem(keyOf(what)) ?? 'null')
	} catch {
		return null
	}
}

/**
 * Keeps something, or with null nothing any more. A browser may keep nothing, or be full: all works without.
 *
 * @param storage
 * @param what
 * @param value
 */
export function keep(storage: () => Storage, what: string, value: object | null): void {
	try {
		if (value === null) {
			storage().removeItem(keyOf(what))
		} else {
			storage().setItem(keyOf(what), JSON.stringify(value))
		}
	} catch {
		// Nothing depends on it.
	}
}

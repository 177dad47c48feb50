// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Milliseconds within which people press twice without meaning it. */
const SPAN = 500

/** Pixels by which a hand moves meanwhile. */
const REACH = 8

/**
 * Tells the second click of a double click, for lists whose rows move up when one is done with: it would hit the next.
 * Clicks of a keyboard have no place and are all meant.
 */
export function secondOfDoubleClick(): (event: MouseEvent) => boolean {
	let last: { at: number, x: number, y: number } | null = null
	return ({ detail, timeStamp, clientX, clientY }) => {
		if (detail === 0) {
			return false
		}
		const isSecond = last !== null && timeStamp - last.at < SPAN && Math.abs(clientX - last.x) < REACH && Math.abs(clientY - last.y) < REACH
		last = { at: timeStamp, x: clientX, y: clientY }
		return isSecond
	}
}

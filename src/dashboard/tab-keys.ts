// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * Which tab a key leads to (ARIA Authoring Practices, tabs pattern): arrows go round, Home and End to the ends.
 *
 * @param key as in KeyboardEvent.key
 * @param index the tab that has the focus, from 0
 * @param count
 * @param rightToLeft whether tabs stand from right to left
 * @return null for a key that leads nowhere
 */
export function tabAfterKey(key: string, index: number, count: number, rightToLeft: boolean): number | null {
	switch (key) {
		case 'ArrowRight':
			return (index + (rightToLeft ? count - 1 : 1)) % count
		case 'ArrowLeft':
			return (index + (rightToLeft ? 1 : count - 1)) % count
		case 'Home':
			return 0
		case 'End':
			return count - 1
		default:
			return null
	}
}

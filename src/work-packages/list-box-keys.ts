// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * Which option of an open list a key leads to from the one that is highlighted (ARIA Authoring Practices, combobox with
 * list autocomplete). Home and End belong to the text as long as nothing is highlighted. Undefined for keys that are
 * not the list's.
 *
 * @param key as KeyboardEvent names it
 * @param active the highlighted option, null for none
 * @param count of options
 */
export function optionAfterKey(key: string, active: number | null, count: number): number | undefined {
	if (count === 0) {
		return undefined
	}
	switch (key) {
		case 'ArrowDown':
			return active === null ? 0 : (active + 1) % count
		case 'ArrowUp':
			return active === null ? count - 1 : (active - 1 + count) % count
		case 'Home':
			return active === null ? undefined : 0
		case 'End':
			return active === null ? undefined : count - 1
		default:
			return undefined
	}
}

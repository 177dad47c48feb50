// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ShallowRef, WatchSource } from 'vue'

import { nextTick, watch } from 'vue'

/**
 * Keeps the focus inside a part of the page when what had it goes: who has pressed a button should not be thrown back to the
 * top of the page.
 *
 * @param root of that part
 * @param changes with which parts of it come and go
 * @param rest what gets the focus then; the root, unless something else is named
 */
export function keepFocus(root: Readonly<ShallowRef<HTMLElement | null>>, changes: WatchSource | WatchSource[], rest = root): void {
	watch(changes, async () => {
		const focusWasHere = root.value?.contains(document.activeElement) ?? false
		await nextTick()
		if (focusWasHere && !root.value?.contains(document.activeElement)) {
			rest.value?.focus()
		}
	})
}

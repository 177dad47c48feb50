// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'

import { computed, nextTick, ref, useId, watch } from 'vue'
import { optionAfterKey } from './list-box-keys.ts'

/**
 * The options below a field, in which the focus stays: which of them is highlighted, and where the keys lead (ARIA
 * Authoring Practices, combobox with list autocomplete).
 *
 * @param list
 * @param list.isOpen whether the options are seen
 * @param list.count how many there are
 * @param list.choose takes one of them
 * @param list.enter answers Enter when none is highlighted
 * @param list.close hides them
 */
export function useListBox({ isOpen, count, choose, enter, close }: {
	isOpen: Readonly<Ref<boolean>>
	count: Readonly<Ref<number>>
	choose: (index: number) => void
	enter: () => void
	close: () => void
}): {
	/** Of the list. */
	id: string
	/** Index of the highlighted option. */
	active: Ref<number | null>
	/** Id of the highlighted option, for `aria-activedescendant`. */
	activeId: Readonly<Ref<string | undefined>>
	/** Does what a key does while the list is open. */
	onKeydown: (event: KeyboardEvent) => void
} {
	const id = useId()
	const active = ref<number | null>(null)
	const activeId = computed(() => isOpen.value && active.value !== null ? optionId(id, active.value) : undefined)

	watch(count, (now) => {
		if (active.value !== null && active.value >= now) {
			active.value = null
		}
	})
	watch([activeId, count], async () => {
		await nextTick()
		if (activeId.value !== undefined) {
			document.getElementById(activeId.value)?.scrollIntoView({ block: 'nearest' })
		}
	})

	function onKeydown(event: KeyboardEvent): void {
		switch (event.key) {
			case 'Escape':
				// Here it closes the list; what is around it closes by the next.
				event.preventDefault()
				event.stopPropagation()
				close()
				return
			case 'Enter':
				event.preventDefault()
				if (active.value === null) {
					enter()
				} else {
					choose(active.value)
				}
				return
		}
		const next = optionAfterKey(event.key, active.value, count.value)
		if (next !== undefined && !event.shiftKey && !event.altKey) {
			event.preventDefault()
			active.value = next
		}
	}

	return { id, active, activeId, onKeydown }
}

/**
 * Id of an option of a list.
 *
 * @param id of the list
 * @param index
 */
export function optionId(id: string, index: number): string {
	return `${id}-option-${index}`
}

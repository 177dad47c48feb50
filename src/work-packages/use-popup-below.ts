// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'

import { onScopeDispose, watch } from 'vue'

/** Pixels between the field and what floats below it, and between that and the edge of the window. */
const GAP = 4
/** Pixels of height below which it is better placed above, where there is more. */
const ENOUGH = 240

/**
 * Lets an element with `popover="manual"` float below a field, as wide as that, above all that could cut it off. It
 * follows when the page scrolls or changes its size.
 *
 * @param field
 * @param popup
 * @param open
 */
export function usePopupBelow(field: Readonly<Ref<HTMLElement | null>>, popup: Readonly<Ref<HTMLElement | null>>, open: Readonly<Ref<boolean>>): {
	/** Follows when something else has moved the field. */
	place: () => void
} {
	function place(): void {
		if (field.value === null || popup.value === null) {
			return
		}
		const { top, bottom, left, width } = field.value.getBoundingClientRect()
		const below = window.innerHeight - bottom - 2 * GAP
		const above = top - 2 * GAP
		const isBelow = below >= ENOUGH || below >= above
		Object.assign(popup.value.style, {
			left: `${left}px`,
			width: `${width}px`,
			top: isBelow ? `${bottom + GAP}px` : 'auto',
			bottom: isBelow ? 'auto' : `${window.innerHeight - top + GAP}px`,
			maxHeight: `${Math.max(isBelow ? below : above, 0)}px`,
		})
	}

	function follow(): void {
		window.addEventListener('scroll', place, { capture: true, passive: true })
		window.addEventListener('resize', place)
	}

	function leave(): void {
		window.removeEventListener('scroll', place, { capture: true })
		window.removeEventListener('resize', place)
	}

	watch([open, popup], ([isOpen, element]) => {
		leave()
		if (element === null) {
			return
		}
		if (isOpen) {
			element.showPopover()
			place()
			follow()
		} else {
			element.hidePopover()
		}
	}, { flush: 'post' })
	onScopeDispose(leave)
	return { place }
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ShallowRef } from 'vue'

import { shallowRef } from 'vue'

/**
 * Lets elements that stand for ids change places by drag and drop.
 *
 * @param order the ids; is replaced while one is dragged over another
 * @param moved called when one was let go
 */
export function useMoving(order: ShallowRef<string[]>, moved: () => void) {
	const dragged = shallowRef<string>()

	const take = (event: DragEvent, id: string) => {
		dragged.value = id
		event.dataTransfer?.setData('text/plain', id)
	}

	const enter = (id: string) => {
		const to = order.value.indexOf(id)
		if (dragged.value !== undefined && dragged.value !== id && to >= 0) {
			order.value = order.value.filter((other) => other !== dragged.value).toSpliced(to, 0, dragged.value)
		}
	}

	const letGo = () => {
		if (dragged.value !== undefined) {
			dragged.value = undefined
			moved()
		}
	}

	return { dragged, take, enter, letGo }
}

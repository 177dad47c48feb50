// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ShallowRef } from 'vue'
import type { Panel } from './panel.ts'
import type { WidgetCallback } from './registrations.ts'

import { loadState } from '@nextcloud/initial-state'
import { nextTick, ref, shallowRef, watch } from 'vue'

/**
 * The panels that scripts fill: calls each callback once for the element of its panel, and again when that is another.
 *
 * @param layout ids of the panels that are shown
 * @param isDrawnHere whether the dashboard draws a widget itself, from the API
 */
export function usePanels(layout: Readonly<ShallowRef<string[]>>, isDrawnHere: (id: string) => boolean) {
	const panels = ref(loadState<Record<string, Panel>>('dashboard', 'panels', {}))
	const callbacks = shallowRef(new Map<string, WidgetCallback>())
	const places = new Map<string, HTMLElement>()

	/** As in the real one, an id that is no panel's is an error, at which all that were registered later stay empty. */
	function fill() {
		for (const [id, callback] of callbacks.value) {
			const panel = panels.value[id]!
			if (isDrawnHere(panel.id) || !layout.value.includes(id) || panel.mounted) {
				continue
			}
			const place = places.get(id)
			if (place) {
				callback(place, { widget: panel })
				panel.mounted = true
			}
		}
	}

	watch(callbacks, fill)

	return {
		panels,
		place: (id: string, element: HTMLElement | null) => element ? places.set(id, element) : places.delete(id),
		register: (id: string, callback: WidgetCallback) => callbacks.value = new Map([...callbacks.value, [id, callback]]),
		/** Call when a panel was put on the dashboard or taken away. */
		async changed(id: string) {
			panels.value[id]!.mounted = false
			await nextTick()
			fill()
		},
	}
}

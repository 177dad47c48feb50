// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ShallowRef } from 'vue'
import type { ApiItems, ApiWidget } from './panel.ts'

import { ref, shallowRef } from 'vue'
import { getOcs } from '../ocs.ts'

/**
 * The widgets that the dashboard draws itself: those whose items the second version of the API gives. They win over
 * callbacks that were registered for the same id.
 *
 * @param layout ids of the widgets that are shown
 */
export function useApiWidgets(layout: Readonly<ShallowRef<string[]>>) {
	const widgets = shallowRef<ApiWidget[]>([])
	const items = ref<Record<string, ApiItems>>({})
	const loading = ref(true)

	const widgetOf = (id: string) => widgets.value.find((widget) => widget.id === id && widget.item_api_versions.includes(2))

	async function fetchItems(id: string) {
		try {
			const fetched = await getOcs<Record<string, ApiItems>>('apps/dashboard/api/v2/widget-items', new URLSearchParams([['widgets[]', id]]))
			items.value = { ...items.value, ...fetched }
		} finally {
			loading.value = false
		}
	}

	/** Asks for what widgets there are, then for what they show, each by itself; and again as often as they want. */
	async function start() {
		widgets.value = Object.values(await getOcs<Record<string, ApiWidget>>('apps/dashboard/api/v1/widgets'))
		await Promise.all(layout.value.filter(widgetOf).map(fetchItems))
		for (const { id, reload_interval: seconds } of widgets.value.filter((widget) => widget.reload_interval > 0)) {
			setInterval(() => layout.value.includes(id) && fetchItems(id), seconds * 1000)
		}
	}

	return { widgetOf, items, loading, fetchItems, start }
}

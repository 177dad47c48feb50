// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionOutcome } from '../../sidecar/contract/connection.ts'
import type { MountedTab, TabContext } from './tab-element.ts'

import { createApp, h, ref, shallowRef } from 'vue'
import FilesTab from './FilesTab.vue'

/**
 * Puts the tab's content into the page.
 *
 * @param place
 * @param first the file or folder to begin with
 * @param outcome how the attempt to connect ended that the browser comes back from, if it does
 */
export function mount(place: HTMLElement, first: TabContext, outcome: ConnectionOutcome | null): MountedTab {
	const context = shallowRef(first)
	const active = ref(true)
	const app = createApp({ render: () => h(FilesTab, { node: context.value.node, active: active.value, outcome }) })
	app.mount(place)
	return {
		show(next) {
			context.value = next
			active.value = true
		},
		rest() {
			active.value = false
		},
		unmount() {
			app.unmount()
		},
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { MountedTab, TabContext } from './tab-element.ts'

import { createApp, h, shallowRef } from 'vue'
import FilesTab from './FilesTab.vue'

/**
 * Puts the tab's content into the page.
 *
 * @param place
 * @param first the file or folder to begin with
 */
export function mount(place: HTMLElement, first: TabContext): MountedTab {
	const context = shallowRef(first)
	const app = createApp({ render: () => h(FilesTab, { node: context.value.node }) })
	app.mount(place)
	return {
		show(next) {
			context.value = next
		},
		unmount() {
			app.unmount()
		},
	}
}

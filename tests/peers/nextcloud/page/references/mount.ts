// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ReferenceWidgetRenderProperties } from '@nextcloud/vue/functions/reference'
import type { App, Component } from 'vue'

import { createApp } from 'vue'
import FileCard from './FileCard.vue'
import FilePicker from './FilePicker.vue'

/** What stands in elements that the components of others made. */
const apps = new Map<Element, App>()

/** Draws the card of a file. */
export function mountFileCard(element: HTMLElement, { richObject, accessible }: ReferenceWidgetRenderProperties): void {
	mount(element, FileCard, { file: richObject, accessible })
}

/** Draws what the smart picker shows for files; gives the element that tells what was picked. */
export function mountFilePicker(element: HTMLElement): HTMLElement {
	const picker = document.createElement('div')
	picker.style.width = '100%'
	element.append(picker)
	mount(picker, FilePicker, {
		onPicked: (link: string) => picker.dispatchEvent(new CustomEvent('submit', { detail: link })),
		onCancelled: () => picker.dispatchEvent(new CustomEvent('cancel')),
	})
	return picker
}

/** Takes away what was drawn in an element or below it. */
export function unmountIn(root: HTMLElement): void {
	for (const [element, app] of apps) {
		if (root.contains(element)) {
			app.unmount()
			apps.delete(element)
		}
	}
}

function mount(element: HTMLElement, component: Component, props: Record<string, unknown>) {
	// It may have gone while this was loaded.
	if (element.isConnected) {
		const app = createApp(component, props)
		app.mount(element)
		apps.set(element, app)
	}
}

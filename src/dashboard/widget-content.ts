// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { App } from 'vue'

import { createApp } from 'vue'
import DashboardWidget from './DashboardWidget.vue'
import { takeOutcome } from '../connection/outcome.ts'
import { loadTranslations } from '../l10n/translations.ts'

const TAG = 'integration_nepenthes-dashboard-widget'

/** The widget as an element: a dashboard that takes it out of the page tells nobody but the element. */
class DashboardWidgetElement extends HTMLElement {
	#app: App | null = null

	connectedCallback(): void {
		// How an attempt to connect ended that the browser comes back from is said once.
		this.#app = createApp(DashboardWidget, { outcome: takeOutcome() })
		this.#app.mount(this)
	}

	disconnectedCallback(): void {
		this.#app?.unmount()
		this.#app = null
	}
}

/**
 * Puts the widget into its place on the dashboard.
 *
 * @param place
 */
export async function show(place: HTMLElement): Promise<void> {
	await loadTranslations()
	if (customElements.get(TAG) === undefined) {
		customElements.define(TAG, DashboardWidgetElement)
	}
	place.replaceChildren(document.createElement(TAG))
}

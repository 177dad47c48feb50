// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { DeclarativeForm as Form } from './declarative-form.ts'

import { loadState } from '@nextcloud/initial-state'
import { createApp } from 'vue'
import DeclarativeForm from './DeclarativeForm.vue'
import SettingsApp from './SettingsApp.vue'

/** Draws the navigation around the content of a settings page, and the forms that apps have declared into it. */
export function mountSettings(content: HTMLElement): void {
	const forms = Object.values(loadState<Form[]>('settings', 'declarative-settings-forms', []))
	for (const form of forms) {
		const place = content.querySelector(`[id="${form.app}_${form.id}"]`)
		if (place) {
			createApp(DeclarativeForm, { form }).mount(place)
		}
	}
	const app = document.getElementById('settings-app')
	if (app) {
		// The content itself stays in the page until the component takes it, so that nothing in it is disconnected for long.
		createApp(SettingsApp, { content }).mount(app)
	}
}

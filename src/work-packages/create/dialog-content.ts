// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CreationRequest } from './open.ts'
import type { Created } from './use-creation.ts'

import { createApp } from 'vue'
import CreateDialog from './CreateDialog.vue'
import { loadTranslations } from '../../l10n/translations.ts'

/** Shows the dialog; settles when a work package is there, or the dialog is closed. */
export async function show(request: CreationRequest): Promise<Created | null> {
	await loadTranslations()
	const place = document.createElement('div')
	document.body.append(place)
	return new Promise<Created | null>((resolve) => {
		const app = createApp(CreateDialog, {
			...request,
			onEnd(created: Created | null) {
				app.unmount()
				place.remove()
				// The dialog gives the focus back in a task of its own; what the caller focuses comes after it.
				setTimeout(() => resolve(created))
			},
		})
		app.mount(place)
	})
}

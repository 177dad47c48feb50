// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Question } from './confirm.ts'

import { createApp } from 'vue'
import ConfirmDialog from './ConfirmDialog.vue'

/** Shows the dialog; settles when it is answered or closed. */
export function show(question: Question): Promise<boolean> {
	const place = document.createElement('div')
	document.body.append(place)
	return new Promise<boolean>((resolve) => {
		const app = createApp(ConfirmDialog, {
			...question,
			onAnswer(confirmed: boolean) {
				app.unmount()
				place.remove()
				// The dialog gives the focus back in a task of its own; what the caller focuses comes after it.
				setTimeout(() => resolve(confirmed))
			},
		})
		app.mount(place)
	})
}

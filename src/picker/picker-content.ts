// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../../sidecar/contract/work-package.ts'

import { createApp } from 'vue'
import WorkPackagePicker from './WorkPackagePicker.vue'

export { loadTranslations } from '../l10n/translations.ts'

/**
 * Puts the search into the smart picker; gives what takes it out again.
 *
 * @param place
 * @param choose is told the address and the title of what the user wants
 */
export function mount(place: HTMLElement, choose: (link: string, title: string) => void): () => void {
	const app = createApp(WorkPackagePicker, {
		onChoose: ({ url, displayId, subject }: WorkPackage) => choose(url, `${displayId} ${subject}`),
	})
	app.mount(place)
	return () => app.unmount()
}

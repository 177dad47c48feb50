// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TabContent } from './tab-element.ts'

import { registerSidebarTab } from '@nextcloud/files'
import { takeOutcome } from '../connection/outcome.ts'
import icon from '../img/app-dark.svg?raw'
import { loadTranslations } from '../l10n/translations.ts'
import { registerActions } from './actions.ts'
import { filesTabElement } from './tab-element.ts'

import '../main.ts'

const id = 'nepenthes'
const tagName = 'integration_nepenthes-files-tab'

// At once: the sidebar reads the registry when it opens and is not told of what comes later (nextcloud-contract.md 6.1).
registerSidebarTab({
	id,
	displayName: 'Nepenthes',
	iconSvgInline: icon,
	order: 55,
	tagName,
	async onInit() {
		customElements.define(tagName, filesTabElement(loadContent))
	},
})

registerActions(id)

/** Who comes back from connecting sees in the tab how that ended: the first time that it is shown. */
let outcome = takeOutcome()
if (outcome !== null) {
	// Without it the user opens the tab, or the dialog.
	import('./come-back.ts').then(({ comeBack }) => comeBack(id), reportError)
}

async function loadContent(): Promise<TabContent> {
	const [{ mount }] = await Promise.all([import('./tab-content.ts'), loadTranslations()])
	return {
		mount(place, context) {
			const mounted = mount(place, context, outcome)
			outcome = null
			return mounted
		},
	}
}

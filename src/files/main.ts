// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TabContent } from './tab-element.ts'

import { registerSidebarTab } from '@nextcloud/files'
import icon from '../img/app-dark.svg?raw'
import { loadTranslations } from '../l10n/translations.ts'
import { filesTabElement } from './tab-element.ts'

import '../main.ts'

const tagName = 'integration_nepenthes-files-tab'

// At once: the sidebar reads the registry when it opens and is not told of what comes later (nextcloud-contract.md 6.1).
registerSidebarTab({
	id: 'nepenthes',
	displayName: 'Nepenthes',
	iconSvgInline: icon,
	order: 55,
	tagName,
	async onInit() {
		customElements.define(tagName, filesTabElement(loadContent))
	},
})

async function loadContent(): Promise<TabContent> {
	const [content] = await Promise.all([import('./tab-content.ts'), loadTranslations()])
	return content
}

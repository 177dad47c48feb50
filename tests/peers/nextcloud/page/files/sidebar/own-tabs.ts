// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { INode } from '@nextcloud/files'

import { registerSidebarTab } from '@nextcloud/files'
import { mdiBackupRestore, mdiLightningBolt, mdiShareVariant } from '../icons.ts'

/** A tab of a sentence: what stands in these on a real server is not for this one. */
function textTab(describe: (node: INode) => string): CustomElementConstructor {
	return class extends HTMLElement {
		active = false
		folder = undefined
		view = undefined

		set node(node: INode) {
			this.textContent = describe(node)
		}

		connectedCallback() {
			Object.assign(this.style, { display: 'block', padding: '16px 12px', color: 'var(--color-text-maxcontrast)', overflowWrap: 'anywhere' })
		}
	}
}

const tabs = [
	{ id: 'sharing', app: 'files_sharing', displayName: 'Sharing', order: 10, iconSvgInline: mdiShareVariant, describe: (node: INode) => `${node.displayname} is not shared with anyone.` },
	{ id: 'activity', app: 'activity', displayName: 'Activity', order: 50, iconSvgInline: mdiLightningBolt, describe: () => 'No activity yet.' },
	{ id: 'version_vue', app: 'files_versions', displayName: 'Versions', order: 90, iconSvgInline: mdiBackupRestore, describe: () => 'No versions yet.', filesOnly: true },
]

/** The tabs among which those of apps stand on a real server. */
export function registerOwnTabs(): void {
	for (const { app, describe, filesOnly = false, ...tab } of tabs) {
		const tagName = `${app}-files-tab`
		registerSidebarTab({
			...tab,
			tagName,
			enabled: ({ node }) => !filesOnly || node.type === 'file',
			async onInit() {
				customElements.define(tagName, textTab(describe))
			},
		})
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getNavigation } from '@nextcloud/files'
import { registerOwnActions } from './own-actions.ts'
import { filesRouter } from './route.ts'
import { registerOwnTabs } from './sidebar/own-tabs.ts'
import { sidebar } from './sidebar/sidebar.ts'
import { views } from './views.ts'

interface FilesGlobals {
	OCA?: { Files?: Record<string, unknown> }
	OCP?: { Files?: Record<string, unknown> }
}

/** Fills the registries of @nextcloud/files and sets the globals through which other bundles reach this one. */
export function prepareFiles(): void {
	getNavigation().register(...views)
	registerOwnActions()
	registerOwnTabs()

	const globals = window as FilesGlobals
	globals.OCA = { ...globals.OCA, Files: { ...globals.OCA?.Files, _sidebar: () => sidebar } }
	globals.OCP = { ...globals.OCP, Files: { ...globals.OCP?.Files, Router: filesRouter } }
}

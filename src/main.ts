// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { loadState } from '@nextcloud/initial-state'
import { registerWidget } from './dashboard/register.ts'
import { openHome } from './home/open.ts'
import { registerLinkPreviews } from './link-preview/widget.ts'
import { registerPicker } from './picker/picker-element.ts'
import { openPersonalSettings } from './settings/open.ts'

/** What Nextcloud calls the page behind our entry in the top menu (nextcloud-contract.md 3.3). */
const HOME = 'app_api_integration_nepenthes_main'

const personalSettings = document.getElementById('nepenthes-personal-settings')

// This script runs on every page: it looks where it is, and all else comes in chunks of its own.
if (loadState<string>('core', 'active-app', '') === HOME) {
	void openHome(document)
}
if (personalSettings !== null) {
	void openPersonalSettings(personalSettings)
}

registerWidget()
registerLinkPreviews()
registerPicker()

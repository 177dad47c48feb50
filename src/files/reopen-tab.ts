// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { subscribe, unsubscribe } from '@nextcloud/event-bus'
import { getSidebar } from '@nextcloud/files'

/**
 * Chooses a tab in the details of the file that the page was opened for. A deep link into Files opens the details with
 * the first tab, whenever the list is there (nextcloud-contract.md 6.1).
 *
 * @param tabId
 */
export function reopenTab(tabId: string): void {
	const sidebar = getSidebar()

	function choose(): void {
		unsubscribe('files:sidebar:opened', choose)
		try {
			sidebar.setActiveTab(tabId)
		} catch (error) {
			// There is no such tab for this file: the first one stays.
			reportError(error)
		}
	}

	if (sidebar.isOpen) {
		choose()
	} else {
		subscribe('files:sidebar:opened', choose)
	}
}

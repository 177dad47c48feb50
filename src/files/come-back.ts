// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { takeTask } from './many/kept-task.ts'
import { reopenTab } from './reopen-tab.ts'

/**
 * Shows again what the user had before them when the browser left for Nepenthes: the dialog for many files, or the tab.
 *
 * @param tabId
 */
export async function comeBack(tabId: string): Promise<void> {
	const task = takeTask()
	if (task === null) {
		reopenTab(tabId)
		return
	}
	const { show } = await import('./many/dialog-content.ts')
	await show(task.kind, task.files, task.workPackage)
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { INode } from '@nextcloud/files'

import { getSidebar } from '@nextcloud/files'

/** Opens the details of a file or folder with a tab of them. */
export function openTab(node: INode, tabId: string): void {
	getSidebar().open(node, tabId)
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ActionContext, INode } from '@nextcloud/files'
import type { ChangeKind } from './many/change-files.ts'

import { getSidebar, Permission, registerFileAction } from '@nextcloud/files'
import nepenthesIcon from '../img/app-dark.svg?raw'
import linkIcon from '../img/link.svg?raw'
import unlinkIcon from '../img/unlink.svg?raw'
import { actionWords } from './action-words.ts'

/** Views whose rows are not, or not yet, files of the user; the ids there may be those of something else. */
const OTHER_VIEWS = ['trashbin', 'pendingshares', 'deletedshares']

/** Nepenthes could not open what only the devices of its owner can read. Some servers write the number as text. */
const isEncrypted = ({ attributes }: INode) => [attributes['e2ee-is-encrypted'], attributes['is-encrypted']].some((value) => Number(value) === 1 || value === true)

/** A file or folder of the user; the rows of the view "Tags" may be tags instead. */
const isFile = (node: INode) => node.id !== undefined && (node.root ?? '').startsWith('/files/') && (node.permissions & Permission.READ) !== 0

function canBeLinked({ nodes, view, folder }: ActionContext): boolean {
	return nodes.length > 0
		&& !OTHER_VIEWS.includes(view.id)
		// In some views the list is of no folder.
		&& !(folder as typeof folder | undefined !== undefined && isEncrypted(folder))
		&& nodes.every((node) => isFile(node) && !isEncrypted(node))
}

/** Settles when the dialog is closed; throws where it could not be loaded, for Files to say so. */
async function change(kind: ChangeKind, nodes: readonly INode[]): Promise<void> {
	const { show } = await import('./many/dialog-content.ts')
	await show(kind, nodes.map(({ id, displayname }) => ({ id: id!, name: displayname })))
}

function registerChange(kind: ChangeKind, icon: string, order: number): void {
	registerFileAction({
		id: `nepenthes-${kind}`,
		displayName: () => actionWords()[kind],
		iconSvgInline: () => icon,
		order,
		enabled: canBeLinked,
		// The dialog itself says how it went.
		async exec({ nodes }) {
			await change(kind, nodes)
			return null
		},
		async execBatch({ nodes }) {
			await change(kind, nodes)
			return nodes.map(() => null)
		},
	})
}

/**
 * Offers what can be done with files in every view of them (nextcloud-contract.md 6.2).
 *
 * @param tabId the tab of the details that shows a single file
 */
export function registerActions(tabId: string): void {
	registerChange('link', linkIcon, 40)
	registerFileAction({
		id: 'nepenthes-tab',
		displayName: () => 'Nepenthes',
		iconSvgInline: () => nepenthesIcon,
		order: 41,
		enabled: (context) => context.nodes.length === 1 && canBeLinked(context),
		async exec({ nodes: [node] }) {
			getSidebar().open(node, tabId)
			return null
		},
	})
	registerChange('unlink', unlinkIcon, 42)
}

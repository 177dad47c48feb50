// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IFileAction, INode } from '@nextcloud/files'

import { emit } from '@nextcloud/event-bus'
import { DefaultType, FileType, Permission, registerFileAction } from '@nextcloud/files'
import { mdiBackupRestore, mdiDelete, mdiDownload, mdiFolder, mdiInformation, mdiStar } from './icons.ts'
import { canBeOpened, routeInto } from './opening.ts'
import { go } from './route.ts'
import { sidebar } from './sidebar/sidebar.ts'

/** A file of the user, as no tag is and nothing in the trash, that they may do something with. */
const isReachable = ({ root, permissions }: INode) => (root ?? '').startsWith('/files/') && permissions !== Permission.NONE

const isFavorite = (node: INode) => Boolean(node.attributes.favorite)

const openFolder: IFileAction = {
	id: 'open-folder',
	displayName: ({ nodes }) => `Open folder ${nodes[0]?.displayname}`,
	iconSvgInline: () => mdiFolder,
	enabled: ({ nodes }) => nodes.length === 1 && nodes.every(canBeOpened),
	async exec({ nodes: [node], view }) {
		go(routeInto(node, view))
		return null
	},
	default: DefaultType.HIDDEN,
	order: -100,
}

const details: IFileAction = {
	id: 'details',
	displayName: () => 'Details',
	iconSvgInline: () => mdiInformation,
	enabled: ({ nodes }) => nodes.length === 1 && nodes.every(isReachable),
	async exec({ nodes: [node] }) {
		sidebar.open(node)
		return null
	},
	order: -50,
}

const favorite: IFileAction = {
	id: 'favorite',
	displayName: ({ nodes }) => nodes.every(isFavorite) ? 'Remove from favorites' : 'Add to favorites',
	iconSvgInline: () => mdiStar,
	enabled: ({ nodes }) => nodes.every(isReachable),
	exec: async ({ nodes: [node] }) => setFavorite(node, !isFavorite(node)),
	execBatch: async ({ nodes }) => {
		const wanted = !nodes.every(isFavorite)
		return Promise.all(nodes.map((node) => setFavorite(node, wanted)))
	},
	order: -40,
}

async function setFavorite(node: INode, wanted: boolean): Promise<null> {
	await (await import('./dav.ts')).setFavorite(node.path, wanted)
	node.attributes.favorite = Number(wanted)
	emit('files:node:updated', node)
	return null
}

const download: IFileAction = {
	id: 'download',
	displayName: () => 'Download',
	iconSvgInline: () => mdiDownload,
	enabled: ({ nodes }) => nodes.length === 1 && nodes.every((node) => isReachable(node) && node.type === FileType.File),
	async exec({ nodes: [node] }) {
		const link = document.createElement('a')
		link.href = node.encodedSource
		link.download = node.basename
		link.click()
		return null
	},
	default: DefaultType.DEFAULT,
	order: 30,
}

const remove: IFileAction = {
	id: 'delete',
	displayName: ({ nodes, view }) => view.id === 'trashbin' ? 'Delete permanently' : nodes.length > 1 ? 'Delete files' : nodes[0]?.type === FileType.Folder ? 'Delete folder' : 'Delete file',
	iconSvgInline: () => mdiDelete,
	enabled: ({ nodes }) => nodes.length > 0 && nodes.every(({ permissions }) => permissions & Permission.DELETE),
	exec: async ({ nodes: [node] }) => deleteNode(node),
	execBatch: ({ nodes }) => Promise.all(nodes.map((node) => deleteNode(node).catch(() => false))),
	destructive: true,
	order: 100,
}

async function deleteNode(node: INode): Promise<boolean> {
	await (await import('./dav.ts')).remove(node)
	emit('files:node:deleted', node)
	return true
}

const restore: IFileAction = {
	id: 'restore',
	displayName: () => 'Restore',
	iconSvgInline: () => mdiBackupRestore,
	// What is in a deleted folder comes back with it only.
	enabled: ({ nodes, view, folder }) => view.id === 'trashbin' && folder.path === '/' && nodes.length > 0,
	exec: async ({ nodes: [node] }) => restoreNode(node),
	execBatch: ({ nodes }) => Promise.all(nodes.map((node) => restoreNode(node).catch(() => false))),
	inline: () => true,
	order: 1,
}

async function restoreNode(node: INode): Promise<boolean> {
	await (await import('./dav.ts')).restore(node)
	emit('files:node:deleted', node)
	return true
}

/** The actions that Files brings itself. */
export function registerOwnActions(): void {
	for (const action of [openFolder, details, favorite, download, restore, remove]) {
		registerFileAction(action)
	}
}

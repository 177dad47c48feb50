// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IFolder, INode, IView } from '@nextcloud/files'

import { subscribe } from '@nextcloud/event-bus'
import { getNavigation, sortNodes } from '@nextcloud/files'
import { computed, shallowReactive, watch } from 'vue'
import { go, route } from './route.ts'
import { setSurroundings, sidebar } from './sidebar/sidebar.ts'

/** What the list shows; the last contents stay while others are loading. */
export interface Listing {
	view: IView
	folder: IFolder | undefined
	contents: INode[]
	state: 'loading' | 'shown' | 'failed'
}

/** Views in which an address may name a file alone: the folder that it is in can be shown there. */
const ofFolders = ['files', 'personal', 'folders']

/** The contents of the folder or view that the address names, kept up to date. */
export function useListing() {
	const views = getNavigation().views
	const viewOf = (id: string) => views.find((view) => view.id === id) ?? views[0]!

	const listing = shallowReactive<Listing>({ view: viewOf(route.value.view), folder: undefined, contents: [], state: 'loading' })
	let running = new AbortController()

	async function load(): Promise<void> {
		running.abort()
		const { signal } = running = new AbortController()
		const { view: id, fileid, dir } = route.value
		try {
			if (dir === undefined && fileid !== undefined && ofFolders.includes(id)) {
				await findFolderOf(fileid, signal)
				return
			}
			const view = viewOf(id)
			const { folder, contents } = await view.getContents(dir ?? '/', { signal })
			signal.throwIfAborted()
			Object.assign(listing, { view, folder, contents: sorted(contents, view), state: 'shown' } satisfies Listing)
			getNavigation().setActive(view.id)
			setSurroundings({ folder, view })
		} catch (error) {
			if (!signal.aborted) {
				console.error(error)
				listing.state = 'failed'
			}
		}
	}

	/** An address that names only a file becomes one that names its folder too. */
	async function findFolderOf(fileid: string, signal: AbortSignal): Promise<void> {
		const { findById } = await import('./dav.ts')
		const node = await findById(fileid, { signal })
		signal.throwIfAborted()
		const dir = !node ? '/' : node.type === 'folder' && !route.value.openDetails ? node.path : node.dirname
		go({ ...route.value, fileid: node && fileid, dir }, { replace: true })
	}

	async function openDetails(): Promise<void> {
		const { fileid, openDetails: wanted } = route.value
		const node = listing.state === 'shown' && wanted ? listing.contents.find(({ id }) => id === fileid) : undefined
		if (node) {
			sidebar.open(node)
		}
	}

	watch(route, async () => {
		listing.state = 'loading'
		await load()
		await openDetails()
	}, { immediate: true })

	for (const event of ['files:node:created', 'files:node:updated', 'files:node:deleted', 'files:node:moved'] as const) {
		subscribe(event, () => load())
	}
	subscribe('files:node:deleted', (node) => {
		if (sidebar.node?.source === (node as INode).source) {
			sidebar.close()
		}
	})

	/** The folders on the way to the one shown, the first one is the view itself. */
	const breadcrumbs = computed(() => {
		const names = (listing.folder?.path ?? '/').split('/').filter(Boolean)
		return [
			{ name: listing.view.name, dir: '/' },
			...names.map((name, index) => ({
				name: index === names.length - 1 ? listing.folder!.displayname : name,
				dir: `/${names.slice(0, index + 1).join('/')}`,
			})),
		]
	})

	return { listing, breadcrumbs, reload: load }
}

function sorted(nodes: INode[], { defaultSortKey }: IView): INode[] {
	if (defaultSortKey === 'deleted') {
		const deletedAt = ({ attributes }: INode) => Number(attributes['trashbin-deletion-time'])
		return nodes.toSorted((left, right) => deletedAt(right) - deletedAt(left))
	}
	return sortNodes(nodes, defaultSortKey === 'mtime'
		? { sortingMode: 'mtime', sortingOrder: 'asc' }
		: { sortFavoritesFirst: true, sortFoldersFirst: true })
}

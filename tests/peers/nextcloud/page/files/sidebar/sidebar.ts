// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ISidebar, ISidebarContext, ISidebarTab } from '@nextcloud/files'
import type { INode } from '@nextcloud/files'

import { emit } from '@nextcloud/event-bus'
import { getSidebarActions, getSidebarTabs, registerSidebarAction, registerSidebarTab } from '@nextcloud/files'
import { computed, shallowReactive } from 'vue'

interface SidebarState {
	open: boolean
	fullScreen: boolean
	activeTab: string | undefined
	/** What it is about; kept while it is closed. */
	context: ISidebarContext | undefined
}

export const sidebarState = shallowReactive<SidebarState>({ open: false, fullScreen: false, activeTab: undefined, context: undefined })

/** Where the file list is; the list says so whenever it changes. */
let surroundings: Omit<ISidebarContext, 'node'> = {}

export function setSurroundings(now: Omit<ISidebarContext, 'node'>): void {
	surroundings = now
}

function enabledTabs(context: ISidebarContext): ISidebarTab[] {
	return getSidebarTabs()
		.filter(({ enabled }) => enabled?.(context) ?? true)
		.toSorted((left, right) => left.order - right.order)
}

/** The tabs for what the sidebar is about, in their order. */
export const shownTabs = computed(() => sidebarState.context ? enabledTabs(sidebarState.context) : [])

/** `OCA.Files._sidebar()`, which getSidebar() of @nextcloud/files speaks to. */
export const sidebar: ISidebar = {
	available: true,
	get isOpen() {
		return sidebarState.open
	},
	get activeTab() {
		return sidebarState.activeTab!
	},
	get node() {
		return sidebarState.context?.node as INode
	},
	open(node, tab) {
		sidebarState.context = { ...surroundings, node: node.clone() }
		const ids = shownTabs.value.map(({ id }) => id)
		sidebarState.activeTab = [tab, sidebarState.activeTab].find((id) => id !== undefined && ids.includes(id)) ?? ids[0]
		sidebarState.open = true
	},
	close() {
		sidebarState.open = false
		sidebarState.fullScreen = false
	},
	setActiveTab(tabId) {
		if (!shownTabs.value.some(({ id }) => id === tabId)) {
			throw new Error(`There is no sidebar tab ${tabId}`)
		}
		sidebarState.activeTab = tabId
	},
	setFullScreenMode(isFullScreen) {
		sidebarState.fullScreen = isFullScreen
	},
	// Here the sidebar is part of the layout.
	mount() {},
	registerTab: registerSidebarTab,
	getTabs: (context) => context ? enabledTabs(context) : getSidebarTabs(),
	getActions: (context) => context ? getSidebarActions().filter(({ enabled }) => enabled(context)) : getSidebarActions(),
	registerAction: registerSidebarAction,
}

/** Tells other apps that the sidebar has come or gone entirely. */
export const sidebarSettled = (open: boolean) => emit(open ? 'files:sidebar:opened' : 'files:sidebar:closed', sidebarState.context?.node as never)

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FilterAction } from '../search/filter-actions.ts'

import { createApp } from 'vue'
import UnifiedSearch from '../search/UnifiedSearch.vue'
import AppMenu from './AppMenu.vue'
import UserMenu from './UserMenu.vue'

/** Draws the menus and the search into the header that the server sends. */
export function mountShell(actions: readonly FilterAction[]): void {
	const appMenu = document.getElementById('header-start__appmenu')
	const search = document.getElementById('unified-search')
	const userMenu = document.getElementById('user-menu')
	if (appMenu) {
		createApp(AppMenu).mount(appMenu)
	}
	if (search) {
		createApp(UnifiedSearch, { actions }).mount(search)
	}
	if (userMenu) {
		createApp(UserMenu).mount(userMenu)
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createApp } from 'vue'
import AppMenu from './AppMenu.vue'
import UserMenu from './UserMenu.vue'

/** Draws the menus into the header that the server sends. */
export function mountShell(): void {
	const appMenu = document.getElementById('header-start__appmenu')
	const userMenu = document.getElementById('user-menu')
	if (appMenu) {
		createApp(AppMenu).mount(appMenu)
	}
	if (userMenu) {
		createApp(UserMenu).mount(userMenu)
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createApp } from 'vue'
import ChatApp from './ChatApp.vue'

export function mountChat(): void {
	const content = document.querySelector('#content.app-peer_chat')
	if (content) {
		createApp(ChatApp).mount(content)
	}
}

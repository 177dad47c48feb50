// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createApp } from 'vue'
import TextApp from './TextApp.vue'

export function mountText(): void {
	const content = document.querySelector('#content.app-peer_text')
	if (content) {
		createApp(TextApp).mount(content)
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createApp } from 'vue'
import FilesApp from './FilesApp.vue'

export function mountFiles(): void {
	const content = document.querySelector('#content.app-files')
	if (content) {
		createApp(FilesApp).mount(content)
	}
}

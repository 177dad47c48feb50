// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * Moves what the server and apps have put into the frame of a settings page into the element in which it will be shown,
 * and takes the frame away.
 */
export function takeFrame(): HTMLElement {
	const frame = document.getElementById('original-settings-content')
	const content = document.createElement('div')
	content.className = 'settings-content'
	content.append(...frame?.childNodes ?? [])
	frame?.remove()
	document.getElementById('settings-app')?.append(content)
	return content
}

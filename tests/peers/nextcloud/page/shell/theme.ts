// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getRequestToken } from '@nextcloud/auth'
import { generateOcsUrl } from '@nextcloud/router'

export const themes = [
	{ id: 'default', name: 'System' },
	{ id: 'light', name: 'Light' },
	{ id: 'dark', name: 'Dark' },
	{ id: 'light-highcontrast', name: 'High contrast' },
	{ id: 'dark-highcontrast', name: 'Dark high contrast' },
] as const

export type ThemeId = typeof themes[number]['id']

export const currentTheme = (): ThemeId => themes.find(({ id }) => document.body.dataset.themes?.split(',').includes(id))?.id ?? 'default'

/** Shows a theme and remembers it for this user. */
export async function chooseTheme(id: ThemeId): Promise<void> {
	for (const theme of themes) {
		document.body.toggleAttribute(`data-theme-${theme.id}`, theme.id === id)
	}
	document.body.dataset.themes = id
	await fetch(generateOcsUrl('apps/theming/api/v1/theme/{id}/enable', { id }), {
		method: 'PUT',
		headers: { requesttoken: getRequestToken() ?? '', accept: 'application/json' },
	})
}

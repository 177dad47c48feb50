// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

import { cacheBuster, themeIds } from './themes.ts'

/** The theme that a user chose; guests follow the system. */
export function themesOf(user: User | undefined): string[] {
	return [user?.theme ?? 'default']
}

/** The themes for who follows the system, then each for who chose it. */
export function themeHead(instance: Instance): string {
	const link = (theme: string, plain: 0 | 1, media: string) => `<link rel="stylesheet" media="${media}" `
		+ `href="${instance.addresses.page(`/apps/theming/theme/${theme}.css`)}?plain=${plain}&amp;v=${cacheBuster}" class="theme"/>`
	return [
		link('default', 1, ''),
		link('light', 1, '(prefers-color-scheme: light)'),
		link('dark', 1, '(prefers-color-scheme: dark)'),
		link('light-highcontrast', 1, '(prefers-contrast: more)'),
		link('dark-highcontrast', 1, '(prefers-color-scheme: dark) and (prefers-contrast: more)'),
		...themeIds.filter((theme) => theme !== 'default').map((theme) => link(theme, 0, '')),
		'<meta name="color-scheme" content="light dark"/>',
	].join('')
}

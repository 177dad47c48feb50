// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { commonVariables, darkVariables, highContrastDarkVariables, highContrastLightVariables, lightVariables } from './palette.ts'

export const cacheBuster = '5a5ce6a7'

const variables = {
	default: lightVariables,
	light: lightVariables,
	dark: darkVariables,
	'light-highcontrast': { ...lightVariables, ...highContrastLightVariables },
	'dark-highcontrast': { ...darkVariables, ...highContrastDarkVariables },
} as const

export type ThemeId = keyof typeof variables

export const themeIds = Object.keys(variables) as ThemeId[]

export function isTheme(id: string): id is ThemeId {
	return Object.hasOwn(variables, id)
}

/** The style sheet of a theme: for the whole page (`plain`), or where the page says that the user chose it. */
export function themeStyles(id: ThemeId, plain: boolean): string {
	const declarations = Object.entries({ ...commonVariables, ...variables[id] }).map(([name, value]) => `--${name}:${value};`).join(' ')
	return `${plain ? ':root' : `[data-theme-${id}]`} { ${declarations} color-scheme: ${id.startsWith('dark') ? 'dark' : 'light'}; }`
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../../sidecar/contract/work-package.ts'
import type { ThemeColours } from './theme-colours.ts'

import { formatColour, parseColour, readablePill, readableText } from './readable-colour.ts'

/** The colour of a type as text on a card; undefined where there is none. */
export function typeColour({ color }: WorkPackage['type'], theme: ThemeColours): string | undefined {
	const colour = color === null ? null : parseColour(color)
	return colour === null ? undefined : formatColour(readableText(colour, theme.backgrounds, theme.minimum))
}

/** The colours of a status as a pill; undefined where there are none. */
export function statusColours({ color }: WorkPackage['status'], theme: ThemeColours): { backgroundColor: string, color: string } | undefined {
	const colour = color === null ? null : parseColour(color)
	if (colour === null) {
		return undefined
	}
	const { background, text } = readablePill(colour, theme.minimum)
	return { backgroundColor: formatColour(background), color: formatColour(text) }
}

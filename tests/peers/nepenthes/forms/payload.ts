// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Draft } from './draft.ts'

import { formattable } from '../hal.ts'
import { takesSeveral } from './property.ts'

const NONE: Link = { href: null }

/** The properties of a draft that may be written, as they would be sent (section 3.6). */
export function renderPayload({ properties, values, chosen }: Draft): Record<string, unknown> {
	const writable = properties.filter((property) => property.writable)
	return {
		...Object.fromEntries(writable.filter(({ choices }) => !choices).map(({ key, type }) => [key, type === 'Formattable' ? formattable(String(values[key] ?? '')) : values[key] ?? null])),
		_links: Object.fromEntries(writable.filter(({ choices }) => choices).map((property) => {
			const links = (chosen[property.key] ?? []).map(({ link }) => link)
			return [property.key, takesSeveral(property) ? links : links[0] ?? NONE]
		})),
		_meta: {},
	}
}

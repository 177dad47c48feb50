// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static, TSchema } from 'typebox'

import Type from 'typebox'

/** A link to another resource; null stands for "none" (nepenthes-api 2.2). */
export const Link = Type.Object({
	href: Type.Union([Type.String(), Type.Null()]),
	title: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})
export type Link = Static<typeof Link>

/** A link to something that exists but is hidden from the user. */
export const UNDISCLOSED = 'urn:openproject-org:api:v3:undisclosed'

/** A list of resources, all of it or a page (nepenthes-api 2.3). Its `_type` differs, its elements do not. */
export function collectionOf<Element extends TSchema>(element: Element) {
	return Type.Object({
		total: Type.Integer({ minimum: 0 }),
		_embedded: Type.Object({ elements: Type.Array(element) }),
	})
}

/** The number at the end of a link to a resource of that kind: `/np/api/v3/work_packages/41` → 41. Null for all else. */
export function idOf(link: Link | undefined, kind: string): number | null {
	const [, foundKind, id] = /\/api\/v3\/([a-z_]+)\/(\d+)$/.exec(link?.href ?? '') ?? []
	return foundKind === kind ? Number(id) : null
}

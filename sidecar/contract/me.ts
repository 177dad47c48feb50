// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'

const url = Type.String({ description: 'Address of the Nepenthes instance, without a slash at the end.' })

const account = Type.Object({
	id: Type.Integer({ description: 'For `avatars/{userId}`.' }),
	name: Type.String(),
}, { description: 'The user\'s account in Nepenthes.' })

/** How the user and Nepenthes stand to each other, in the order in which it is found out. */
export const NepenthesState = Type.Union([
	Type.Object({
		state: Type.Literal('not-set-up'),
		missing: Type.Union([Type.Literal('address'), Type.Literal('oauth-client')], { description: 'What the administrator has yet to enter.' }),
	}),
	Type.Object({ state: Type.Literal('unreachable'), url }),
	Type.Object({ state: Type.Literal('not-connected'), url }),
	Type.Object({ state: Type.Literal('expired'), url, account }),
	Type.Object({ state: Type.Literal('connected'), url, account }),
])
export type NepenthesState = Static<typeof NepenthesState>

/** `GET me`: who is asking, and what the app can do for them. */
export const Me = Type.Object({
	user: Type.Object({
		id: Type.String(),
		displayName: Type.String(),
		administrator: Type.Boolean({ description: 'Member of the group "admin", as Nextcloud says it.' }),
	}),
	nepenthes: NepenthesState,
})
export type Me = Static<typeof Me>

/**
 * The header in which a page says whose it is: an id of Nextcloud, percent-encoded. A page may outlive its session; what
 * it asks for then is not meant for who signed in next.
 */
export type PageUserHeader = 'x-nepenthes-page-user'

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'

/** `POST connection`: where the browser shall be led in the end. */
export const ConnectionRequest = Type.Object({
	returnPath: Type.Optional(Type.String({ maxLength: 8000, description: 'A path of this Nextcloud, with query, web root included; the app\'s own page if left out. Of a very long one the query is left out.' })),
})
export type ConnectionRequest = Static<typeof ConnectionRequest>

/** `POST connection`: where the browser goes to allow the connection. */
export const ConnectionStart = Type.Object({
	authorizationUrl: Type.String(),
})
export type ConnectionStart = Static<typeof ConnectionStart>

/** `POST connection/completion`: what Nepenthes sent the browser back with, where a page of ours receives it. */
export const ConnectionCompletion = Type.Object({
	state: Type.String({ maxLength: 200 }),
	code: Type.Optional(Type.String({ maxLength: 2000 })),
	error: Type.Optional(Type.String({ maxLength: 200 })),
})
export type ConnectionCompletion = Static<typeof ConnectionCompletion>

/** How an attempt to connect ended. */
export const ConnectionOutcome = Type.Union([
	Type.Literal('connected'),
	/** The user did not allow it. */
	Type.Literal('denied'),
	/** Begun in another browser, by another user, longer than ten minutes ago, or finished already. */
	Type.Literal('out-of-date'),
	/** Nepenthes does not accept the OAuth application that the administrator entered. */
	Type.Literal('client-refused'),
	/** Nepenthes did not answer. */
	Type.Literal('nepenthes-unreachable'),
	/** Nextcloud could not store the connection. */
	Type.Literal('not-stored'),
	/** Nepenthes refused for another reason. */
	Type.Literal('refused'),
])
export type ConnectionOutcome = Static<typeof ConnectionOutcome>

export const ConnectionCompleted = Type.Object({
	outcome: ConnectionOutcome,
	returnTo: Type.String({ description: 'Where the browser goes now.' }),
})
export type ConnectionCompleted = Static<typeof ConnectionCompleted>

/** `DELETE connection`: the connection is gone here in any case. */
export const ConnectionEnd = Type.Object({
	revoked: Type.Boolean({ description: 'False when Nepenthes could not be told, so that the access stays in the list of the user\'s account there.' }),
})
export type ConnectionEnd = Static<typeof ConnectionEnd>

/**
 * The cookie in which the page finds, once, how an attempt to connect ended; its value is a ConnectionOutcome. The page
 * that reads it removes it.
 */
export type ConnectionOutcomeCookie = 'nepenthes_connection'

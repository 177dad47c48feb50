// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'

/** What can go wrong, by a name that stays. The page chooses its words and its way out by it. */
export const ProblemCode = Type.Union([
	/** Nobody is signed in to Nextcloud, or the session has run out. */
	Type.Literal('not-signed-in'),
	/** Nextcloud did not accept the request token; the page fetches a new one and repeats. */
	Type.Literal('csrf-failed'),
	/** The request was started by another site. */
	Type.Literal('cross-site'),
	/** Nextcloud does not know the host name that was asked for. */
	Type.Literal('untrusted-host'),
	Type.Literal('forbidden'),
	Type.Literal('not-found'),
	Type.Literal('invalid-request'),
	Type.Literal('rate-limited'),
	/** This sidecar has more to do than it can; a later try will work. */
	Type.Literal('overloaded'),
	Type.Literal('loop'),
	Type.Literal('nextcloud-unreachable'),
	Type.Literal('nextcloud-timeout'),
	Type.Literal('nextcloud-maintenance'),
	/** Nextcloud gave an answer that is not of the agreed shape. */
	Type.Literal('nextcloud-unexpected'),
	/** Nextcloud does not accept this app: it is disabled there, or registered with another secret. */
	Type.Literal('nextcloud-refused'),
	/** The administrator has not entered the address of Nepenthes. */
	Type.Literal('not-set-up'),
	/** The address is known, the OAuth application of Nepenthes is not. */
	Type.Literal('oauth-not-set-up'),
	/** The user has no connection to Nepenthes. */
	Type.Literal('not-connected'),
	/** The user's connection has run out, or was ended in Nepenthes. */
	Type.Literal('connection-expired'),
	Type.Literal('nepenthes-unreachable'),
	/** Nepenthes gave an answer that is not of the agreed shape, or failed itself. */
	Type.Literal('nepenthes-unexpected'),
	/** Nepenthes does not let this user do this. */
	Type.Literal('nepenthes-forbidden'),
	/** There is no such work package, or the user may not see it. */
	Type.Literal('work-package-not-found'),
	/** There is no such file, or the user cannot see it. */
	Type.Literal('file-not-found'),
	/** No storage of Nepenthes stands for this Nextcloud, as far as the user can see. */
	Type.Literal('storage-missing'),
	/** Nepenthes knows this Nextcloud under another address; `detail` names both. */
	Type.Literal('storage-address-differs'),
	/** The storage is not part of the work package's project. */
	Type.Literal('storage-not-in-project'),
	/** Nepenthes refused what was sent; `detail` says why, in the user's language. */
	Type.Literal('nepenthes-refused'),
	Type.Literal('internal'),
])
export type ProblemCode = Static<typeof ProblemCode>

/** The body of every answer from 400 on: RFC 9457, `application/problem+json`. */
export const Problem = Type.Object({
	type: Type.String({ description: 'A URN that ends in the code.' }),
	title: Type.String(),
	status: Type.Integer({ minimum: 400, maximum: 599 }),
	detail: Type.Optional(Type.String({ description: 'What happened and what to do, in English; the page words it itself by the code.' })),
	code: ProblemCode,
	message: Type.Optional(Type.String({ description: 'Only with csrf-failed: the words of Nextcloud itself, by which clients know that they should renew the token.' })),
})
export type Problem = Static<typeof Problem>

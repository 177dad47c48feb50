// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { Problem, ProblemCode } from '../contract/problem.ts'

import { ClientRefused, ConnectionExpired, NepenthesError, NepenthesForbidden, NepenthesNotFound, NepenthesRateLimited, NepenthesRefused, NepenthesTimeout, NepenthesUnauthorized, NepenthesUnreachable, NotConnected } from '../nepenthes/errors.ts'
import { NextcloudError, NextcloudForbidden, NextcloudMaintenance, NextcloudRateLimited, NextcloudTimeout, NextcloudUnauthorized, NextcloudUnreachable } from '../nextcloud/errors.ts'

/** Status and words of each problem, in one place. */
const CATALOGUE: Record<ProblemCode, { status: number, title: string, detail?: string }> = {
	'not-signed-in': { status: 401, title: 'Not signed in', detail: 'Sign in to Nextcloud and try again.' },
	'csrf-failed': { status: 412, title: 'Request token not accepted', detail: 'Reload the page and try again.' },
	'cross-site': { status: 403, title: 'Request from another site', detail: 'This request must come from a page of this Nextcloud.' },
	'untrusted-host': { status: 400, title: 'Unknown host name', detail: 'Nextcloud does not know this host name; the administrator adds it to trusted_domains.' },
	forbidden: { status: 403, title: 'Not allowed' },
	'not-found': { status: 404, title: 'Not found' },
	'invalid-request': { status: 400, title: 'Invalid request' },
	'rate-limited': { status: 429, title: 'Too many requests', detail: 'Wait a moment and try again.' },
	overloaded: { status: 503, title: 'Too busy', detail: 'Wait a moment and try again.' },
	loop: { status: 508, title: 'Request loop', detail: 'The gateway was asked by itself: NEXTCLOUD_UPSTREAM must be the address of Nextcloud, not of the gateway.' },
	'nextcloud-unreachable': { status: 502, title: 'Nextcloud does not answer', detail: 'Try again in a moment; if it stays, ask your administrator.' },
	'nextcloud-timeout': { status: 504, title: 'Nextcloud does not answer in time', detail: 'Try again in a moment; if it stays, ask your administrator.' },
	'nextcloud-maintenance': { status: 503, title: 'Nextcloud is in maintenance mode', detail: 'Try again later.' },
	'nextcloud-unexpected': { status: 502, title: 'Unexpected answer of Nextcloud', detail: 'Try again in a moment; if it stays, ask your administrator.' },
	'nextcloud-refused': { status: 502, title: 'Nextcloud does not accept this app', detail: 'The administrator enables the app, or registers it again with the secret that it uses.' },
	'not-set-up': { status: 409, title: 'Nepenthes is not set up', detail: 'The administrator enters the address of Nepenthes in the settings of Nextcloud.' },
	'oauth-not-set-up': { status: 409, title: 'The connection to Nepenthes is not set up', detail: 'The administrator enters the OAuth application of Nepenthes in the settings of Nextcloud.' },
	'not-connected': { status: 409, title: 'Not connected to Nepenthes', detail: 'Connect your Nepenthes account first.' },
	'connection-expired': { status: 409, title: 'The connection to Nepenthes has run out', detail: 'Connect your Nepenthes account again.' },
	'nepenthes-unexpected': { status: 502, title: 'Unexpected answer of Nepenthes', detail: 'Try again in a moment; if it stays, ask your administrator.' },
	'nepenthes-forbidden': { status: 403, title: 'Not allowed in Nepenthes', detail: 'Your Nepenthes account lacks the right to do this; the administrators of the project can give it.' },
	'work-package-not-found': { status: 404, title: 'No such work package', detail: 'It does not exist, or you may not see it.' },
	'file-not-found': { status: 404, title: 'No such file', detail: 'It does not exist, or you cannot see it.' },
	'storage-missing': { status: 409, title: 'Nepenthes does not know this Nextcloud', detail: 'The administrator of Nepenthes adds this Nextcloud as a file storage, and to the projects that shall use it.' },
	'storage-address-differs': { status: 409, title: 'Nepenthes knows this Nextcloud under another address', detail: 'The administrator of Nepenthes corrects the address of the file storage.' },
	'storage-not-in-project': { status: 409, title: 'The project does not use this Nextcloud', detail: 'The administrators of the project add this Nextcloud to its file storages.' },
	'nepenthes-refused': { status: 422, title: 'Refused by Nepenthes' },
	'nepenthes-unreachable': { status: 502, title: 'Nepenthes does not answer', detail: 'Try again in a moment; if it stays, ask your administrator.' },
	internal: { status: 500, title: 'Internal error', detail: 'Try again; if it stays, ask your administrator, who finds more in the log.' },
}

/** What is known of a problem. */
export interface Found {
	code: ProblemCode
	/** Own words instead of those of the catalogue. */
	detail?: string | undefined
	/** Seconds after which a new try makes sense. */
	retryAfter?: number | undefined
}

/** Thrown where something is understood to have gone wrong; `problemOf` turns it into the answer. */
export class ProblemError extends Error {
	override readonly name = 'ProblemError'
	readonly code: ProblemCode
	readonly detail: string | undefined
	/** Seconds after which a new try makes sense. */
	readonly retryAfter: number | undefined

	constructor(code: ProblemCode, options: { detail?: string, retryAfter?: number, cause?: unknown } = {}) {
		super(`${code}: ${options.detail ?? CATALOGUE[code].title}`, { cause: options.cause })
		this.code = code
		this.detail = options.detail
		this.retryAfter = options.retryAfter
	}
}

/**
 * The problem document of a code, with its own words or those given.
 *
 * @param code
 * @param detail
 */
export function problem(code: ProblemCode, detail = CATALOGUE[code].detail): Problem {
	return {
		type: `urn:integration_nepenthes:problem:${code}`,
		title: CATALOGUE[code].title,
		status: CATALOGUE[code].status,
		...detail !== undefined && { detail },
		code,
		// What Nextcloud itself says then: clients that go by its words renew their token.
		...code === 'csrf-failed' && { message: 'CSRF check failed' },
	}
}

/**
 * Sends a problem as `application/problem+json`.
 *
 * @param reply
 * @param root0
 * @param root0.code
 * @param root0.detail
 * @param root0.retryAfter
 */
export function sendProblem(reply: FastifyReply, { code, detail, retryAfter }: Found): FastifyReply {
	const body = problem(code, detail)
	if (retryAfter !== undefined) {
		reply.header('Retry-After', String(retryAfter))
	}
	return reply
		.code(body.status)
		.header('Cache-Control', 'no-store')
		.type('application/problem+json')
		.serializer(JSON.stringify)
		.send(body)
}

/** What the errors of Nepenthes' client are to our callers. */
function problemOfNepenthes(error: NepenthesError): Found {
	if (error instanceof NotConnected) {
		return { code: 'not-connected' }
	}
	if (error instanceof ConnectionExpired || error instanceof NepenthesUnauthorized) {
		return { code: 'connection-expired' }
	}
	if (error instanceof ClientRefused) {
		return { code: 'oauth-not-set-up', detail: 'Nepenthes does not accept the OAuth application; the administrator enters its id and secret again.' }
	}
	if (error instanceof NepenthesForbidden) {
		return { code: 'nepenthes-forbidden' }
	}
	if (error instanceof NepenthesNotFound) {
		return { code: 'work-package-not-found' }
	}
	if (error instanceof NepenthesRateLimited) {
		return { code: 'rate-limited', retryAfter: error.retryAfter }
	}
	if (error instanceof NepenthesRefused) {
		return { code: 'nepenthes-refused', detail: error.violations.map(({ message }) => message).filter(Boolean).join(' ') || undefined }
	}
	return { code: error instanceof NepenthesUnreachable || error instanceof NepenthesTimeout ? 'nepenthes-unreachable' : 'nepenthes-unexpected' }
}

/** What the errors of Nextcloud's client are to our callers. */
function problemOfNextcloud(error: NextcloudError): Found {
	if (error instanceof NextcloudMaintenance) {
		return { code: 'nextcloud-maintenance', retryAfter: error.retryAfter }
	}
	if (error instanceof NextcloudRateLimited) {
		return { code: 'rate-limited', retryAfter: error.retryAfter }
	}
	if (error instanceof NextcloudUnauthorized) {
		return { code: error.party === 'user' ? 'not-signed-in' : 'nextcloud-refused' }
	}
	if (error instanceof NextcloudForbidden) {
		return { code: 'forbidden' }
	}
	if (error instanceof NextcloudTimeout) {
		return { code: 'nextcloud-timeout' }
	}
	return { code: error instanceof NextcloudUnreachable ? 'nextcloud-unreachable' : 'nextcloud-unexpected' }
}

/** What an error is to our callers. */
export function problemOf(error: Error | FastifyError): Found {
	if (error instanceof ProblemError) {
		return error
	}
	if (error instanceof NextcloudError) {
		return problemOfNextcloud(error)
	}
	if (error instanceof NepenthesError) {
		return problemOfNepenthes(error)
	}
	return 'statusCode' in error || 'validation' in error ? problemOfFramework(error) : { code: 'internal' }
}

/** What Fastify and its plugins refuse. */
function problemOfFramework(error: FastifyError): Found {
	if (error.validation !== undefined) {
		const [first] = error.validation
		const where = `${error.validationContext ?? 'request'}${first?.instancePath.replaceAll('/', '.') ?? ''}`
		return { code: 'invalid-request', detail: `${where}: ${first?.message ?? error.message}` }
	}
	switch (error.statusCode) {
		case 404:
			return { code: 'not-found' }
		case 429:
			return { code: 'rate-limited' }
		case 503:
			return { code: 'overloaded' }
	}
	if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
		return { code: 'invalid-request', detail: error.message }
	}
	return { code: 'internal' }
}

/**
 * The one place where errors become answers. Set as Fastify's error handler on both listeners.
 *
 * @param error
 * @param request
 * @param reply
 */
export function problemErrorHandler(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	const found = problemOf(error)
	if (found.code === 'internal') {
		request.log.error({ err: error, route: request.routeOptions.url }, 'unexpected error')
	} else {
		request.log.info({ code: found.code, route: request.routeOptions.url }, error.message)
	}
	return sendProblem(reply, found)
}

/**
 * Answers what no route knows. Set as Fastify's not-found handler on both listeners.
 *
 * @param _request
 * @param reply
 */
export function problemNotFoundHandler(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
	return sendProblem(reply, { code: 'not-found' })
}

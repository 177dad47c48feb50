// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static, TSchema } from 'typebox'
import type { AppStanding } from './app-standing.ts'
import type { CallOptions, Http, HttpAnswer } from './http.ts'

import Type from 'typebox'
import { Value } from 'typebox/value'
import { NextcloudForbidden, NextcloudNotFound, NextcloudRateLimited, NextcloudUnauthorized, NextcloudUnexpectedAnswer, OcsFailure } from './errors.ts'
import { isJson, retryAfter } from './http.ts'

export interface OcsCall extends CallOptions {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE'
	/** Below `/ocs/v2.php/`, with query. */
	path: string
	/** On whose behalf; null for the app itself. */
	userId: string | null
	/** Sent as JSON. */
	body?: unknown
	/** Milliseconds. */
	timeout?: number
}

export interface Ocs {
	/**
	 * Calls a route of Nextcloud's OCS API.
	 *
	 * @param schema what `data` must look like; further fields are fine
	 * @param call
	 * @return `data` of the envelope
	 * @throws {NextcloudError} each failure as its class
	 */
	call<S extends TSchema>(schema: S, call: OcsCall): Promise<Static<S>>
}

/** The data of calls that answer with nothing, which Nextcloud writes as `[]`, or that nobody looks at. */
export const Ignored = Type.Unknown()

const Envelope = Type.Object({
	ocs: Type.Object({
		meta: Type.Object({
			status: Type.String(),
			statuscode: Type.Integer(),
			message: Type.Optional(Type.Union([Type.String(), Type.Null()])),
		}),
		data: Type.Unknown(),
	}),
})

export function createOcs(http: Http, standing: AppStanding): Ocs {
	return {
		async call(schema, { method, path, userId, body, signal, timeout }) {
			const answer = await standing.guard(() => http.send({
				method,
				path: `/ocs/v2.php/${path}`,
				userId,
				...body !== undefined && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
				signal,
				timeout,
			}))
			const data = readEnvelope(answer)
			if (!Value.Check(schema, data)) {
				const [wrong] = Value.Errors(schema, data)
				throw new NextcloudUnexpectedAnswer(`Nextcloud's answer to ${method} ${path.replace(/\?.*/, '')} has another shape: ${wrong?.instancePath ?? ''} ${wrong?.message ?? ''}`)
			}
			return data
		},
	}
}

/**
 * The data of an OCS answer of version 1 or 2 (nextcloud-contract 7.1).
 *
 * @param answer
 * @throws {NextcloudError} when the answer is a failure, or no OCS answer
 */
export function readEnvelope(answer: HttpAnswer): unknown {
	const { meta, data } = envelopeOf(answer)
	if (meta.status === 'ok') {
		return data
	}
	throw failure(answer, meta.statuscode, meta.message || `Nextcloud answered ${meta.statuscode}.`)
}

function envelopeOf(answer: HttpAnswer): Static<typeof Envelope>['ocs'] {
	let body: unknown
	try {
		body = isJson(answer) ? JSON.parse(answer.text) : undefined
	} catch {
		// What is no JSON is no envelope either.
	}
	if (!Value.Check(Envelope, body)) {
		// Some layers of Nextcloud refuse before OCS has its say: rate limits, the host check, a wrong method.
		throw answer.status < 400
			? new NextcloudUnexpectedAnswer(`Nextcloud answered ${answer.status} with something other than OCS.`)
			: failure(answer, answer.status, `Nextcloud answered ${answer.status} with something other than OCS.`)
	}
	return body.ocs
}

function failure(answer: HttpAnswer, statusCode: number, message: string): Error {
	switch (statusCode) {
		case 401:
		case 997:
			return new NextcloudUnauthorized('user', message)
		case 403:
			return new NextcloudForbidden(message)
		case 404:
			return new NextcloudNotFound(message, { route: false })
		case 998:
			return new NextcloudNotFound(message, { route: true })
		case 429:
			return new NextcloudRateLimited(retryAfter(answer))
		default:
			return new OcsFailure(statusCode, message)
	}
}

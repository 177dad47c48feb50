// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static, TSchema } from 'typebox'
import type { Validator } from 'typebox/compile'
import type { Violation } from './errors.ts'
import type { CallOptions, Http, HttpAnswer } from './http.ts'

import Type from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { NepenthesForbidden, NepenthesNotFound, NepenthesRateLimited, NepenthesRefused, NepenthesUnauthorized, NepenthesUnexpectedAnswer, NepenthesUnreachable } from './errors.ts'
import { retryAfter } from './http.ts'

export interface ApiCall extends CallOptions {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
	/** Below `/api/v3`, begins with a slash. */
	path: string
	query?: Record<string, string | number>
	/** Sent as JSON. */
	body?: unknown
}

/** API v3 of one instance, with one access token. */
export interface Api {
	/**
	 * @param schema what the answer must look like; further fields are fine
	 * @throws {NepenthesError} each failure as its class
	 */
	call<Schema extends TSchema>(schema: Schema, call: ApiCall): Promise<Static<Schema>>
	/** The same for what is no JSON: any answer that is not a failure of ours to ask. */
	raw(call: ApiCall): Promise<HttpAnswer>
	/** Where the API of the instance is, without a slash at the end. */
	url: string
}

/** For calls that are answered with nothing. */
export const Ignored = Type.Unknown()

const Message = Type.Union([Type.String(), Type.Array(Type.String())])

const Details = Type.Object({ details: Type.Object({ attribute: Type.String() }) })

const SingleError = Type.Object({
	errorIdentifier: Type.String({ minLength: 1 }),
	message: Type.Optional(Message),
	_embedded: Type.Optional(Type.Unknown()),
})

const SeveralErrors = Type.Object({ errors: Type.Array(SingleError, { minItems: 1 }) })

const IDENTIFIER = /^urn:openproject-org:api:v3:errors:(.+)$/

/** Compiled once each: a page of work packages is checked in microseconds, uncompiled it takes longer than all the rest. */
const validators = new WeakMap<TSchema, Validator>()

function validatorOf(schema: TSchema): Validator {
	let validator = validators.get(schema)
	if (validator === undefined) {
		validator = Compile(schema)
		validators.set(schema, validator)
	}
	return validator
}

/**
 * @param http
 * @param instance address of the instance, without a slash at the end
 * @param accessToken
 */
export function createApi(http: Http, instance: string, accessToken: string): Api {
	const url = `${instance}/api/v3`

	const raw = ({ method, path, query = {}, body, signal }: ApiCall): Promise<HttpAnswer> => {
		const target = new URL(url + path)
		for (const [name, value] of Object.entries(query)) {
			target.searchParams.set(name, String(value))
		}
		return http.send({
			method,
			url: target,
			headers: {
				Accept: 'application/hal+json, application/json',
				Authorization: `Bearer ${accessToken}`,
				// Without it, whatever is not a GET is refused, with a body or not (nepenthes-api 2.1).
				...method !== 'GET' && { 'Content-Type': 'application/json' },
			},
			...body !== undefined && { body: JSON.stringify(body) },
			signal,
		})
	}

	return {
		url,
		raw,
		async call(schema, call) {
			const answer = await raw(call)
			if (answer.status < 200 || answer.status > 299) {
				throw failureOf(answer)
			}
			const data = answer.body.length === 0 ? null : parse(answer.body)
			const validator = validatorOf(schema)
			if (!validator.Check(data)) {
				const [wrong] = validator.Errors(data)
				throw new NepenthesUnexpectedAnswer(`Nepenthes' answer to ${call.method} ${call.path.replace(/\d+/g, '#')} has another shape: ${wrong?.instancePath ?? ''} ${wrong?.message ?? ''}`)
			}
			return data as Static<typeof schema>
		},
	}
}

function parse(body: Buffer): unknown {
	try {
		return JSON.parse(body.toString('utf8'))
	} catch {
		return undefined
	}
}

/**
 * What an answer other than 2xx means; decided by status and identifier, never by words, which come in the language of
 * the user (nepenthes-api 2.5).
 */
export function failureOf(answer: HttpAnswer): Error {
	const { status } = answer
	const body = parse(answer.body)
	const error = Value.Check(SingleError, body) ? body : null
	const name = IDENTIFIER.exec(error?.errorIdentifier ?? '')?.[1] ?? null

	// A token that lacks its scope comes as 403 with the same identifier (nepenthes-api 1.7). A 401 that neither names it
	// nor asks for a token is of something in front: that must not end anybody's connection.
	if (name === 'Unauthenticated' || (status === 401 && asksForToken(answer))) {
		return new NepenthesUnauthorized('Nepenthes does not accept the access token.')
	}
	if (status === 429 || name === 'TooManyRequests') {
		return new NepenthesRateLimited(retryAfter(answer))
	}
	if (error === null || name === null) {
		return [502, 503, 504].includes(status)
			? new NepenthesUnreachable(`What stands in front of Nepenthes answered ${status}.`)
			: new NepenthesUnexpectedAnswer(`Nepenthes answered ${status} with something other than its API.`)
	}
	switch (status) {
		case 403:
			return new NepenthesForbidden('Nepenthes does not let this user do this.')
		case 404:
			return new NepenthesNotFound('Nepenthes does not show this to this user.')
	}
	return status >= 500
		? new NepenthesUnexpectedAnswer(`Nepenthes answered ${status}: ${name}.`)
		: new NepenthesRefused(name, violationsOf(error))
}

function asksForToken({ headers }: HttpAnswer): boolean {
	return [headers['www-authenticate'] ?? []].flat().some((challenge) => /(?:^|,)\s*Bearer\b/i.test(challenge))
}

/** One violation comes bare, several in a wrapper (nepenthes-api 2.5). */
function violationsOf(error: Static<typeof SingleError>): Violation[] {
	const several = Value.Check(SeveralErrors, error._embedded) ? error._embedded.errors : [error]
	return several.map(({ message = '', _embedded }) => ({
		attribute: Value.Check(Details, _embedded) ? _embedded.details.attribute : null,
		message: [message].flat().join(' '),
	}))
}

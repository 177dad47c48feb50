// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { HttpAnswer } from '../../sidecar/nepenthes/http.ts'

import { describe, expect, it } from 'vitest'
import { failureOf } from '../../sidecar/nepenthes/api.ts'
import { NepenthesRefused } from '../../sidecar/nepenthes/errors.ts'

const URN = 'urn:openproject-org:api:v3:errors:'

const PAGE = '<!DOCTYPE html><html><head><title>Unauthenticated NotFound MissingPermission</title></head></html>'

function answer(status: number, body: unknown, headers: HttpAnswer['headers'] = {}): HttpAnswer {
	return {
		status,
		headers,
		body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
	}
}

const error = (name: string, more: object = {}) => ({ _type: 'Error', errorIdentifier: `${URN}${name}`, message: 'So nicht.', ...more })

const codeOf = (status: number, body: unknown, headers?: HttpAnswer['headers']) => (failureOf(answer(status, body, headers)) as Error & { code: string }).code

/** What Nepenthes has against the request, as an error body says it. */
function refusal(status: number, body: unknown): NepenthesRefused {
	const failure = failureOf(answer(status, body))
	expect(failure).toBeInstanceOf(NepenthesRefused)
	return failure as NepenthesRefused
}

describe('what Nepenthes refuses is told by status and identifier', () => {
	it.each([
		[401, 'Unauthenticated', 'nepenthes-unauthorized'],
		[403, 'Unauthenticated', 'nepenthes-unauthorized'],
		[403, 'MissingPermission', 'nepenthes-forbidden'],
		[404, 'NotFound', 'nepenthes-not-found'],
		[429, 'TooManyRequests', 'nepenthes-rate-limited'],
		[400, 'InvalidQuery', 'nepenthes-refused'],
		[400, 'InvalidRequestBody', 'nepenthes-refused'],
		[409, 'UpdateConflict', 'nepenthes-refused'],
		[415, 'TypeNotSupported', 'nepenthes-refused'],
		[422, 'PropertyConstraintViolation', 'nepenthes-refused'],
		[422, 'MultipleErrors', 'nepenthes-refused'],
		[500, 'InternalServerError', 'nepenthes-unexpected'],
		[500, 'OutboundRequest:NotFound', 'nepenthes-unexpected'],
		[500, 'OutboundRequest:Forbidden', 'nepenthes-unexpected'],
		[500, 'MissingEnterpriseToken', 'nepenthes-unexpected'],
		[501, 'NotImplemented', 'nepenthes-unexpected'],
	])('%i %s is %s', (status, name, code) => {
		expect(codeOf(status, error(name))).toBe(code)
	})

	it('and never by its words, which come in the language of the user or not at all', () => {
		for (const message of ['Nicht gefunden.', 'You did not provide the correct credentials.', '', undefined, ['eins', 'zwei']]) {
			expect(codeOf(404, error('NotFound', { message }))).toBe('nepenthes-not-found')
			expect(codeOf(403, error('MissingPermission', { message }))).toBe('nepenthes-forbidden')
		}
	})
})

describe('a token that does not count', () => {
	it.each([
		'Bearer realm="OpenProject API", resource_metadata="https://np.example/.well-known/oauth-protected-resource", scope="api_v3", error="invalid_token"',
		'Bearer realm="OpenProject API", error="invalid_token"',
		'Bearer realm="OpenProject API" error="invalid_token"',
		'bearer',
		'Basic realm="OpenProject API", Bearer realm="OpenProject API"',
	])('is known by the challenge too, whatever the body: %s', (challenge) => {
		expect(codeOf(401, '', { 'www-authenticate': challenge })).toBe('nepenthes-unauthorized')
	})

	it.each([
		[{}],
		[{ 'www-authenticate': 'Basic realm="Staging"' }],
		[{ 'www-authenticate': 'Negotiate' }],
		[{ 'www-authenticate': 'Basic realm="Bearer"' }],
	])('is not meant by a proxy that wants something else: %j', (headers) => {
		expect(codeOf(401, PAGE, headers)).toBe('nepenthes-unexpected')
	})
})

describe('an answer that is not of the API', () => {
	it.each([502, 503, 504])('%i says that Nepenthes is away', (status) => {
		expect(codeOf(status, PAGE)).toBe('nepenthes-unreachable')
	})

	it.each([301, 302, 400, 403, 404, 406, 418, 500])('%i says nothing about what was asked for', (status) => {
		expect(codeOf(status, PAGE)).toBe('nepenthes-unexpected')
	})

	it.each([
		['nothing', ''],
		['half of one', JSON.stringify(error('NotFound')).slice(0, -5)],
		['a list', [error('NotFound')]],
		['an error of something else', { error: 'not_found' }],
		['an identifier of something else', { errorIdentifier: 'urn:somebody:NotFound' }],
		['an identifier that is none', { errorIdentifier: 404 }],
		['null', null],
		['bytes that are no text', '\xFF\xFE\x00'],
	])('is no 404 of a work package: %s', (_, body) => {
		expect(codeOf(404, body)).toBe('nepenthes-unexpected')
	})

	it.each([
		['17', 17],
		['0', 0],
		[undefined, undefined],
		['soon', undefined],
	])('429 says when to come back, if it knows: %s', (value, seconds) => {
		expect(failureOf(answer(429, PAGE, { 'retry-after': value }))).toMatchObject({ code: 'nepenthes-rate-limited', retryAfter: seconds })
	})

	it('429 may say it as a date', () => {
		const failure = failureOf(answer(429, '', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() })) as Error & { retryAfter: number }
		expect(failure.retryAfter).toBeGreaterThan(55)
		expect(failure.retryAfter).toBeLessThanOrEqual(60)
		expect(failureOf(answer(429, '', { 'retry-after': new Date(0).toUTCString() }))).toMatchObject({ retryAfter: 0 })
	})
})

describe('what is wrong with something sent', () => {
	it('comes bare when it is one thing', () => {
		const body = error('PropertyConstraintViolation', { message: 'Thema muss ausgefüllt werden.', _embedded: { details: { attribute: 'subject' } } })
		expect(refusal(422, body)).toMatchObject({
			error: 'PropertyConstraintViolation',
			violations: [{ attribute: 'subject', message: 'Thema muss ausgefüllt werden.' }],
		})
	})

	it('comes as a list when it is several', () => {
		const body = error('MultipleErrors', {
			message: 'Multiple field constraints have been violated.',
			_embedded: {
				errors: [
					error('PropertyConstraintViolation', { message: 'Subject can\'t be blank.', _embedded: { details: { attribute: 'subject' } } }),
					error('PropertyConstraintViolation', { message: ['Must be there.', 'Must be a file storage.'], _embedded: { details: { attribute: 'storage' } } }),
					error('PropertyReadOnly', { message: 'Locked.' }),
				],
			},
		})
		expect(refusal(422, body)).toMatchObject({
			error: 'MultipleErrors',
			violations: [
				{ attribute: 'subject', message: 'Subject can\'t be blank.' },
				{ attribute: 'storage', message: 'Must be there. Must be a file storage.' },
				{ attribute: null, message: 'Locked.' },
			],
		})
	})

	it('may have several messages', () => {
		expect(refusal(400, error('InvalidQuery', { message: ['Filters Invalid filter does not exist.', 'Sort is unknown.'] })).violations)
			.toEqual([{ attribute: null, message: 'Filters Invalid filter does not exist. Sort is unknown.' }])
	})

	it.each([[{}], [null], [{ errors: [] }], [{ errors: 'x' }], [{ errors: [{}] }], [{ details: { attribute: 7 } }]])('stays a refusal when its details are strange: %j', (_embedded) => {
		expect(refusal(422, error('MultipleErrors', { _embedded })).violations).toEqual([{ attribute: null, message: 'So nicht.' }])
	})
})

it('no failure tells what the answer said to people: it would stand in logs', () => {
	const secret = 'Plan of the secret garden.pdf'
	for (const body of [error('InvalidQuery', { message: secret }), error('NotFound', { message: secret }), secret]) {
		for (const status of [400, 404, 500, 502]) {
			expect(failureOf(answer(status, body)).message).not.toContain('secret')
		}
	}
})

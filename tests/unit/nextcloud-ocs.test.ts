// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { HttpAnswer } from '../../sidecar/nextcloud/http.ts'

import { describe, expect, it } from 'vitest'
import { NextcloudForbidden, NextcloudNotFound, NextcloudRateLimited, NextcloudUnauthorized, NextcloudUnexpectedAnswer, OcsFailure } from '../../sidecar/nextcloud/errors.ts'
import { readEnvelope } from '../../sidecar/nextcloud/ocs.ts'

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
	return {
		status,
		headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
		text: typeof body === 'string' ? body : JSON.stringify(body),
	}
}

function failure(statuscode: number, message: string | null) {
	return { ocs: { meta: { status: 'failure', statuscode, message }, data: [] } }
}

describe('an OCS answer', () => {
	it.each([
		['version 1', 100, { totalitems: '', itemsperpage: '' }],
		['version 2', 200, {}],
	])('of %s gives its data', (_version, statuscode, more) => {
		const data = { id: 'alice' }
		expect(readEnvelope(answer(200, { ocs: { meta: { status: 'ok', statuscode, message: 'OK', ...more }, data } }))).toEqual(data)
	})

	it('may have no message', () => {
		expect(readEnvelope(answer(200, { ocs: { meta: { status: 'ok', statuscode: 200, message: null }, data: [] } }))).toEqual([])
	})

	it.each([
		['not signed in', 401, 997, NextcloudUnauthorized],
		['password confirmation', 403, 403, NextcloudForbidden],
		['version 1: forbidden', 200, 403, NextcloudForbidden],
		['nothing there', 404, 404, NextcloudNotFound],
		['version 1: no such route', 200, 998, NextcloudNotFound],
		['rate limit', 429, 429, NextcloudRateLimited],
		['an error of PHP', 500, 996, OcsFailure],
		['a failure of an app', 400, 101, OcsFailure],
	])('that states a failure becomes its error: %s', (_what, status, statuscode, kind) => {
		expect(() => readEnvelope(answer(status, failure(statuscode, 'Something')))).toThrow(kind)
	})

	it('tells a missing route from a missing thing', () => {
		const missing = (statuscode: number) => {
			try {
				readEnvelope(answer(404, failure(statuscode, 'gone')))
			} catch (error) {
				return (error as NextcloudNotFound).route
			}
		}
		expect(missing(998)).toBe(true)
		expect(missing(404)).toBe(false)
	})

	it('keeps the words and the number of an unusual failure', () => {
		expect(() => readEnvelope(answer(400, failure(102, 'User already exists')))).toThrow(expect.objectContaining({
			code: 'ocs-failure',
			statusCode: 102,
			message: 'User already exists',
		}))
	})

	it('tells how long to wait', () => {
		expect(() => readEnvelope(answer(429, '', { 'retry-after': '17' }))).toThrow(expect.objectContaining({ retryAfter: 17 }))
		expect(() => readEnvelope(answer(429, '', { 'retry-after': 'soon' }))).toThrow(expect.objectContaining({ retryAfter: undefined }))
	})

	it.each([
		['a page', answer(200, '<!DOCTYPE html><title>Sign in</title>', { 'content-type': 'text/html; charset=UTF-8' })],
		['a page that claims to be JSON', answer(200, '<!DOCTYPE html>')],
		['half an answer', answer(200, '{"ocs":{"meta":{"status":"ok"')],
		['JSON of somebody else', answer(200, { message: 'hello' })],
		['an envelope without data', answer(200, { ocs: { meta: { status: 'ok', statuscode: 200 } } })],
		['an array', answer(200, [])],
		['nothing', answer(200, '')],
		['no type', { status: 200, headers: {}, text: '{}' }],
	])('is not mistaken for %s', (_what, wrong) => {
		expect(() => readEnvelope(wrong)).toThrow(NextcloudUnexpectedAnswer)
	})

	it.each([
		[401, NextcloudUnauthorized],
		[403, NextcloudForbidden],
		[404, NextcloudNotFound],
		[405, OcsFailure],
		[412, OcsFailure],
		[500, OcsFailure],
	])('need not be there when the status says enough: %i', (status, kind) => {
		expect(() => readEnvelope(answer(status, '<html></html>', { 'content-type': 'text/html' }))).toThrow(kind)
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import { ApiError } from './api-error.ts'

const JSON_TYPES = ['application/json', 'application/hal+json']

/** Every request but GET must say its content type, even without a body (section 2.1). */
export async function checkContentType(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> {
	if (request.method === 'GET' || request.method === 'HEAD') {
		return
	}
	const type = request.headers['content-type']
	if (!type) {
		return reply.code(406).type('text/plain').send('Missing content-type header')
	}
	if (!JSON_TYPES.includes(mediaType(type))) {
		throw new ApiError('TypeNotSupported', 'type-not-supported', { value: type })
	}
}

/** Reads bodies: one JSON object, or nothing. */
export function readJsonObjects(app: FastifyInstance): void {
	app.removeAllContentTypeParsers()
	app.addContentTypeParser<string>(JSON_TYPES, { parseAs: 'string' }, (_, body, done) => {
		if (body === '') {
			done(null, undefined)
			return
		}
		const parsed = parse(body)
		if (parsed instanceof Object && !Array.isArray(parsed)) {
			done(null, parsed)
		} else {
			done(new ApiError('InvalidRequestBody', 'invalid-body'))
		}
	})
}

function mediaType(header: string): string {
	return header.split(';', 1)[0]!.trim().toLowerCase()
}

function parse(body: string): unknown {
	try {
		return JSON.parse(body)
	} catch {
		return undefined
	}
}

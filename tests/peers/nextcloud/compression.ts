// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'

import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

const compressible = /^(text\/html|text\/css|application\/(json|xml))/
/** Smaller ones are left as they are. */
const smallest = 256

/** Compresses what the web server in front of a real one would: texts that are complete, for who accepts gzip. */
export function compressAnswers(app: FastifyInstance): void {
	app.addHook('onSend', async (request, reply, payload) => {
		const type = String(reply.getHeader('content-type') ?? '')
		if (typeof payload !== 'string' || payload.length < smallest || !compressible.test(type)) {
			return payload
		}
		reply.header('vary', 'Accept-Encoding')
		if (!/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
			return payload
		}
		const etag = reply.getHeader('etag')
		if (typeof etag === 'string' && !etag.startsWith('W/')) {
			reply.header('etag', `W/${etag}`)
		}
		reply.header('content-encoding', 'gzip').removeHeader('content-length')
		// As a stream: its length is not known before, so it goes out in chunks.
		return Readable.from([payload]).pipe(createGzip())
	})
}

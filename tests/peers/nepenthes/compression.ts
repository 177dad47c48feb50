// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'

import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

const compress = promisify(gzip)

/** Compresses the answer for whoever takes it so, as a real server does (section 2.1). */
export async function compressAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
	if (typeof payload !== 'string' || payload === '' || !/\bgzip\b/.test(String(request.headers['accept-encoding']))) {
		return payload
	}
	reply.header('content-encoding', 'gzip').header('vary', 'Accept-Encoding').removeHeader('content-length')
	return compress(payload)
}

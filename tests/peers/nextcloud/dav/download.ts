// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Entry } from '../files/tree.ts'
import type { Instance } from '../instance.ts'

import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { requestIdOf } from '../answer-headers.ts'
import { safeMime } from '../files/mime-types.ts'
import { parseRange } from './range.ts'

/** Sends the content of a file, or as much of it as was asked for. Never as something that a browser would run. */
export function sendFile(instance: Instance, request: FastifyRequest, reply: FastifyReply, entry: Entry): FastifyReply {
	const etag = `"${entry.etag}"`
	reply.headers({
		'last-modified': new Date(entry.mtime * 1000).toUTCString(),
		etag,
		'x-debug-token': requestIdOf(request),
	})
	if (request.headers['if-none-match']?.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*')) {
		return reply.status(304).send()
	}
	const mime = safeMime(entry.mime)
	const encodedName = encodeURIComponent(entry.name)
	// With If-Range, the part is good only if the file is still the one that the rest came from.
	const ifRange = request.headers['if-range']
	const range = ifRange === undefined || ifRange === etag ? parseRange(request.headers.range, entry.size) : undefined
	reply.headers({
		'oc-etag': etag,
		'content-type': mime.startsWith('text/') ? `${mime};charset=UTF-8` : mime,
		'content-disposition': `attachment; filename*=UTF-8''${encodedName}; filename="${encodedName}"`,
	})
	if (range) {
		reply.status(206).header('content-range', `bytes ${range.first}-${range.last}/${entry.size}`)
	}
	reply.header('content-length', range ? range.last - range.first + 1 : entry.size)
	if (request.method === 'HEAD') {
		// A stream, because the length of a text would take the place of the file's.
		return reply.send(Readable.from([]))
	}
	return reply.send(createReadStream(instance.files.diskPath(entry), range ? { start: range.first, end: range.last } : {}))
}

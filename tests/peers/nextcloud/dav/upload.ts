// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Entry } from '../files/tree.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Place } from './locate.ts'

import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { folderMime } from '../files/mime-types.ts'
import { ownerFor } from '../files/team-folders.ts'
import { DavError } from './dav-error.ts'
import { existing, parentOf, viewOf } from './locate.ts'
import { fileIdHeader } from './properties.ts'

/** Takes the body of a request as content of a file: aside first, so that a broken upload changes nothing. */
export async function receiveFile(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, place: Place): Promise<FastifyReply> {
	if (place.path.length === 0 || place.node?.entry.mime === folderMime) {
		throw new DavError('Conflict', 'PUT is not allowed on non-files.')
	}
	if (place.node && request.headers['if-none-match'] === '*') {
		throw new DavError('PreconditionFailed', 'An If-None-Match header was specified, but the ETag matched (or * was specified).', 'If-None-Match')
	}
	const expected = request.headers['if-match']
	if (expected !== undefined && expected !== '*' && expected !== `"${place.node?.entry.etag}"`) {
		throw new DavError('PreconditionFailed', 'An If-Match header was specified, but none of the specified the ETags matched.', 'If-Match')
	}
	// Not a conflict, as the standard has it, but not found.
	existing({ path: place.path.slice(0, -1), node: viewOf(instance, user).resolve(place.path.slice(0, -1)) })
	parentOf(instance, user, place)
	mkdirSync(instance.files.uploadDirectory, { recursive: true })
	const aside = join(instance.files.uploadDirectory, randomUUID())
	try {
		await pipeline(request.raw, createWriteStream(aside))
		return sendStored(instance, request, reply, user, place, store(instance, request, user, place, aside))
	} finally {
		rmSync(aside, { force: true })
	}
}

/** Puts a file that lies aside at its place. */
export function store(instance: Instance, request: FastifyRequest, user: User, place: Place, aside: string): Entry {
	const name = place.path.at(-1)!
	const parent = parentOf(instance, user, place).entry
	renameSync(aside, place.node ? instance.files.diskPath(place.node.entry) : join(instance.files.diskPath(parent), name))
	const given = Number(request.headers['x-oc-mtime'])
	const folder = place.node ? instance.files.get(place.node.entry.parent!)! : parent
	const stored = place.node?.entry.name ?? name
	const size = statSync(join(instance.files.diskPath(folder), stored)).size
	return instance.files.noteContent(folder, stored, size, Number.isInteger(given) && given > 0 ? given : undefined)
}

export function sendStored(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, place: Place, entry: Entry): FastifyReply {
	if (request.headers['x-oc-mtime'] !== undefined) {
		reply.header('x-oc-mtime', 'accepted')
	}
	return reply.status(place.node ? 204 : 201).headers({
		'oc-fileid': fileIdHeader(instance, entry.fileid),
		etag: `"${entry.etag}"`,
		'oc-etag': `"${entry.etag}"`,
		...place.node ? {} : { 'x-nc-ownerid': ownerFor(entry, user.uid), 'x-nc-permissions': 'RGDNVW' },
		'content-length': '0',
	}).type('text/html; charset=UTF-8').send()
}

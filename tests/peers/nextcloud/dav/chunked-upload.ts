// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DavError } from './dav-error.ts'
import { destinationOf } from './destination.ts'
import { segments } from './locate.ts'
import { sendStored, store } from './upload.ts'

/** `/remote.php/dav/uploads/UID/UPLOAD/CHUNK`: a folder per upload, its chunks, and the move of `.file` that joins them. */
export async function chunkedUpload(instance: Instance, request: FastifyRequest, reply: FastifyReply, user: User, below: string): Promise<FastifyReply> {
	const [uid, upload, chunk] = segments(below)
	if (uid !== user.uid || upload === undefined || [upload, chunk].some((name) => name?.includes('/') || name === '..')) {
		throw new DavError('NotFound', 'Upload not found')
	}
	const folder = join(instance.files.uploadDirectory, uid, upload)
	switch (request.method) {
		case 'MKCOL':
			if (existsSync(folder)) {
				throw new DavError('MethodNotAllowed', 'The resource you tried to create already exists')
			}
			mkdirSync(folder, { recursive: true })
			return reply.status(201).header('content-length', '0').send()
		case 'PUT':
			if (chunk === undefined || !existsSync(folder)) {
				throw new DavError('NotFound', `File with name ${chunk ?? upload} could not be located`)
			}
			await pipeline(request.raw, createWriteStream(join(folder, chunk)))
			return reply.status(201).header('content-length', '0').send()
		case 'DELETE':
			rmSync(folder, { recursive: true, force: true })
			return reply.status(204).send()
		case 'MOVE': {
			if (chunk !== '.file' || !existsSync(folder)) {
				throw new DavError('NotFound', `File with name ${chunk ?? upload} could not be located`)
			}
			const place = destinationOf(instance, request, user)
			const aside = join(instance.files.uploadDirectory, randomUUID())
			await joinChunks(folder, aside)
			rmSync(folder, { recursive: true, force: true })
			return sendStored(instance, request, reply, user, place, store(instance, request, user, place, aside))
		}
		default:
			throw new DavError('MethodNotAllowed', 'Method not allowed')
	}
}

/** Chunks are named by their number, or so that the order of names is theirs. */
async function joinChunks(folder: string, target: string): Promise<void> {
	const chunks = readdirSync(folder).sort((left, right) => Number(left) - Number(right) || left.localeCompare(right))
	await pipeline(async function* () {
		for (const chunk of chunks) {
			yield* createReadStream(join(folder, chunk))
		}
	}, createWriteStream(target))
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from './instance.ts'

import { createReadStream } from 'node:fs'
import { admit, userOf } from './access.ts'
import { viewOf } from './dav/locate.ts'
import { escapeHtml } from './html.ts'

const colours = ['#b6469d', '#ddcb55', '#0082c9', '#2d73be', '#248eb5', '#9750a4', '#c37285', '#5b64b3']

/** Pictures of people and small pictures of files. */
export function pictureRoutes(app: FastifyInstance, instance: Instance): void {
	// The address of the dark theme's ends in "dark"; here they look the same.
	app.get<{ Params: { uid: string, size: string, theme?: string } }>('/avatar/:uid/:size/:theme?', async (request, reply) => {
		const user = instance.users.get(request.params.uid)
		if (!user) {
			return reply.status(404).type('application/json; charset=utf-8').send([])
		}
		const colour = colours[[...user.uid].reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % colours.length]
		const size = Math.min(Number.parseInt(request.params.size, 10) || 64, 512)
		return reply.headers({ 'cache-control': 'private, max-age=86400, immutable', 'x-nc-iscustomavatar': '0' }).type('image/svg+xml').send(`<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 64 64"><rect width="64" height="64" fill="${colour}"/>`
			+ `<text x="32" y="44" font-family="sans-serif" font-size="34" text-anchor="middle" fill="#fff">${escapeHtml([...user.displayName][0]?.toUpperCase() ?? '')}</text></svg>`)
	})

	app.get<{ Querystring: { fileId?: string } }>('/core/preview', async (request, reply) => {
		await admit(instance, request, {})
		const node = viewOf(instance, userOf(request)).byId(Number(request.query.fileId))
		if (!node?.entry.mime.startsWith('image/') || node.entry.mime === 'image/svg+xml') {
			return reply.status(404).type('application/json; charset=utf-8').send([])
		}
		return reply.headers({ 'cache-control': 'private, max-age=86400, immutable', etag: `"${node.entry.etag}"` })
			.type(node.entry.mime).send(createReadStream(instance.files.diskPath(node.entry)))
	})
}

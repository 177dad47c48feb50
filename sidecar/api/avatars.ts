// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ApiDependencies } from './index.ts'

import { readFileSync } from 'node:fs'
import Type from 'typebox'
import { fetchAvatar } from '../nepenthes/avatar.ts'
import { NepenthesNotFound } from '../nepenthes/errors.ts'
import { callerOf } from './caller.ts'

/** What a browser may keep for itself: pictures change rarely, and who has none may get one. */
const KEEP = { picture: 'private, max-age=86400', none: 'private, max-age=3600' }

/** How a picture comes: to nobody else, and as nothing else. */
const AS_PICTURE = {
	// Another user of this browser must not get what this one may see.
	Vary: 'Cookie',
	'X-Content-Type-Options': 'nosniff',
	'Content-Security-Policy': 'default-src \'none\'; sandbox',
	'Content-Disposition': 'inline',
}

/** Pictures of users of Nepenthes: the pages of Nextcloud may show images of their own origin only (nextcloud-contract 5.5). */
export const avatars: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { setup, nepenthes: { access, http } }) => {
	const icon = readFileSync(new URL('../../src/img/app-color.svg', import.meta.url))

	app.get('/avatars/:userId', {
		schema: {
			summary: 'Picture of a user of Nepenthes',
			params: Type.Object({ userId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }) }),
			querystring: Type.Object({
				otherwise: Type.Optional(Type.Literal('icon', { description: 'For who has no picture: the icon of the app. By default 204.' })),
			}),
			produces: ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/svg+xml'],
		},
	}, async (request, reply) => {
		const { userId } = callerOf(request)
		const client = await setup.client()
		try {
			const { type, content } = await access.use(userId, client, (api) => fetchAvatar(api, http, request.params.userId))
			return reply
				.headers({ ...AS_PICTURE, 'Cache-Control': KEEP.picture })
				.type(type)
				.send(content)
		} catch (error) {
			if (error instanceof NepenthesNotFound && request.query.otherwise === 'icon') {
				return reply.headers({ ...AS_PICTURE, 'Cache-Control': KEEP.none }).type('image/svg+xml').send(icon)
			}
			if (error instanceof NepenthesNotFound) {
				// Nothing is wrong: of an error the browser would write a line into its console for every card.
				return reply.headers({ 'Cache-Control': KEEP.none, Vary: 'Cookie' }).code(204).send()
			}
			throw error
		}
	})
}

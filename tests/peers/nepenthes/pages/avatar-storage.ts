// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from './visit.ts'

import { AVATAR_STORAGE, findAvatar } from '../avatars.ts'
import { Visit } from './visit.ts'

/** Pictures outside of the API, for whoever knows the address. A client has no business to send its token here. */
export const avatarStorage: Page = (app, instance) => {
	app.get<{ Params: { id: string } }>(`${AVATAR_STORAGE}/:id`, (request, reply) => {
		const avatar = findAvatar(instance, Number(request.params.id))
		if (avatar?.kind !== 'elsewhere') {
			const visit = new Visit(instance, request, reply)
			return visit.apology(404, visit.say('page.not-found'), visit.say('page.not-found.text'))
		}
		return reply.type(avatar.contentType).header('cache-control', 'public, max-age=86400').send(Buffer.from(avatar.image))
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { findAvatar } from '../avatars.ts'

/** `/api/v3/users/{id}/avatar` (section 6.1). */
export const avatars: Resource = (app, instance) => {
	app.get<{ Params: { id: string } }>('/users/:id/avatar', (request, reply) => {
		const avatar = userOf(request) && findAvatar(instance, Number(request.params.id))
		switch (avatar?.kind) {
			case undefined:
				throw notFound()
			case 'elsewhere':
				return reply.redirect(avatar.location)
			case 'image':
				return reply.type(avatar.contentType).header('cache-control', 'max-age=86400, private').send(Buffer.from(avatar.image))
		}
	})
}

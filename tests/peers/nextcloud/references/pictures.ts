// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { cacheForAnHour } from './cache.ts'

/** The pictures of pages of other sites, which this server keeps so that browsers need not ask there. For guests too. */
export function referencePictureRoute(app: FastifyInstance, { clock, webPages }: Instance): void {
	app.get<{ Params: { id: string } }>('/core/references/preview/:id', (request, reply) => {
		const image = webPages.image(request.params.id)
		cacheForAnHour(reply, clock())
		return image
			? reply.type('image/png').header('content-disposition', `attachment; filename="${request.params.id}"`).send(image)
			: reply.status(404).type('application/json; charset=utf-8').send('""')
	})
}

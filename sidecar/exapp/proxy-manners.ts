// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'

import fp from 'fastify-plugin'
import { problem } from '../api/problems.ts'

/**
 * What AppAPI's proxy makes of requests and answers, and what that demands of this listener (nextcloud-contract 0, 2).
 */
export const proxyManners = fp(async (app: FastifyInstance) => {
	app.addHook('onRequest', async ({ headers }) => {
		// It sends this when the browser sent none; Fastify takes it for a type that it does not know.
		if (headers['content-type'] === '') {
			delete headers['content-type']
		}
	})
	app.addHook('onSend', async (request, reply, payload) => {
		// It turns any answer with this into a 401.
		reply.removeHeader('WWW-Authenticate')
		// It keeps for an hour what does not say how long.
		if (!reply.hasHeader('Cache-Control')) {
			reply.header('Cache-Control', 'no-store')
		}
		// It follows redirects itself, with this app's secret; and any Location makes one.
		if (reply.hasHeader('Location')) {
			request.log.error({ route: request.routeOptions.url }, 'a redirect was withheld from AppAPI')
			reply.removeHeader('Location').removeHeader('Content-Length')
			reply.code(500).type('application/problem+json')
			return JSON.stringify(problem('internal'))
		}
		return payload
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { BlockList } from 'node:net'
import type { Sessions } from './session.ts'

import fp from 'fastify-plugin'
import { refuseCrossSite } from '../api/cross-site.ts'
import { publicHost } from './headers.ts'

/**
 * Decorates requests with the caller whom Nextcloud names. Whatever a client says of itself in AppAPI's headers
 * (nextcloud-contract 1.2) counts for nothing here.
 */
export const gatewayAuthentication = fp(async (app: FastifyInstance, { sessions, trustedProxies }: { sessions: Sessions, trustedProxies: BlockList }) => {
	app.decorateRequest('caller', null)
	app.addHook('onRequest', async (request, reply) => {
		refuseCrossSite({ method: request.method, headers: request.headers, host: publicHost(request.raw, trustedProxies) })
		const { who, setCookies } = await sessions.of(request.raw)
		if (setCookies.length > 0) {
			reply.header('Set-Cookie', setCookies)
		}
		request.caller = { userId: who.id, who: async () => who }
	})
})

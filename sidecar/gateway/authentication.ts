// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { BlockList } from 'node:net'
import type { Sessions } from './session.ts'

import fp from 'fastify-plugin'
import { ProblemError } from '../api/problems.ts'
import { publicHost } from './headers.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Refuses what another site made the browser send, before Nextcloud is asked about the request token. */
function refuseCrossSite({ raw, method }: FastifyRequest, trustedProxies: BlockList): void {
	if (SAFE.has(method)) {
		return
	}
	const { 'sec-fetch-site': site, origin } = raw.headers
	const foreign = site === undefined
		// Programs send neither.
		? origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== publicHost(raw, trustedProxies).toLowerCase())
		: site !== 'same-origin'
	if (foreign) {
		throw new ProblemError('cross-site')
	}
}

/**
 * Decorates requests with the caller whom Nextcloud names. Whatever a client says of itself in AppAPI's headers
 * (nextcloud-contract 1.2) counts for nothing here.
 */
export const gatewayAuthentication = fp(async (app: FastifyInstance, { sessions, trustedProxies }: { sessions: Sessions, trustedProxies: BlockList }) => {
	app.decorateRequest('caller', null)
	app.addHook('onRequest', async (request, reply) => {
		refuseCrossSite(request, trustedProxies)
		const { who, setCookies } = await sessions.of(request.raw)
		if (setCookies.length > 0) {
			reply.header('Set-Cookie', setCookies)
		}
		request.caller = { userId: who.id, who: async () => who }
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { sendClientRefusedPage } from '../pages/errors.ts'
import { visitorOf } from '../visitor.ts'
import { flowOf } from './flow.ts'

/**
 * `/apps/oauth2/authorize`, to which clients send people. Nobody has to be signed in yet: the page to grant access on
 * will ask for it. The client's redirect URI is the one it was entered with, whatever it says here.
 */
export function authorizeRoute(app: FastifyInstance, instance: Instance): void {
	const { addresses, oauthClients } = instance

	app.get('/apps/oauth2/authorize', async (request, reply) => {
		const query = new URL(request.originalUrl, 'http://host').searchParams
		const client = oauthClients.byClientId(query.get('client_id') ?? '')
		if (!client) {
			return sendClientRefusedPage(instance, request, reply)
		}
		const state = query.get('state') ?? ''
		if (query.get('response_type') !== 'code') {
			return reply.redirect(`${client.redirectUri}?error=unsupported_response_type&state=${encodeURIComponent(state)}`, 303)
		}
		const { origin, session } = visitorOf(request)
		flowOf(session).oauthState = state
		return reply.redirect(addresses.absolute(origin, addresses.page(`/login/flow?clientIdentifier=${client.clientId}`)), 303)
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { Page } from './visit.ts'

import { randomUUID } from 'node:crypto'
import { authorizationAddress, connectWithCode } from '../storages/nextcloud-tokens.ts'
import { findStorageByClient, findVisibleStorage } from '../storages/storages.ts'
import { safePath } from './safe-path.ts'
import { Visit } from './visit.ts'

interface OfClient {
	Params: { clientId: string }
}

/** An hour (section 10). */
const STATE_LIFETIME = 60 * 60

const stateCookie = (state: string) => `oauth_state_${state}`

/** Address of the link that connects a user with the Nextcloud of a storage, and leads back to a page from there. */
export const loginAddress = ({ basePath }: Instance, storage: { id: number, client: { clientId: string } }, back: string): string => `${basePath}/oauth_clients/${storage.client.clientId}/ensure_connection?${new URLSearchParams({ storage_id: String(storage.id), destination_url: back })}`

/** The way of a user to their account at Nextcloud, and back (section 7.1). */
export const nextcloudLogin: Page = (app, instance) => {
	app.get<OfClient & { Querystring: { storage_id?: string, destination_url?: string } }>('/oauth_clients/:clientId/ensure_connection', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		if (!user) {
			return visit.toSignIn()
		}
		const storage = findVisibleStorage(instance, user, Number(request.query.storage_id))
		const state = randomUUID()
		const address = storage && authorizationAddress(instance, storage, state)
		if (storage?.client?.clientId !== request.params.clientId || address === undefined) {
			return visit.apology(404, visit.say('page.not-found'), visit.say('page.not-found.text'))
		}
		reply.setCookie(stateCookie(state), safePath(instance, request.query.destination_url), cookieOptions(instance, request))
		return reply.redirect(address)
	})

	app.get<OfClient & { Querystring: { code?: string, state?: string } }>('/oauth_clients/:clientId/callback', async (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		if (!user) {
			return visit.toSignIn()
		}
		const { code, state = '' } = request.query
		const back = request.cookies[stateCookie(state)]
		const storage = findStorageByClient(instance, request.params.clientId)
		const failure = (status: number, text: 'page.nextcloud.state' | 'page.nextcloud.denied' | 'page.nextcloud.failed') => visit.apology(status, visit.say('page.nextcloud.error'), visit.say(text))
		if (!storage || back === undefined) {
			return failure(400, 'page.nextcloud.state')
		}
		// Good for one answer, whatever it is.
		reply.clearCookie(stateCookie(state), cookieOptions(instance, request))
		if (!code) {
			return failure(400, 'page.nextcloud.denied')
		}
		try {
			await connectWithCode(instance, storage, user.id, code)
		} catch {
			return failure(502, 'page.nextcloud.failed')
		}
		return reply.redirect(safePath(instance, back))
	})
}

function cookieOptions({ basePath }: Instance, request: FastifyRequest) {
	return {
		path: basePath || '/',
		maxAge: STATE_LIFETIME,
		httpOnly: true,
		// The way back begins at another site.
		sameSite: 'lax',
		secure: request.protocol === 'https',
	} as const
}

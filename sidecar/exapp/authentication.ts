// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Who } from '../api/caller.ts'
import type { Nextcloud } from '../nextcloud/index.ts'

import fp from 'fastify-plugin'
import { LRUCache } from 'lru-cache'
import { ProblemError } from '../api/problems.ts'
import { APP_ID } from '../config.ts'
import { createAppApiReader } from './app-api-header.ts'

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Served to anybody; only the heartbeat is. */
		open?: boolean
	}
}

interface AuthenticationDependencies {
	secret: string
	nextcloud: Pick<Nextcloud, 'user' | 'restoreStanding'>
}

/** Milliseconds for which name and groups of a user are remembered. */
const REMEMBER = 60_000

/** Admits only AppAPI, and decorates requests with the user whom it vouches for. */
export const exAppAuthentication = fp(async (app: FastifyInstance, { secret, nextcloud }: AuthenticationDependencies) => {
	const read = createAppApiReader({ appId: APP_ID, secret })
	const users = new LRUCache<string, Who>({
		max: 10_000,
		ttl: REMEMBER,
		fetchMethod: async (userId) => {
			const { id, displayName, administrator } = await nextcloud.user(userId)
			return { id, displayName, administrator }
		},
	})

	app.decorateRequest('caller', null)
	app.addHook('onRequest', async (request) => {
		if (request.routeOptions.config.open) {
			return
		}
		const call = read(request.headers)
		if (call === null) {
			throw new ProblemError('not-signed-in', { detail: 'Only AppAPI of Nextcloud may call this address.' })
		}
		nextcloud.restoreStanding()
		const { userId } = call
		request.caller = userId === null ? null : { userId, who: () => users.forceFetch(userId) }
	})
})

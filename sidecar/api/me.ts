// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { NepenthesState } from '../contract/me.ts'
import type { ApiDependencies } from './index.ts'

import { Me } from '../contract/me.ts'
import { callerOf } from './caller.ts'

export const me: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { address, connections, instances }) => {
	const stateOf = async (userId: string): Promise<NepenthesState> => {
		const url = await address.read()
		if (url === null) {
			return { state: 'not-set-up' }
		}
		const [reachable, connected] = await Promise.all([instances.isReachable(url), connections.has(userId)])
		if (!reachable) {
			return { state: 'unreachable', url }
		}
		return { state: connected ? 'connected' : 'not-connected', url }
	}

	app.get('/me', {
		schema: { summary: 'Who is asking, and how they and Nepenthes stand to each other', response: { 200: Me } },
	}, async (request) => {
		const caller = callerOf(request)
		const [user, nepenthes] = await Promise.all([caller.who(), stateOf(caller.userId)])
		return { user, nepenthes }
	})
}

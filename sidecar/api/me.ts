// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { NepenthesState } from '../contract/me.ts'
import type { ApiDependencies } from './index.ts'

import { Me } from '../contract/me.ts'
import { callerOf } from './caller.ts'

export const me: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { setup, nepenthes: { instances, vault } }) => {
	const stateOf = async (userId: string): Promise<NepenthesState> => {
		const entered = await setup.read()
		if (entered === null) {
			return { state: 'not-set-up', missing: 'address' }
		}
		if (entered.client === null) {
			return { state: 'not-set-up', missing: 'oauth-client' }
		}
		const { url } = entered
		const [reachable, standing] = await Promise.all([instances.isReachable(url), vault.standing(userId, await setup.client())])
		return reachable ? { ...standing, url } : { state: 'unreachable', url }
	}

	app.get('/me', {
		schema: { summary: 'Who is asking, and how they and Nepenthes stand to each other', response: { 200: Me } },
	}, async (request) => {
		const caller = callerOf(request)
		const [user, nepenthes] = await Promise.all([caller.who(), stateOf(caller.userId)])
		return { user, nepenthes }
	})
}

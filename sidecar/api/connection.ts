// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ApiDependencies } from './index.ts'

import { ConnectionStart } from '../contract/connection.ts'
import { callerOf } from './caller.ts'
import { ProblemError } from './problems.ts'

export const connection: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { address }) => {
	app.post('/connection', {
		schema: { summary: 'Begin to connect the user\'s account to Nepenthes', response: { 200: ConnectionStart } },
	}, async (request): Promise<ConnectionStart> => {
		callerOf(request)
		// Without an OAuth application of Nepenthes there is nowhere to send the browser.
		throw new ProblemError(await address.read() === null ? 'not-set-up' : 'oauth-not-set-up')
	})
}

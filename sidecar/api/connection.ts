// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ApiDependencies } from './index.ts'

import Type from 'typebox'
import { ConnectionCompleted, ConnectionCompletion, ConnectionEnd, ConnectionRequest, ConnectionStart } from '../contract/connection.ts'
import { callerOf } from './caller.ts'
import { ATTEMPT_MAX_AGE } from './connecting.ts'
import { clearCookie, readCookies, setCookie } from './cookies.ts'
import { ProblemError } from './problems.ts'
import { returnPathOf } from './return-path.ts'

/** The connection of the user's account with Nepenthes. */
export const connection: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { setup, connecting, nextcloudAddress, nepenthes: { vault } }) => {
	app.post('/connection', {
		schema: {
			summary: 'Begin to connect the user\'s account to Nepenthes',
			body: Type.Union([ConnectionRequest, Type.Null()]),
			response: { 200: ConnectionStart },
		},
	}, async (request, reply): Promise<ConnectionStart> => {
		const { userId } = callerOf(request)
		const nextcloudUrl = await nextcloudAddress.read()
		const { authorizationUrl, cookie, surplus } = await connecting.begin(userId, returnPathOf(request.body?.returnPath, nextcloudUrl), readCookies(request.headers.cookie))
		// Of several, AppAPI's proxy hands on the first alone.
		reply.header('Set-Cookie', [
			setCookie(cookie, { nextcloudUrl, maxAge: ATTEMPT_MAX_AGE, readable: false }),
			...surplus.map((name) => clearCookie(name, { nextcloudUrl })),
		])
		return { authorizationUrl }
	})

	// Where Nepenthes sends browsers to a page of ours: its script hands on what came (design: without the gateway).
	app.post('/connection/completion', {
		schema: {
			summary: 'Finish what was begun, with what Nepenthes sent the browser back with',
			body: ConnectionCompletion,
			response: { 200: ConnectionCompleted },
		},
	}, async (request, reply): Promise<ConnectionCompleted> => {
		const { userId } = callerOf(request)
		const nextcloudUrl = await nextcloudAddress.read()
		const { outcome, returnTo, cookie } = await connecting.complete(userId, new URLSearchParams(request.body), readCookies(request.headers.cookie), request.log)
		if (cookie !== null) {
			reply.header('Set-Cookie', setCookie(cookie, { nextcloudUrl, maxAge: ATTEMPT_MAX_AGE, readable: false }))
		}
		return { outcome, returnTo: returnTo ?? returnPathOf(undefined, nextcloudUrl) }
	})

	app.delete('/connection', {
		schema: { summary: 'End the connection, here and in Nepenthes', response: { 200: ConnectionEnd } },
	}, async (request): Promise<ConnectionEnd> => {
		const { userId } = callerOf(request)
		// What is stored here can be ended even when nothing is set up any more.
		const client = await setup.client().catch((error: unknown) => {
			if (error instanceof ProblemError) {
				return null
			}
			throw error
		})
		return { revoked: await vault.disconnect(userId, client) }
	})
}

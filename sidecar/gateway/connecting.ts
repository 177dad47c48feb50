// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import type { Who } from '../api/caller.ts'
import type { Connecting, Cookie } from '../api/connecting.ts'
import type { ApiDependencies } from '../api/index.ts'
import type { ConnectionOutcomeCookie } from '../contract/connection.ts'
import type { Sessions } from './session.ts'

import { ATTEMPT_MAX_AGE } from '../api/connecting.ts'
import { clearCookie, readCookies, setCookie } from '../api/cookies.ts'
import { ProblemError } from '../api/problems.ts'
import { returnPathOf } from '../api/return-path.ts'
import { isCallbackOf } from './grant.ts'

/** Where users who come back from granting Nepenthes access to Nextcloud pass by; below the app's prefix. */
export const CONNECT_BACK = 'connect-back'

const OUTCOME_COOKIE: ConnectionOutcomeCookie = 'nepenthes_connection'

/** Seconds for which a page may learn how it ended. */
const OUTCOME_MAX_AGE = 60

const queryOf = (url = '') => new URLSearchParams(/\?(.*)$/.exec(url)?.[1] ?? '')

/** Whether a browser that Nepenthes has sent back to the upstream app's address was sent away by us. */
export function isOwnRedirect(request: IncomingMessage, connecting: Connecting): boolean {
	return request.method === 'GET' && connecting.knows(queryOf(request.url))
}

/** What browsers open on the way between Nextcloud and Nepenthes: each answer leads them on. */
export const connectingRoutes: FastifyPluginAsyncTypebox<ApiDependencies & { sessions: Sessions, webroot: string }> = async (app, { connecting, setup, nextcloudAddress, nepenthes: { vault }, sessions, webroot }) => {
	/** Who is there, or null after they were sent to sign in, from where Nextcloud brings them back here. */
	const signedIn = async (request: FastifyRequest, reply: FastifyReply): Promise<Who | null> => {
		try {
			const { who, setCookies } = await sessions.of(request.raw)
			if (setCookies.length > 0) {
				reply.header('Set-Cookie', setCookies)
			}
			return who
		} catch (error) {
			if (error instanceof ProblemError && error.code === 'not-signed-in') {
				// Nextcloud adds its web root itself.
				const here = (request.originalUrl).slice(webroot.length)
				reply.redirect(`${webroot}/index.php/login?redirect_url=${encodeURIComponent(here)}`, 302)
				return null
			}
			throw error
		}
	}

	const addCookie = async (reply: FastifyReply, cookie: Cookie, { maxAge, readable }: { maxAge: number, readable: boolean }) => {
		reply.header('Set-Cookie', setCookie(cookie, { nextcloudUrl: await nextcloudAddress.read(), maxAge, readable }))
	}

	app.addHook('onRequest', async (_request, reply) => {
		// Codes and states stand in these addresses.
		reply.headers({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
	})

	app.get('/oauth-redirect', { schema: { hide: true } }, async (request, reply) => {
		const who = await signedIn(request, reply)
		if (who === null) {
			return reply
		}
		const { outcome, returnTo, cookie } = await connecting.complete(who.id, queryOf(request.raw.url), readCookies(request.headers.cookie), request.log)
		if (cookie !== null) {
			await addCookie(reply, cookie, { maxAge: ATTEMPT_MAX_AGE, readable: false })
		}
		// Whoever goes on to Nepenthes sees there how it ended.
		if (returnTo === null || returnTo.startsWith('/')) {
			await addCookie(reply, { name: OUTCOME_COOKIE, value: outcome }, { maxAge: OUTCOME_MAX_AGE, readable: true })
		}
		return reply.redirect(returnTo ?? returnPathOf(undefined, await nextcloudAddress.read()), 303)
	})

	app.get(`/${CONNECT_BACK}`, { schema: { hide: true } }, async (request, reply) => {
		const to = queryOf(request.raw.url).get('to') ?? ''
		const nepenthesUrl = (await setup.read())?.url
		if (nepenthesUrl === undefined || !isCallbackOf(to, nepenthesUrl)) {
			throw new ProblemError('not-found')
		}
		const who = await signedIn(request, reply)
		if (who === null) {
			return reply
		}
		try {
			const { state } = await vault.standing(who.id, await setup.client())
			if (state !== 'connected') {
				const { authorizationUrl, cookie, surplus } = await connecting.begin(who.id, to, readCookies(request.headers.cookie))
				await addCookie(reply, cookie, { maxAge: ATTEMPT_MAX_AGE, readable: false })
				const nextcloudUrl = await nextcloudAddress.read()
				reply.header('Set-Cookie', surplus.map((name) => clearCookie(name, { nextcloudUrl })))
				return reply.redirect(authorizationUrl, 303)
			}
		} catch (error) {
			// Their own way must not end because ours does.
			request.log.warn({ reason: (error as Error).message }, 'the account could not be connected on the way back to Nepenthes')
		}
		return reply.redirect(to, 303)
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ApiDependencies } from '../api/index.ts'
import type { Assets } from '../assets.ts'
import type { Config } from '../config.ts'
import type { PageDependencies } from './pages.ts'

import fastifyUnderPressure from '@fastify/under-pressure'
import Fastify, { LogController } from 'fastify'
import { createServer } from 'node:http'
import { Pool } from 'undici'
import { api } from '../api/index.ts'
import { problemErrorHandler, problemNotFoundHandler } from '../api/problems.ts'
import { serveAssets } from '../assets.ts'
import { LOOP_HEADER } from '../nextcloud/loop.ts'
import { gatewayAuthentication } from './authentication.ts'
import { connectingRoutes, isOwnRedirect } from './connecting.ts'
import { answerFailure } from './failure.ts'
import { forward } from './forward.ts'
import { grantForwarding } from './grant.ts'
import { createHandshakes } from './handshake.ts'
import { withCookies } from './headers.ts'
import { createOcsExtensions } from './ocs/index.ts'
import { createPageUsers } from './page-user.ts'
import { pageForwarding } from './pages.ts'
import { kindOf, ownPath, pathOf } from './paths.ts'
import { createSessions } from './session.ts'

export interface GatewayDependencies {
	config: Config
	api: ApiDependencies
	assets: Assets
	log: FastifyBaseLogger
}

/** Milliseconds that Nextcloud has to take a connection. */
const CONNECT_TIMEOUT = 3_000

/** Bytes; Node's own 16 KiB are less than what the servers in front of Nextcloud commonly let through. */
const MAX_HEADER_SIZE = 64 * 1024

/** Milliseconds in which a client has to send the headers of a request. */
const HEADERS_TIMEOUT = 60_000

/** Milliseconds by which a silent client outlives a silent Nextcloud, so that it hears of it. */
const CLIENT_GRACE = CONNECT_TIMEOUT + 2_000

/**
 * Turns people away when for ten seconds each turn of the event loop has taken more than one. Measured in shorter spans,
 * a single hiccup of a second would count: a span with no turn in it is taken for an endless one.
 */
const OVERLOAD = { maxEventLoopDelay: 1_000, sampleInterval: 10_000 }

/** Longer than the proxies in front keep a connection, so that they never use one that just closes here. */
const KEEP_ALIVE_TIMEOUT = 75_000

/**
 * The public listener: serves the app's own paths, extends pages, and streams everything else to Nextcloud. Requests
 * for Nextcloud never enter Fastify, whose router would decode and judge their paths.
 */
export function createGateway({ config, api: apiDependencies, assets, log }: GatewayDependencies): FastifyInstance {
	const { trustedProxies, nextcloud: { url, webroot } } = config
	const { origin } = new URL(url)
	const pool = new Pool(origin, {
		connect: { timeout: CONNECT_TIMEOUT },
		headersTimeout: config.forwardTimeout,
		bodyTimeout: config.forwardTimeout,
		maxHeaderSize: MAX_HEADER_SIZE,
		allowH2: false,
	})
	const handshakes = createHandshakes({ upstream: origin, trustedProxies, timeout: config.forwardTimeout })
	const sessions = createSessions({ dispatcher: pool, upstream: url, trustedProxies })

	const pageUsers = createPageUsers({ sessions, userSettings: apiDependencies.userSettings })
	const ocs = createOcsExtensions({ pool, webroot, trustedProxies, sessions, api: apiDependencies, log })

	const unknownShapes = new Set<string>()
	const pages: PageDependencies = {
		webroot,
		scriptFor: (entry) => assets.entry(entry),
		nepenthesUrl: () => apiDependencies.setup.peek(),
		users: pageUsers,
		config: () => ({ version: config.app.version, nepenthesUrl: apiDependencies.setup.peek() }),
		onUnknownShape(reason) {
			if (!unknownShapes.has(reason) && unknownShapes.size < 100) {
				unknownShapes.add(reason)
				log.warn({ reason }, 'a page of Nextcloud was left without Nepenthes')
			}
		},
	}
	const onFailure = (error: Error & { code?: string }) => log.warn({ code: error.code, reason: error.message }, 'a request could not be forwarded')

	const pass = (request: IncomingMessage, response: ServerResponse) => {
		const path = pathOf(request.url ?? '/')
		const kind = kindOf(path, webroot)
		if (kind === 'logout') {
			const forget = () => {
				sessions.forget(request)
				pageUsers.forget(request)
			}
			forget()
			// What was asked while Nextcloud ended the session is dropped too.
			response.on('close', forget)
		}
		if (kind === 'ocs') {
			ocs.handle(request, response, path, (body, setCookies) => forward({ pool, origin, trustedProxies }, request, response, {
				...body !== null && { body },
				rewrite: ({ headers }) => setCookies.length === 0 ? null : { headers: withCookies(setCookies, headers), stages: [] },
				onFailure,
			}))
			return
		}
		const page = kind === 'page' || kind === 'oauth-redirect' ? pageForwarding(request, path, pages) : null
		const grant = kind === 'grant' ? grantForwarding(request, { webroot, nepenthesUrl: apiDependencies.setup.peek() }) : null
		forward({ pool, origin, trustedProxies }, request, response, { ...page, ...grant, onFailure })
	}

	const isOwn = (request: IncomingMessage) => {
		const kind = kindOf(pathOf(request.url ?? '/'), webroot)
		return kind === 'own' || (kind === 'oauth-redirect' && isOwnRedirect(request, apiDependencies.connecting))
	}

	const route = (own: (request: IncomingMessage, response: ServerResponse) => void): Server => {
		const server = createServer({
			maxHeaderSize: MAX_HEADER_SIZE,
			keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
			// Uploads take as long as they take; their headers do not. (Without a limit for all, Node has none for the headers.)
			requestTimeout: 0,
			headersTimeout: HEADERS_TIMEOUT,
			// An upgrade to HTTP/2 is an offer that nobody has to take.
			shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() !== 'h2c',
		})
		const loops = (request: IncomingMessage, response: ServerResponse) => {
			if (request.headers[LOOP_HEADER] === undefined) {
				return false
			}
			log.error('NEXTCLOUD_UPSTREAM leads back to the gateway')
			answerFailure(request, response, 'loop')
			return true
		}
		// A client that neither sends nor takes anything is cut; Nextcloud, waiting itself, gets its own time first.
		server.timeout = config.forwardTimeout + CLIENT_GRACE
		server.on('request', (request, response) => {
			response.on('close', () => {
				// While stopping, a connection ends with what was in flight on it.
				if (!server.listening) {
					setImmediate(() => server.closeIdleConnections())
				}
			})
			if (!loops(request, response)) {
				(isOwn(request) ? own : pass)(request, response)
			}
		})
		server.on('checkContinue', (request, response) => {
			if (loops(request, response)) {
				return
			}
			if (isOwn(request)) {
				response.writeContinue()
				own(request, response)
			} else {
				handshakes.expect(request, response)
			}
		})
		server.on('upgrade', (request, socket, head) => {
			const looped = request.headers[LOOP_HEADER] !== undefined
			if (looped || isOwn(request)) {
				socket.end(`HTTP/1.1 ${looped ? '508 Loop Detected' : '404 Not Found'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
			} else {
				handshakes.upgrade(request, socket as Socket, head)
			}
		})
		return server
	}

	const app = Fastify({
		loggerInstance: log,
		// Paths can name files; what went wrong is logged where it is understood.
		logController: new LogController({ disableRequestLogging: true }),
		serverFactory: route,
		rewriteUrl: ({ url: target = '/' }) => ownPath(target, webroot),
		frameworkErrors: problemErrorHandler,
	})
	app.setErrorHandler(problemErrorHandler)
	app.setNotFoundHandler(problemNotFoundHandler)
	app.register(fastifyUnderPressure, OVERLOAD)
	app.register(serveAssets, { assets })
	app.register(connectingRoutes, { ...apiDependencies, sessions, webroot })
	app.register(async (scope) => {
		await scope.register(gatewayAuthentication, { sessions, trustedProxies })
		await scope.register(api, { ...apiDependencies, prefix: '/api' })
	})
	app.addHook('preClose', async () => handshakes.close())
	app.addHook('onClose', async () => pool.close())
	return app
}

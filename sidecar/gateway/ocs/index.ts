// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger } from 'fastify'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ApiDependencies } from '../../api/index.ts'
import type { ExchangeOptions, OcsAnswer } from './exchange.ts'
import type { OcsVersion } from './format.ts'

import { dashboardRoutes } from './dashboard.ts'
import { MAX_QUESTION, NotOurs, OcsExchange } from './exchange.ts'
import { navigationRoutes } from './navigation.ts'
import { referenceRoutes } from './references.ts'
import { searchRoutes } from './search.ts'

/** What routes are made of. */
export interface OcsRouteOptions {
	webroot: string
	api: ApiDependencies
	log: FastifyBaseLogger
}

/** One answer of Nextcloud that Nepenthes is added to. */
export interface OcsRoute {
	method: 'GET' | 'POST' | 'PUT'
	/** Of the path below `/ocs/v2.php`. */
	pattern: RegExp
	/** Gives null, or throws, where Nextcloud's own answer is the right one. */
	answer(exchange: OcsExchange): Promise<OcsAnswer | null>
}

/** Answers requests that one of the routes knows; all else, and all that fails, goes to Nextcloud as it came. */
export interface OcsExtensions {
	/**
	 * @param request of kind `ocs`
	 * @param response
	 * @param path of the request, without query
	 * @param pass hands the request to Nextcloud; with the body if that has been read already, and the cookies that the answer has to set
	 */
	handle(request: IncomingMessage, response: ServerResponse, path: string, pass: (body: Buffer | null, setCookies: readonly string[]) => void): void
}

/** Whether a body can be read before it is known whose it is. */
function isReadable({ method, headers }: IncomingMessage): boolean {
	return method === 'GET' || (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= MAX_QUESTION)
}

export function createOcsExtensions({ log, api, ...options }: ExchangeOptions & OcsRouteOptions): OcsExtensions {
	const routes = [searchRoutes, referenceRoutes, dashboardRoutes, navigationRoutes].flatMap((routesOf) => routesOf({ webroot: options.webroot, api, log }))

	const exchangeFor = (request: IncomingMessage, path: string) => {
		const [, version, below] = /^\/ocs\/(v[12])\.php(\/.*?)\/?$/.exec(path.slice(options.webroot.length)) ?? []
		if (version === undefined || below === undefined || !isReadable(request)) {
			return null
		}
		for (const route of routes) {
			const match = route.method === request.method ? route.pattern.exec(below) : null
			if (match !== null) {
				const query = new URLSearchParams(/\?([^#]*)/.exec(request.url ?? '')?.[1])
				return { route, exchange: new OcsExchange(request, { version: version as OcsVersion, path: below, query, parts: match.slice(1) }, options) }
			}
		}
		return null
	}

	return {
		handle(request, response, path, pass) {
			const found = exchangeFor(request, path)
			if (found === null) {
				pass(null, [])
				return
			}
			const { route, exchange } = found
			const leave = async () => {
				const body = await exchange.read().catch(() => null)
				if (!response.destroyed) {
					pass(body, exchange.setCookies)
				}
			}
			route.answer(exchange).then((answer) => {
				if (answer === null || response.headersSent) {
					return leave()
				}
				exchange.send(response, answer)
			}).catch((error: Error) => {
				if (!(error instanceof NotOurs) && error.name !== 'ProblemError') {
					log.warn({ err: error, route: String(route.pattern) }, 'nothing was added to an answer of Nextcloud')
				}
				return leave()
			})
		},
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access } from '../access.ts'
import type { Instance } from '../instance.ts'
import type { Parameters } from '../parameters.ts'

import { admit } from '../access.ts'
import { parameters } from '../parameters.ts'
import { sendOcs, sendOcsWithEtag } from './envelope.ts'

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

export interface OcsCall {
	request: FastifyRequest
	reply: FastifyReply
	parameters: Parameters
	/** Parts of the path. */
	path: Record<string, string>
}

export interface OcsRoute extends Access {
	/** Whether the answer can be asked for again with If-None-Match. */
	etag?: boolean
	/** Runs before the checks; may throw its own failure. */
	before?: (request: FastifyRequest) => void
}

/** Adds OCS routes in both versions. Every route wants the request token unless it says otherwise. */
export class OcsRouter {
	readonly #app: FastifyInstance
	readonly #instance: Instance
	readonly #methods = new Map<string, Set<Method>>()

	constructor(app: FastifyInstance, instance: Instance) {
		this.#app = app
		this.#instance = instance
	}

	/** `answer` gives the data, unless it has answered itself. */
	add(method: Method, path: string, route: OcsRoute, answer: (call: OcsCall) => unknown): void {
		this.#methods.set(path, (this.#methods.get(path) ?? new Set()).add(method))
		for (const version of ['v1', 'v2']) {
			this.#app.route({
				method,
				url: `/ocs/${version}.php${path}`,
				handler: async (request, reply) => {
					route.before?.(request)
					await admit(this.#instance, request, { csrf: true, ...route })
					const data = await answer({ request, reply, parameters: await parameters(request), path: request.params as Record<string, string> })
					if (reply.sent) {
						return reply
					}
					return route.etag ? sendOcsWithEtag(request, reply, data ?? []) : sendOcs(request, reply, { statuscode: 200, message: 'OK' }, data ?? [])
				},
			})
		}
	}

	/** Call when all routes are there: other verbs on their paths are answered as the real one does, with nothing. */
	close(): void {
		for (const [path, methods] of this.#methods) {
			const others = (['GET', 'POST', 'PUT', 'DELETE', 'PATCH'] as const).filter((method) => !methods.has(method as Method))
			for (const version of ['v1', 'v2']) {
				this.#app.route({
					method: others,
					url: `/ocs/${version}.php${path}`,
					exposeHeadRoute: false,
					handler: (_request, reply) => reply.status(405).type('text/xml; charset=UTF-8').send(''),
				})
			}
		}
	}
}

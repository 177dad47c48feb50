// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsync } from 'fastify'
import type { Instances } from '../nepenthes/instance.ts'
import type { Connections } from './connections.ts'
import type { NepenthesAddress } from './nepenthes-address.ts'

import fastifyRateLimit from '@fastify/rate-limit'
import fastifySwagger from '@fastify/swagger'
import { Problem } from '../contract/problem.ts'
import { connection } from './connection.ts'
import { me } from './me.ts'
import { ProblemError } from './problems.ts'

/** What the resources of the API are made of. */
export interface ApiDependencies {
	version: string
	address: NepenthesAddress
	connections: Connections
	instances: Instances
}

/** Requests that one user may make in a minute, and how they are counted. */
const RATE = { max: 600, timeWindow: 60_000 }

/**
 * The JSON API. Both listeners register it below `/api`, each having decorated `request.caller` in its own way.
 * This page is its table of contents.
 */
export const api: FastifyPluginAsync<ApiDependencies> = async (app, dependencies) => {
	await app.register(fastifySwagger, {
		openapi: {
			openapi: '3.1.0',
			info: {
				title: 'Nepenthes integration',
				version: dependencies.version,
				description: 'What the page of the app asks for. Every error is a problem of RFC 9457 with a stable code.',
				license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
			},
			components: { schemas: { Problem } },
		},
	})
	await app.register(fastifyRateLimit, {
		...RATE,
		keyGenerator: (request) => request.caller?.userId ?? request.ip,
		errorResponseBuilder: (_request, { ttl }) => new ProblemError('rate-limited', { retryAfter: Math.ceil(ttl / 1000) }),
		addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false, 'retry-after': false },
		addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
		hook: 'preHandler',
	})

	// AppAPI's proxy would keep for an hour what does not forbid it (nextcloud-contract 0.2).
	app.addHook('onRequest', async (_request, reply) => {
		reply.header('Cache-Control', 'no-store')
	})
	app.addHook('onRoute', (route) => {
		route.schema = { ...route.schema, response: { ...route.schema?.response as object, '4xx': Problem, '5xx': Problem } }
	})

	const resources = { ...dependencies, prefix: '' }
	await app.register(me, resources)
	await app.register(connection, resources)

	app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from './instance.ts'

import { ApiError, notFound } from './api-error.ts'
import { authenticate, callerDecorator, languageOf, setCaller } from './authentication.ts'
import { compressAnswer } from './compression.ts'
import { HAL, renderError } from './hal.ts'
import { checkContentType, readJsonObjects } from './request-body.ts'
import { registerResources } from './resources/index.ts'

/** The API v3: what holds for all its resources. */
export function api(app: FastifyInstance, instance: Instance): void {
	app.decorateRequest(...callerDecorator)
	readJsonObjects(app)

	app.addHook('onRequest', async (request, reply) => {
		reply.type(HAL)
		setCaller(request, authenticate(instance, request))
		return checkContentType(request, reply)
	})
	app.addHook('onSend', compressAnswer)

	app.setNotFoundHandler(() => {
		throw notFound()
	})

	app.setErrorHandler((error, request, reply) => {
		const known = error instanceof ApiError ? error : fromFramework(error)
		return reply.code(known.status).headers(known.headers).type(HAL).send(renderError(known, languageOf(request)))
	})

	registerResources(app, instance)
}

/** What Fastify refuses by itself (a body too long, a broken path) is the caller's mistake; all else is ours. */
function fromFramework(error: unknown): ApiError {
	const ours = !(error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500)
	return ours ? new ApiError('InternalServerError', 'internal') : new ApiError('BadRequest', 'invalid-body')
}

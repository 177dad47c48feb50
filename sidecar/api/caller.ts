// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'

import { ProblemError } from './problems.ts'

/** A user as Nextcloud knows them. */
export interface Who {
	id: string
	displayName: string
	/** Member of the group `admin`. */
	administrator: boolean
}

/** The Nextcloud user on whose behalf a request runs. Each listener finds out in its own way and decorates the request. */
export interface Caller {
	userId: string
	who(): Promise<Who>
}

declare module 'fastify' {
	interface FastifyRequest {
		caller: Caller | null
	}
}

/**
 * The caller of a route that needs one.
 *
 * @param request
 * @throws {ProblemError} not-signed-in
 */
export function callerOf(request: FastifyRequest): Caller {
	if (request.caller === null) {
		throw new ProblemError('not-signed-in')
	}
	return request.caller
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { PageUserHeader } from '../contract/me.ts'

import { ProblemError } from './problems.ts'

const HEADER: PageUserHeader = 'x-nepenthes-page-user'

/**
 * Refuses what a page of another user asks for, one that was left open when somebody else signed in: it would show what is
 * theirs under another name. Clients that are no page say nothing of it.
 *
 * @param request
 * @param request.headers
 * @param request.caller
 * @throws {ProblemError} not-signed-in
 */
export function refusePageOfAnother({ headers, caller }: FastifyRequest): void {
	const pageUser = headers[HEADER]
	if (typeof pageUser === 'string' && caller !== null && pageUser !== encodeURIComponent(caller.userId)) {
		throw new ProblemError('not-signed-in', { detail: 'Somebody else is signed in by now: reload the page.' })
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'

import { refuseCrossSite, SAFE_METHODS } from '../api/cross-site.ts'
import { ProblemError } from '../api/problems.ts'

/**
 * AppAPI's proxy lets any form of any site through with the user's session (nextcloud-contract 0.3). A request token
 * cannot be checked here, but only a page of Nextcloud can send one as a header. The proxy passes Nextcloud's own host on.
 *
 * @throws {ProblemError} cross-site, csrf-failed
 */
export async function demandOwnPage({ method, headers }: FastifyRequest): Promise<void> {
	refuseCrossSite({ method, headers, host: headers.host ?? '' })
	if (!SAFE_METHODS.has(method) && !headers.requesttoken) {
		throw new ProblemError('csrf-failed')
	}
}

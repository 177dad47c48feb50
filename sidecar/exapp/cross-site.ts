// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'

import { ProblemError } from '../api/problems.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses what another site made the browser send. AppAPI's proxy lets any form of any site through with the user's
 * session (nextcloud-contract 0.3); a request token cannot be checked here, but only a page of Nextcloud can send one
 * as a header.
 *
 * @throws {ProblemError} cross-site, csrf-failed
 */
export async function refuseCrossSite({ method, headers }: FastifyRequest): Promise<void> {
	if (SAFE.has(method)) {
		return
	}
	const { 'sec-fetch-site': site, origin, host, requesttoken } = headers
	const foreign = site === undefined
		// Browsers say where a request comes from over https and to localhost only. The proxy passes Nextcloud's own host on.
		? origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host?.toLowerCase())
		: site !== 'same-origin'
	if (foreign) {
		throw new ProblemError('cross-site')
	}
	if (!requesttoken) {
		throw new ProblemError('csrf-failed')
	}
}

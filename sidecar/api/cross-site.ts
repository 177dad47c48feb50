// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingHttpHeaders } from 'node:http'

import { ProblemError } from './problems.ts'

/** Methods that change nothing, so that nobody gains by making a browser send them. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses an unsafe request that another site made the browser send. Browsers say where a request comes from; programs
 * say nothing and are not meant. Each listener checks the request token besides. The host is the one that the browser
 * sees.
 *
 * @throws {ProblemError} cross-site
 */
export function refuseCrossSite({ method, headers, host }: { method: string, headers: IncomingHttpHeaders, host: string }): void {
	if (SAFE_METHODS.has(method)) {
		return
	}
	const { 'sec-fetch-site': site, origin } = headers
	const foreign = site === undefined
		// Over plain http browsers send only the origin.
		? origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== host.toLowerCase())
		: site !== 'same-origin'
	if (foreign) {
		throw new ProblemError('cross-site')
	}
}

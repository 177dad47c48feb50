// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'
import type { ForwardOptions } from './forward.ts'

import { CONNECT_BACK } from './connecting.ts'
import { headerValues } from './headers.ts'
import { assetUrl } from './paths.ts'

/**
 * A user who has just granted Nepenthes access to Nextcloud is on the way back there with a code. If that is our
 * Nepenthes, the way leads by us, so that the other direction is connected too before they arrive.
 *
 * @param request that grants, of kind `grant`
 * @param options
 * @param options.webroot
 * @param options.nepenthesUrl null when there is no Nepenthes
 */
export function grantForwarding(request: IncomingMessage, { webroot, nepenthesUrl }: { webroot: string, nepenthesUrl: string | null }): ForwardOptions | null {
	if (request.method !== 'POST' || nepenthesUrl === null) {
		return null
	}
	return {
		rewrite({ status, headers }) {
			const [location = ''] = headerValues(headers, 'location')
			if (status < 300 || status > 399 || !isCallbackOf(location, nepenthesUrl)) {
				return null
			}
			const by = `${assetUrl(`${webroot}/index.php`, CONNECT_BACK)}?to=${encodeURIComponent(location)}`
			return { headers: headers.map((value, i) => i % 2 === 1 && headers[i - 1]!.toLowerCase() === 'location' ? by : value), stages: [] }
		},
	}
}

/**
 * Whether an address is the one at which that Nepenthes receives the codes of Nextcloud (nepenthes-api 7.1).
 *
 * @param address
 * @param nepenthesUrl without a slash at the end
 */
export function isCallbackOf(address: string, nepenthesUrl: string): boolean {
	const url = URL.parse(address)
	return url !== null && url.username === '' && url.password === '' && `${url.origin}${url.pathname}`.startsWith(`${nepenthesUrl}/oauth_clients/`)
}

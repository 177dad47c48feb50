// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionCompletion } from '../../sidecar/contract/connection.ts'

/** Where Nepenthes sends the browser back to when no gateway is in front: below the app's own page. */
const RETURN = /\/oauth-redirect\/?$/

/**
 * What Nepenthes sent the browser back with. The address becomes that of the app's own page at once: a code neither
 * stays in the browser's history nor is it handed over again by a reload.
 *
 * @return null if the browser does not come from Nepenthes, or with nothing that is to be handed over
 */
export function takeOAuthReturn(): ConnectionCompletion | null {
	const { pathname, search } = window.location
	if (!RETURN.test(pathname)) {
		return null
	}
	window.history.replaceState(null, '', pathname.replace(RETURN, ''))
	const query = new URLSearchParams(search)
	const state = query.get('state')
	const code = query.get('code')
	const error = query.get('error')
	return state === null || (code === null && error === null)
		? null
		: { state, ...code !== null && { code }, ...error !== null && { error } }
}

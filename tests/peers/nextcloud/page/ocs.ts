// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { getRequestToken } from '@nextcloud/auth'
import { generateOcsUrl } from '@nextcloud/router'

/**
 * Asks an OCS route of this server.
 *
 * @param path without a slash at the beginning
 * @param query what is asked for
 * @throws {Error} if the answer is no success
 */
export async function getOcs<Data>(path: string, query = new URLSearchParams(), { signal }: { signal?: AbortSignal } = {}): Promise<Data> {
	return answered(await fetch(`${generateOcsUrl(path)}?${query}`, { headers: headers(), ...signal ? { signal } : {} }))
}

/** The same with a JSON body, as POST. */
export function postOcs<Data>(path: string, body: object): Promise<Data> {
	return sendOcs('POST', path, body)
}

/** The same with another method. `keepalive`: the request outlives the page. */
export async function sendOcs<Data>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: object = {}, keepalive = false): Promise<Data> {
	return answered(await fetch(generateOcsUrl(path), {
		method,
		keepalive,
		headers: { ...headers(), 'content-type': 'application/json' },
		body: JSON.stringify(body),
	}))
}

function headers(): Record<string, string> {
	return { accept: 'application/json', requesttoken: getRequestToken() ?? '', 'x-requested-with': 'XMLHttpRequest' }
}

async function answered<Data>(response: Response): Promise<Data> {
	if (!response.ok) {
		throw new Error(`${response.status} ${response.statusText}`)
	}
	const { ocs } = await response.json() as { ocs: { data: Data } }
	return ocs.data
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from './api.ts'
import type { CallOptions, Http, HttpAnswer } from './http.ts'

import { failureOf } from './api.ts'
import { NepenthesNotFound, NepenthesUnreachable } from './errors.ts'

export interface Picture {
	type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
	content: Buffer
}

/** Bytes. */
const MAX_SIZE = 1024 * 1024

/** Uploaded pictures may lie in an object store, others at a service for them (nepenthes-api 6.1). */
const MAX_REDIRECTS = 2

/** How a file of each type begins; what a server calls it counts for nothing. */
const SIGNATURES: readonly [Picture['type'], RegExp][] = [
	['image/png', /^\x89PNG\r\n/],
	['image/jpeg', /^\xFF\xD8\xFF/],
	['image/gif', /^GIF8[79]a/],
	['image/webp', /^RIFF[\s\S]{4}WEBP/],
]

/**
 * The picture of a user.
 *
 * @throws {NepenthesNotFound} when there is none, or nothing that a page should show
 */
export async function fetchAvatar(api: Api, http: Http, userId: number, { signal }: CallOptions = {}): Promise<Picture> {
	let answer = await api.raw({ method: 'GET', path: `/users/${userId}/avatar`, signal })
	if (answer.status >= 400 && answer.status !== 404) {
		throw failureOf(answer)
	}
	let url = new URL(`${api.url}/users/${userId}/avatar`)
	for (let redirects = 0; answer.status >= 300 && answer.status < 400; redirects++) {
		const target = targetOf(answer, url)
		if (redirects === MAX_REDIRECTS || target === null) {
			throw new NepenthesNotFound('The picture leads nowhere.')
		}
		url = target
		// Without the token: it is for the instance alone.
		answer = await http.send({ method: 'GET', url, headers: { Accept: 'image/*' }, signal })
		if (answer.status === 429 || answer.status >= 500) {
			throw new NepenthesUnreachable(`Where the picture lies answered ${answer.status}.`)
		}
	}
	// A 404 may come without the words of the API; and what another host refuses is not about the user's token.
	if (answer.status !== 200) {
		throw new NepenthesNotFound(`There is no picture: ${answer.status}.`)
	}
	const beginning = answer.body.toString('latin1', 0, 16)
	const type = SIGNATURES.find(([, signature]) => signature.test(beginning))?.[0]
	if (type === undefined || answer.body.length > MAX_SIZE) {
		throw new NepenthesNotFound('The picture is none, or too large.')
	}
	return { type, content: answer.body }
}

/** Where a redirect leads; null where it must not be followed: a secure instance does not send anybody to an insecure place. */
function targetOf({ headers }: HttpAnswer, from: URL): URL | null {
	const location = headers.location
	const target = typeof location === 'string' ? URL.parse(location, from) : null
	return target !== null && (target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:')) ? target : null
}

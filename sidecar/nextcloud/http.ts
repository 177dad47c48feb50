// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingHttpHeaders } from 'undici/types/header'

import { errors, Pool } from 'undici'
import { NextcloudMaintenance, NextcloudTimeout, NextcloudUnauthorized, NextcloudUnexpectedAnswer, NextcloudUnreachable } from './errors.ts'
import { LOOP_HEADER } from './loop.ts'

/** How this app introduces itself to Nextcloud, and where. */
export interface NextcloudOptions {
	/** Address of Nextcloud with its web root, without a slash at the end. */
	url: string
	appId: string
	appVersion: string
	secret: string
	/** Milliseconds; 3 s if not given. */
	connectTimeout?: number
	/** Milliseconds for the whole of an answer; 10 s if not given. */
	answerTimeout?: number
	/** Bytes; 8 MiB if not given. */
	maxAnswerSize?: number
}

/** What every function of the client takes. */
export interface CallOptions {
	signal?: AbortSignal | undefined
}

export interface HttpRequest extends CallOptions {
	method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'SEARCH'
	/** Below the web root, with query. */
	path: string
	/** On whose behalf; null for the app itself. */
	userId: string | null
	headers?: Record<string, string>
	body?: string
	/** Milliseconds; that of the options if not given. */
	timeout?: number | undefined
}

export interface HttpAnswer {
	status: number
	headers: IncomingHttpHeaders
	text: string
}

export interface Http {
	/**
	 * Sends a request with AppAPI's headers (nextcloud-contract 1.2).
	 *
	 * @return any answer but redirects, maintenance and a proxy's word that Nextcloud is away
	 * @throws {NextcloudUnreachable | NextcloudTimeout | NextcloudMaintenance | NextcloudUnexpectedAnswer}
	 * @throws {Error} the reason of the signal, when the caller gave up
	 */
	send(request: HttpRequest): Promise<HttpAnswer>
	close(): Promise<void>
}

/** PHP servers have few workers; more connections than this only queue over there. */
const CONNECTIONS = 32

/** A pool of connections to one Nextcloud. Cookies of answers are dropped: they carry no login (nextcloud-contract 1.2). */
export function createHttp(options: NextcloudOptions): Http {
	const { url, appId, appVersion, secret, connectTimeout = 3_000, answerTimeout = 10_000, maxAnswerSize = 8 * 1024 * 1024 } = options
	const { origin, pathname } = new URL(url)
	const webroot = pathname.replace(/\/+$/, '')
	const pool = new Pool(origin, {
		connections: CONNECTIONS,
		connect: { timeout: connectTimeout },
		maxResponseSize: maxAnswerSize,
		// One deadline counts for the whole exchange, see below.
		headersTimeout: 0,
		bodyTimeout: 0,
	})

	return {
		async send({ method, path, userId, headers, body, signal, timeout = answerTimeout }) {
			const deadline = AbortSignal.timeout(timeout)
			try {
				const answer = await pool.request({
					method,
					path: webroot + path,
					headers: {
						Accept: 'application/json',
						...headers,
						'AUTHORIZATION-APP-API': credentials(userId, secret),
						'EX-APP-ID': appId,
						'EX-APP-VERSION': appVersion,
						'OCS-APIRequest': 'true',
						'User-Agent': `${appId}/${appVersion}`,
						[LOOP_HEADER]: '1',
					},
					body: body ?? null,
					signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
				})
				const text = await answer.body.text()
				return usable({ status: answer.statusCode, headers: answer.headers, text })
			} catch (error) {
				signal?.throwIfAborted()
				if (deadline.aborted) {
					throw new NextcloudTimeout(`Nextcloud did not answer within ${timeout} ms.`, { cause: error })
				}
				throw understood(error)
			}
		},
		close: () => pool.close(),
	}
}

function credentials(userId: string | null, secret: string): string {
	// AppAPI splits at the first colon, and takes an empty user for none. No user of Nextcloud has such an id.
	if (userId === '' || userId?.includes(':')) {
		throw new NextcloudUnauthorized('user', 'There can be no such user in Nextcloud.')
	}
	return Buffer.from(`${userId ?? ''}:${secret}`).toString('base64')
}

/** Sorts out the answers that no caller can do anything with. */
function usable(answer: HttpAnswer): HttpAnswer {
	const { status, headers } = answer
	if (status >= 300 && status < 400) {
		throw new NextcloudUnexpectedAnswer(`Nextcloud answered with a redirect (${status}).`)
	}
	if (status === 503 && headers['x-nextcloud-maintenance-mode'] === '1') {
		throw new NextcloudMaintenance(retryAfter(answer))
	}
	if ([502, 503, 504].includes(status) && !isJson(answer)) {
		throw new NextcloudUnreachable(`What stands in front of Nextcloud answered ${status}.`)
	}
	return answer
}

function understood(error: unknown): unknown {
	if (error instanceof errors.ResponseExceededMaxSizeError) {
		return new NextcloudUnexpectedAnswer('The answer of Nextcloud is too large.', { cause: error })
	}
	if (error instanceof Error && 'code' in error && typeof error.code === 'string' && !error.code.startsWith('nextcloud-')) {
		return new NextcloudUnreachable(`No connection to Nextcloud (${error.code}).`, { cause: error })
	}
	return error
}

export function isJson({ headers }: HttpAnswer): boolean {
	return /^application\/json\b/i.test(String(headers['content-type'] ?? ''))
}

/** Seconds of a Retry-After header in its numeric form, the only one that Nextcloud sends. */
export function retryAfter({ headers }: HttpAnswer): number | undefined {
	const value = headers['retry-after']
	return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined
}

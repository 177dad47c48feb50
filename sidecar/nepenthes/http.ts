// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Dispatcher } from 'undici'
import type { IncomingHttpHeaders } from 'undici/types/header'
import type { NepenthesError } from './errors.ts'

import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Agent, errors } from 'undici'
import { NepenthesTimeout, NepenthesUnexpectedAnswer, NepenthesUnreachable } from './errors.ts'

/** What every function of the client takes. */
export interface CallOptions {
	signal?: AbortSignal | undefined
}

export interface HttpRequest extends CallOptions {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
	/** With query. */
	url: URL
	headers?: Record<string, string>
	body?: string
}

export interface HttpAnswer {
	status: number
	headers: IncomingHttpHeaders
	body: Buffer
}

export interface Http {
	/**
	 * Sends a request. What changes nothing is sent up to three times when there is no answer, or one that says "later".
	 *
	 * @return any answer, redirects too
	 * @throws {NepenthesUnreachable | NepenthesTimeout | NepenthesUnexpectedAnswer}
	 * @throws {Error} the reason of the signal, when the caller gave up
	 */
	send(request: HttpRequest): Promise<HttpAnswer>
	/** For libraries that bring their own requests: connections of the same kind. */
	dispatcher: Dispatcher
	close(): Promise<void>
}

export interface HttpOptions {
	/** Milliseconds to take a connection; 3 s if not given. */
	connectTimeout?: number
	/** Milliseconds for everything: tries, pauses and the whole of the answer; 10 s if not given. */
	answerTimeout?: number
	/** Bytes; 8 MiB if not given. */
	maxAnswerSize?: number
	/** Milliseconds of the shortest pause before another try; 200 if not given. */
	pause?: number
}

/** Connections to one instance: more only queue over there. */
const CONNECTIONS = 32

/** Further tries of a safe request. */
const RETRIES = 2

const unzip = promisify(gunzip)

const LATER: ReadonlySet<number> = new Set([429, 502, 503, 504])

export function createHttp({ connectTimeout = 3_000, answerTimeout = 10_000, maxAnswerSize = 8 * 1024 * 1024, pause = 200 }: HttpOptions = {}): Http {
	// One pool of connections for each instance; one deadline counts for the whole exchange, see below.
	const dispatcher = new Agent({
		connections: CONNECTIONS,
		connect: { timeout: connectTimeout },
		maxResponseSize: maxAnswerSize,
		headersTimeout: 0,
		bodyTimeout: 0,
	})

	const once = async ({ method, url, headers, body: sending }: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> => {
		const answer = await dispatcher.request({
			method,
			origin: url.origin,
			path: url.pathname + url.search,
			headers: { 'Accept-Encoding': 'gzip', ...headers },
			body: sending ?? null,
			signal,
		})
		const sent = Buffer.from(await answer.body.arrayBuffer())
		const zipped = answer.headers['content-encoding'] === 'gzip' && sent.length > 0
		const body = zipped ? await unzip(sent, { maxOutputLength: maxAnswerSize }) : sent
		return { status: answer.statusCode, headers: answer.headers, body }
	}

	/** Milliseconds to wait before the next try, or null when the last one stands. */
	const pauseAfter = (tries: number, answer: HttpAnswer | null, deadline: number): number | null => {
		if (tries >= RETRIES || (answer !== null && !LATER.has(answer.status))) {
			return null
		}
		// With jitter, so that those who were refused together do not come back together.
		const own = pause * 2 ** tries * (0.5 + Math.random())
		const length = answer === null ? own : Math.max(own, (retryAfter(answer) ?? 0) * 1000)
		return performance.now() + length < deadline ? length : null
	}

	return {
		async send(request) {
			const { method, signal } = request
			const deadline = performance.now() + answerTimeout
			const late = AbortSignal.timeout(answerTimeout)
			const over = signal === undefined ? late : AbortSignal.any([late, signal])
			// undici does not look at the signal of a request that waits for a connection.
			const givenUp = new Promise<never>((_resolve, reject) => {
				over.addEventListener('abort', () => reject(over.reason as Error), { once: true })
			})
			try {
				over.throwIfAborted()
				for (let tries = 0; ; tries++) {
					let answer: HttpAnswer | null = null
					let failure: unknown
					try {
						answer = await Promise.race([once(request, over), givenUp])
					} catch (error) {
						if (over.aborted || isTooLarge(error) || isGarbled(error)) {
							throw error
						}
						failure = error
					}
					const length = method === 'GET' ? pauseAfter(tries, answer, deadline) : null
					if (length !== null) {
						await wait(length, undefined, { signal: over })
					} else if (answer === null) {
						throw failure
					} else {
						return answer
					}
				}
			} catch (error) {
				signal?.throwIfAborted()
				if (late.aborted) {
					throw new NepenthesTimeout(`Nepenthes did not answer within ${answerTimeout} ms.`, { cause: error })
				}
				throw connectionFailure(error) ?? error
			}
		},
		dispatcher,
		close: () => dispatcher.close(),
	}
}

/** Compressed or not. */
function isTooLarge(error: unknown): boolean {
	return error instanceof errors.ResponseExceededMaxSizeError || (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
}

/** What arrived is whole, but not what it says it is: asking again would bring the same. */
function isGarbled(error: unknown): boolean {
	return error instanceof errors.HTTPParserError || /^Z_/.test((error as NodeJS.ErrnoException).code ?? '')
}

/** What it means that no answer came, or none that can be read; null when it is not about the connection at all. */
export function connectionFailure(error: unknown): NepenthesError | null {
	if (isTooLarge(error)) {
		return new NepenthesUnexpectedAnswer('The answer of Nepenthes is too large.', { cause: error })
	}
	if (isGarbled(error)) {
		return new NepenthesUnexpectedAnswer('The answer of Nepenthes cannot be read.', { cause: error })
	}
	if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
		return new NepenthesUnreachable(`No connection to Nepenthes (${error.code}).`, { cause: error })
	}
	return null
}

/** Seconds of a Retry-After header, in either of its forms (RFC 9110, 10.2.3). */
export function retryAfter({ headers }: Pick<HttpAnswer, 'headers'>): number | undefined {
	const value = headers['retry-after']
	if (typeof value !== 'string') {
		return undefined
	}
	if (/^\d{1,6}$/.test(value)) {
		return Number(value)
	}
	const seconds = Math.ceil((Date.parse(value) - Date.now()) / 1000)
	return Number.isNaN(seconds) ? undefined : Math.max(0, seconds)
}

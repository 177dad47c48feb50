// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BlockList } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Pool } from 'undici'
import type { ProblemCode } from '../contract/problem.ts'

import { PassThrough, pipeline } from 'node:stream'
import { answerFailure } from './failure.ts'
import { publicHost, publicLocation, requestHeaders, responseHeaders } from './headers.ts'

/** The head of an answer of Nextcloud; headers as name, value, name, value … */
export interface ResponseHead {
	status: number
	headers: string[]
}

/** A changed answer: other headers, and the streams that turn Nextcloud's body into ours, one after the other. */
export interface Rewriting {
	headers: string[]
	stages: Duplex[]
}

export interface ForwardOptions {
	/** Request headers to leave out, in lower case. */
	dropHeaders?: ReadonlySet<string>
	/** Request headers to add: name, value, name, value … */
	addHeaders?: readonly string[]
	/** The body of the request, where it has been read already. */
	body?: Buffer
	/** Asked when the head of the answer is there: null passes the answer through untouched. */
	rewrite?: (head: ResponseHead) => Rewriting | null
	/** Told of what went wrong, after the client got its answer. */
	onFailure?: (error: Error) => void
}

/** Nextcloud, as it is reached. */
export interface Upstream {
	/** `http://127.0.0.1:8081` */
	origin: string
	pool: Pool
	trustedProxies: BlockList
}

/** Requests that may be sent again when a kept-alive connection turns out to be dead. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT', 'SEARCH'])

/** Where one connection is dead, the next one often is too. */
const MAX_REPEATS = 3

const isString = (value: unknown): value is string => typeof value === 'string'

/** undici gives raw headers as bytes; as latin1 they are what was sent, byte for byte. */
function rawList(raw: unknown): string[] {
	return Array.isArray(raw) ? raw.map((item: unknown) => isString(item) ? item : (item as Buffer).toString('latin1')) : []
}

/** The target in origin form; a client may send the absolute form as well (RFC 9112 3.2.2). */
function originForm(target: string): string {
	if (target.startsWith('/')) {
		return target
	}
	const path = target.replace(/^[a-z]+:\/\/[^/?#]*/i, '')
	return path.startsWith('/') ? path : `/${path}`
}

/** undici decodes the reason as UTF-8; as latin1 it is what was sent. */
function rawReason(reason = ''): string {
	return Buffer.from(reason).toString('latin1')
}

function hasBody(request: IncomingMessage): boolean {
	return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
}

function problemOf(error: Error & { code?: string }): ProblemCode {
	return error.code === 'UND_ERR_CONNECT_TIMEOUT' || error.code === 'UND_ERR_HEADERS_TIMEOUT' || error.code === 'UND_ERR_BODY_TIMEOUT'
		? 'nextcloud-timeout'
		: 'nextcloud-unreachable'
}

/**
 * Sends a request on to Nextcloud and its answer back, both streaming: status, header case, order and number, body and
 * trailers as they are. A client that goes away ends the request to Nextcloud; an answer that Nextcloud breaks off is
 * cut for the client too.
 */
export function forward({ pool, origin, trustedProxies }: Upstream, request: IncomingMessage, response: ServerResponse, options: ForwardOptions = {}): void {
	const method = request.method ?? 'GET'
	const path = originForm(request.url ?? '/')
	// An expectation gets here only from HTTP/1.0, where it means nothing (RFC 9110 10.1.1).
	const headers = requestHeaders(request, trustedProxies, new Set(['expect', ...options.dropHeaders ?? []]))
	headers.push(...options.addHeaders ?? [])
	const withBody = hasBody(request)

	let abort: ((reason: Error) => void) | undefined
	let gone = false
	// What is left of an upload that was answered early is taken off the connection, so that it can go on.
	response.on('finish', () => request.unpipe().resume())
	response.on('close', () => {
		if (!response.writableFinished) {
			gone = true
			abort?.(new Error('The client went away.'))
		}
	})

	const fail = (error: Error) => {
		if (!gone) {
			answerFailure(request, response, problemOf(error))
			options.onFailure?.(error)
		}
	}

	const send = (repeats: number) => {
		let started = false
		let sink: Duplex | ServerResponse = response
		// Not the request itself: undici destroys the body when the answer comes before its end, and with it would go
		// the connection on which that answer is to be sent.
		const body = options.body ?? (withBody ? request.pipe(new PassThrough()) : null)
		pool.dispatch({ method, path, headers, body }, {
			onRequestStart(controller) {
				abort = (reason) => controller.abort(reason)
				if (gone) {
					controller.abort(new Error('The client went away.'))
				}
			},
			onResponseStart(controller, status, _parsed, statusMessage) {
				if (status < 200) {
					// Interim answers are hints; the final one follows.
					return
				}
				started = true
				const head = { status, headers: responseHeaders(rawList(controller.rawHeaders), request, status) }
				if (status >= 300 && status < 400) {
					head.headers = head.headers.map((value, i, all) => i % 2 === 1 && all[i - 1]!.toLowerCase() === 'location' ? publicLocation(value, origin, publicHost(request, trustedProxies)) : value)
				}
				const rewriting = options.rewrite?.(head) ?? null
				response.sendDate = false
				response.writeHead(status, rawReason(statusMessage), rewriting?.headers ?? head.headers)
				const [first] = rewriting?.stages ?? []
				if (first !== undefined) {
					sink = first
					pipeline([...rewriting!.stages, response], (error) => {
						if (error !== null && error !== undefined) {
							controller.abort(error)
						}
					})
				}
				sink.on('drain', () => controller.resume())
			},
			onResponseData(controller, chunk) {
				if (!sink.write(chunk)) {
					controller.pause()
				}
			},
			onResponseEnd(controller) {
				const trailers = rawList(controller.rawTrailers)
				if (trailers.length > 0 && sink === response) {
					response.addTrailers(pairs(trailers))
				}
				sink.end()
			},
			onResponseError(_controller, error) {
				const stale = (error as { code?: string }).code === 'UND_ERR_SOCKET' || (error as { code?: string }).code === 'ECONNRESET'
				if (!started && !gone && repeats > 0 && stale) {
					send(repeats - 1)
					return
				}
				if (sink !== response) {
					sink.destroy()
				}
				fail(error)
			},
		})
	}

	try {
		send(REPEATABLE.has(method) && !withBody ? MAX_REPEATS : 0)
	} catch (error) {
		// undici refuses what it cannot send, for example a target with a blank.
		fail(error as Error)
	}
}

function pairs(raw: readonly string[]): [string, string][] {
	const list: [string, string][] = []
	for (let i = 0; i < raw.length; i += 2) {
		list.push([raw[i]!, raw[i + 1]!])
	}
	return list
}

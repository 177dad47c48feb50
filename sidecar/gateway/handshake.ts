// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http'
import type { BlockList, Socket } from 'node:net'

import { request as requestPlain, ServerResponse } from 'node:http'
import { request as requestTls } from 'node:https'
import { PassThrough } from 'node:stream'
import { answerFailure } from './failure.ts'
import { requestHeaders, responseHeaders } from './headers.ts'

/**
 * Requests in which the client waits for an interim answer of Nextcloud before it goes on: `Expect: 100-continue`
 * and `Upgrade`. undici knows neither, so they go through Node's own client; all others take `forward`.
 */
export interface Handshakes {
	/** Passes Nextcloud's 100 on, then the body; or its final answer, and no body is sent. */
	expect(request: IncomingMessage, response: ServerResponse): void
	/** Joins the two connections once Nextcloud agrees to switch; else passes its answer on. */
	upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void
	/** Ends the joined connections. */
	close(): void
}

/** How long Nextcloud may take for a connection. */
const CONNECT_TIMEOUT = 3000

export function createHandshakes({ upstream, trustedProxies, timeout }: { upstream: string, trustedProxies: BlockList, timeout: number }): Handshakes {
	const { protocol, hostname, port } = new URL(upstream)
	/** Everything that `close` ends: joined connections, and those that are still being asked for. */
	const open = new Set<Socket | ClientRequest>()

	const ask = (request: IncomingMessage, extra: readonly string[]): ClientRequest => {
		const options: RequestOptions = {
			host: hostname.replace(/^\[|\]$/g, ''),
			port: port || (protocol === 'https:' ? 443 : 80),
			method: request.method ?? 'GET',
			path: request.url ?? '/',
			headers: [...requestHeaders(request, trustedProxies), ...extra],
			setDefaultHeaders: false,
			agent: false,
			timeout,
		}
		const outgoing = (protocol === 'https:' ? requestTls : requestPlain)(options)
		outgoing.on('socket', (socket) => {
			const limit = setTimeout(() => outgoing.destroy(Object.assign(new Error('Connection timed out.'), { code: 'ETIMEDOUT' })), CONNECT_TIMEOUT)
			socket.once('connect', () => clearTimeout(limit))
			socket.once('close', () => clearTimeout(limit))
		})
		outgoing.on('timeout', () => outgoing.destroy(Object.assign(new Error('No answer in time.'), { code: 'ETIMEDOUT' })))
		return outgoing
	}

	const failWith = (request: IncomingMessage, response: ServerResponse) => (error: NodeJS.ErrnoException) => {
		if (!response.destroyed) {
			answerFailure(request, response, error.code === 'ETIMEDOUT' ? 'nextcloud-timeout' : 'nextcloud-unreachable')
		}
	}

	const relay = (request: IncomingMessage, answer: IncomingMessage, response: ServerResponse) => {
		response.sendDate = false
		try {
			const status = answer.statusCode!
			response.writeHead(status, answer.statusMessage ?? '', responseHeaders(answer.rawHeaders, request, status))
		} catch (error) {
			// Node's client takes headers that its server does not send.
			answer.destroy()
			failWith(request, response)(error as Error)
			return
		}
		answer.on('error', () => response.destroy())
		answer.pipe(response)
	}

	return {
		expect(request, response) {
			// Framing is a matter of each connection: a body of unknown length is chunked again.
			const outgoing = ask(request, request.headers['transfer-encoding'] === undefined ? [] : ['Transfer-Encoding', 'chunked'])
			let continued = false
			outgoing.on('continue', () => {
				continued = true
				response.writeContinue()
			})
			outgoing.on('response', (answer) => {
				// Whether the body that nobody asked for still comes, only the client knows.
				response.shouldKeepAlive = continued
				relay(request, answer, response)
			})
			response.on('finish', () => request.unpipe().resume())
			outgoing.on('error', failWith(request, response))
			response.on('close', () => {
				if (!response.writableFinished) {
					outgoing.destroy()
				}
			})
			outgoing.flushHeaders()
			// It is the client who waits, and not for ever: some servers never say 100 (RFC 9110 10.1.1).
			request.pipe(outgoing)
		},

		upgrade(request, socket, head) {
			const outgoing = ask(request, ['Connection', 'Upgrade', 'Upgrade', request.headers.upgrade ?? ''])
			// For an answer other than 101: an ordinary response on the client's connection.
			const response = new ServerResponse(request)
			response.shouldKeepAlive = false
			response.on('finish', () => socket.end())

			open.add(outgoing)
			outgoing.on('close', () => open.delete(outgoing))
			// Read from the start, so that a client that goes away meanwhile is noticed.
			const fromClient = socket.pipe(new PassThrough())
			const leave = () => outgoing.destroy()
			socket.on('error', leave).on('end', leave).on('close', leave)
			outgoing.on('upgrade', (answer, upstreamSocket, upstreamHead) => {
				socket.off('error', leave).off('end', leave).off('close', leave)
				// How long the two stay silent is theirs.
				socket.setTimeout(0)
				upstreamSocket.setTimeout(0)
				const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? 'Switching Protocols'}`]
				for (let i = 0; i < answer.rawHeaders.length; i += 2) {
					lines.push(`${answer.rawHeaders[i]}: ${answer.rawHeaders[i + 1]}`)
				}
				socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'))
				socket.write(upstreamHead)
				upstreamSocket.write(head)
				fromClient.pipe(upstreamSocket)
				upstreamSocket.pipe(socket)
				for (const [from, to] of [[socket, upstreamSocket], [upstreamSocket, socket]] as const) {
					open.add(from)
					from.on('error', () => to.destroy())
					from.on('close', () => {
						open.delete(from)
						// What was said before the end is still delivered.
						to.destroySoon()
					})
				}
			})
			outgoing.on('response', (answer) => {
				response.assignSocket(socket)
				relay(request, answer, response)
			})
			outgoing.on('error', (error) => {
				if (!socket.destroyed && response.socket === null) {
					response.assignSocket(socket)
				}
				failWith(request, response)(error)
			})
			outgoing.end()
		},

		close() {
			for (const connection of open) {
				connection.destroy()
			}
		},
	}
}

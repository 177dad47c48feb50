// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AddressInfo, Socket } from 'node:net'
import type { Head, Message } from './wire.ts'

import { createServer } from 'node:net'
import { Wire } from './wire.ts'

/** A request as it came over the wire. */
export interface Arrival extends Head {
	method: string
	target: string
	wire: Wire
	/** The body once it is there; asked for at most once. With `see` it is not kept. */
	body(see?: (piece: Buffer) => void): Promise<Pick<Message, 'body' | 'trailers' | 'whole'>>
}

/** Answers a request with bytes of its own choice. The next one of a connection is read when it is done. */
export type Script = (arrival: Arrival) => Promise<void> | void

/** A server that knows no HTTP but its framing. */
export interface Upstream {
	port: number
	/** What arrived, in order. */
	arrivals: Arrival[]
	connections: ReadonlySet<Socket>
	script: Script
	close(): Promise<void>
}

export async function startUpstream(script: Script, port = 0): Promise<Upstream> {
	const connections = new Set<Socket>()
	const server = createServer({ allowHalfOpen: true, noDelay: true })
	await new Promise<void>((resolve) => {
		server.listen(port, '127.0.0.1', resolve)
	})
	const upstream: Upstream = {
		port: (server.address() as AddressInfo).port,
		arrivals: [],
		connections,
		script,
		close: () => new Promise((resolve) => {
			server.close(() => resolve())
			for (const socket of connections) {
				socket.destroy()
			}
		}),
	}
	server.on('connection', async (socket) => {
		connections.add(socket)
		socket.once('close', () => connections.delete(socket))
		const wire = new Wire(socket)
		for (let head = await wire.head(); head !== null; head = await wire.head()) {
			const [method = '', target = ''] = head.startLine.split(' ')
			const own = head
			let read: ReturnType<Arrival['body']> | undefined
			const arrival: Arrival = {
				...head,
				method,
				target,
				wire,
				body: (see) => read ??= wire.body(own, { untilClose: false, ...see === undefined ? {} : { see } }),
			}
			upstream.arrivals.push(arrival)
			await upstream.script(arrival)
			if (socket.destroyed || socket.writableEnded) {
				break
			}
			await arrival.body()
		}
		socket.end()
		socket.resume()
	})
	return upstream
}

/** The bytes of an answer with a length. */
export function answerOf(body: string | Buffer = '', { status = '200 OK', fields = [] }: { status?: string, fields?: readonly string[] } = {}): Buffer {
	const bytes = typeof body === 'string' ? Buffer.from(body) : body
	const head = [`HTTP/1.1 ${status}`, ...fields, `Content-Length: ${bytes.length}`].join('\r\n')
	return Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), bytes])
}

/** Reads the whole request, then answers the same to everything. */
export function always(body: string | Buffer = '', options: { status?: string, fields?: readonly string[] } = {}): Script {
	return async ({ wire, body: whole }) => {
		await whole()
		wire.send(answerOf(body, options))
	}
}

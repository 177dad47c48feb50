// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { createProxyServer } from 'http-proxy-3'
import { once } from 'node:events'
import { createServer, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { kindOf, pathOf } from '../sidecar/gateway/paths.ts'

export interface FrontOptions {
	port: number
	/** Where the gateway listens: `http://127.0.0.1:8080`. */
	gateway: string
	/** Where Nextcloud listens. */
	nextcloud: string
	/** Path below which Nextcloud lives: '' or '/nextcloud'. */
	webroot: string
}

/** Whether a server takes connections now. */
function takesConnections(url: string): Promise<boolean> {
	const { hostname, port } = new URL(url)
	const socket = connect(Number(port), hostname)
	return new Promise((resolve) => {
		socket.once('error', () => resolve(false)).once('connect', () => {
			socket.destroy()
			resolve(true)
		})
	})
}

/**
 * A reverse proxy as an installation has in front of Nextcloud and the gateway: what the gateway extends goes there, all
 * else past it, and while the gateway takes no connection everything goes to Nextcloud. As in the examples for nginx,
 * Apache and Caddy, no request is sent twice.
 */
export async function startFront({ port, gateway, nextcloud, webroot }: FrontOptions): Promise<{ close(): Promise<void> }> {
	const proxy = createProxyServer({ xfwd: true })
	proxy.on('error', (_error, _request, answer) => {
		if (answer instanceof ServerResponse && !answer.headersSent) {
			answer.writeHead(502)
		}
		answer.end()
	})
	const targetOf = async (url: string) => kindOf(pathOf(url), webroot) !== 'nextcloud' && await takesConnections(gateway) ? gateway : nextcloud

	const server = createServer(async (request, response) => {
		proxy.web(request, response, { target: await targetOf(request.url!) })
	})
	server.on('upgrade', (request, socket, head) => proxy.ws(request, socket, head, { target: nextcloud }))
	server.listen(port, '127.0.0.1')
	await once(server, 'listening')
	return {
		async close() {
			const closed = once(server, 'close')
			server.close()
			server.closeAllConnections()
			await closed
		},
	}
}

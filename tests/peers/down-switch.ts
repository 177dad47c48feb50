// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

import { once } from 'node:events'

/**
 * Gives a server a switch that makes it refuse connections, and take them again on the same port.
 * Open connections, WebSockets too, are cut at once, as when a machine loses its power.
 *
 * To be called before the server listens, so that it knows all connections.
 */
export function downSwitch(server: Server): (down: boolean) => Promise<void> {
	const sockets = new Set<Socket>()
	server.on('connection', (socket: Socket) => {
		sockets.add(socket)
		socket.once('close', () => sockets.delete(socket))
	})

	let address: AddressInfo | undefined
	return async (down) => {
		if (down && server.listening) {
			address = server.address() as AddressInfo
			const closed = once(server, 'close')
			server.close()
			sockets.forEach((socket) => socket.destroy())
			await closed
		} else if (!down && !server.listening && address) {
			server.listen(address.port, address.address)
			await once(server, 'listening')
		}
	}
}

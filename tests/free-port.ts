// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Below the ports that systems hand out by themselves: what is free now is not taken by the next connection. */
const RANGE = [20_000, 32_000] as const

async function isFree(port: number): Promise<boolean> {
	const server = createServer().listen(port, '127.0.0.1')
	try {
		await once(server, 'listening')
	} catch {
		return false
	}
	server.close()
	await once(server, 'close')
	return true
}

/** A port of 127.0.0.1 on which nobody listens right now. */
export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(...RANGE)
		if (await isFree(port)) {
			return port
		}
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import closeWithGrace from 'close-with-grace'
import { pino } from 'pino'
import { AssetsMissing } from './assets.ts'
import { ConfigError, readConfig } from './config.ts'
import { startSidecar } from './start.ts'

/** Errors that people mend themselves, and the words for them. */
function explain(error: unknown): string | null {
	if (error instanceof ConfigError) {
		return error.lines.join('\n')
	}
	if (error instanceof AssetsMissing) {
		return error.message
	}
	const { code, address, port } = error as NodeJS.ErrnoException & { address?: string, port?: number }
	switch (code) {
		case 'EADDRINUSE':
			return `${address}:${port} is in use: end the other program, or set APP_PORT or GATEWAY_PORT to another port.`
		case 'EACCES':
			return `${address}:${port} may not be listened on: choose a port from 1024 on.`
		default:
			return null
	}
}

try {
	const config = readConfig(process.env)
	const log = pino({ level: config.logLevel })
	const sidecar = await startSidecar({ config, log })
	closeWithGrace({ delay: config.stopTimeout + 2_000, logger: log }, async ({ err }) => {
		if (err !== undefined) {
			log.fatal({ err }, 'stopping after an unexpected error')
		}
		await sidecar.close()
	})
} catch (error) {
	const words = explain(error)
	if (words === null) {
		throw error
	}
	console.error(words)
	process.exitCode = 1
}

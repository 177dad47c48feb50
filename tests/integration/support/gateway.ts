// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { AddressInfo } from 'node:net'
import type { ApiDependencies } from '../../../sidecar/api/index.ts'
import type { Config } from '../../../sidecar/config.ts'
import type { Message } from './wire.ts'

import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import { createApiDependencies } from '../../../sidecar/api/dependencies.ts'
import { APP_ID, readConfig } from '../../../sidecar/config.ts'
import { createGateway } from '../../../sidecar/gateway/server.ts'
import { createNextcloud } from '../../../sidecar/nextcloud/index.ts'
import { Wire } from './wire.ts'

export interface TestGateway {
	app: FastifyInstance
	port: number
	/** A new connection to it. */
	connect(): Promise<Wire>
	/** One exchange on a connection of its own. */
	exchange(request: string | Buffer): Promise<Message>
	close(): Promise<void>
}

export interface TestGatewayOptions {
	/** Port of Nextcloud on loopback. */
	upstream: number
	webroot?: string
	config?: Partial<Config>
	api?: Partial<ApiDependencies>
	/** Told the objects that are logged. */
	onLog?: (entry: unknown) => void
}

/** A gateway on a free port, its API without anything behind it. */
export async function startGateway({ upstream, webroot = '', config = {}, api = {}, onLog }: TestGatewayOptions): Promise<TestGateway> {
	const fullConfig: Config = {
		...readConfig({
			APP_ID,
			APP_SECRET: 'a secret of sixteen and more',
			APP_VERSION: '1.2.3',
			SIDECAR_ROLES: 'gateway',
			NEXTCLOUD_URL: `http://127.0.0.1:${upstream}${webroot}`,
			NEXTCLOUD_PUBLIC_URL: `http://localhost${webroot}`,
			NEPENTHES_URL: 'https://np.example',
			NEPENTHES_CLIENT_ID: 'client',
			NEPENTHES_CLIENT_SECRET: 'secret of the client',
		}),
		...config,
	}
	const { app: { secret, version }, nextcloud: { url } } = fullConfig
	const nextcloud = createNextcloud({ url, appId: APP_ID, appVersion: version, secret })
	const dependencies = createApiDependencies({ config: fullConfig, nextcloud })
	const app = createGateway({
		config: fullConfig,
		api: {
			...dependencies,
			// Neither is asked anything: what is behind the API is not what these tests are about.
			nepenthes: {
				...dependencies.nepenthes,
				instances: { isReachable: async () => true },
				vault: { ...dependencies.nepenthes.vault, standing: async () => ({ state: 'not-connected' }) },
			},
			...api,
		},
		assets: {
			directory: fileURLToPath(new URL('.', import.meta.url)),
			entry: (name) => `assets/${name}-test.js`,
		},
		log: onLog === undefined
			? pino({ level: 'silent' })
			: pino({ level: 'info' }, { write: (line: string) => onLog(JSON.parse(line)) }),
	})
	await app.listen({ host: '127.0.0.1', port: 0 })
	const { port } = app.server.address() as AddressInfo
	const open = new Set<Wire>()
	const join = async () => {
		const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
		await new Promise<void>((resolve, reject) => {
			socket.once('connect', resolve)
			socket.once('error', reject)
		})
		const wire = new Wire(socket)
		open.add(wire)
		return wire
	}
	return {
		app,
		port,
		connect: join,
		async exchange(request) {
			const wire = await join()
			wire.send(request)
			const method = (typeof request === 'string' ? request : request.toString('latin1', 0, 20)).split(' ')[0]
			const answer = await wire.answer(method)
			wire.socket.destroy()
			return answer
		},
		async close() {
			for (const { socket } of open) {
				socket.destroy()
			}
			await app.close()
			await Promise.all([nextcloud.close(), dependencies.nepenthes.close()])
		},
	}
}

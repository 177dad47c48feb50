// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiDependencies } from './api/index.ts'
import type { Assets } from './assets.ts'
import type { Config, ListenAddress, Role } from './config.ts'

import { setTimeout as wait } from 'node:timers/promises'
import { createApiDependencies } from './api/dependencies.ts'
import { loadAssets } from './assets.ts'
import { APP_ID } from './config.ts'
import { createExAppServer } from './exapp/server.ts'
import { createGateway } from './gateway/server.ts'
import { createNextcloud } from './nextcloud/index.ts'

export interface Sidecar {
	/** Where each role listens: `http://127.0.0.1:8080`, or the path of a socket. */
	addresses: Partial<Record<Role, string>>
	/** Takes no new requests, lets streams in flight finish for as long as the configuration says, then cuts them. */
	close(): Promise<void>
}

async function listen(app: FastifyInstance, address: ListenAddress): Promise<string> {
	await app.listen(address)
	const bound = app.server.address() as AddressInfo | string
	if (typeof bound === 'string') {
		return bound
	}
	return `http://${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`
}

/** Milliseconds after which the gateway listens, whatever is known by then. */
const KNOWN_AT_START = 2_000

/** What all pages get is known before the first of them comes: pages never wait for it. Where it cannot be had, they do without. */
async function knowWhatPagesGet({ setup, userSettings }: ApiDependencies): Promise<void> {
	// One after the other: Nextcloud counts each question of an app that is not registered yet as an attempt to break in.
	const known = setup.read().then(() => userSettings.decisions()).catch(() => {})
	await Promise.race([known, wait(KNOWN_AT_START, undefined, { ref: false })])
}

/** Closes a listener; what is still streaming when the time is up is cut. */
async function stop(app: FastifyInstance, timeout: number): Promise<void> {
	const cut = setTimeout(() => (app.server as Server).closeAllConnections(), timeout)
	try {
		await app.close()
	} finally {
		clearTimeout(cut)
	}
}

/**
 * Starts the roles that the configuration names.
 *
 * @throws {Error} when an address cannot be listened on; what was started before is stopped again
 */
export async function startSidecar({ config, log, assets = loadAssets() }: { config: Config, log: FastifyBaseLogger, assets?: Assets }): Promise<Sidecar> {
	const nextcloud = createNextcloud({
		url: config.nextcloud.url,
		appId: APP_ID,
		appVersion: config.app.version,
		secret: config.app.secret,
	})
	const api = createApiDependencies({ config, nextcloud })

	const servers: Record<Role, () => FastifyInstance> = {
		exapp: () => createExAppServer({ config, nextcloud, api, assets, log }),
		gateway: () => createGateway({ config, api, assets, log }),
	}
	const running: FastifyInstance[] = []
	const close = async () => {
		await Promise.all(running.map((app) => stop(app, config.stopTimeout)))
		await Promise.all([nextcloud.close(), api.nepenthes.close()])
	}

	const addresses: Sidecar['addresses'] = {}
	try {
		for (const role of config.roles) {
			const app = servers[role]()
			running.push(app)
			if (role === 'gateway') {
				await knowWhatPagesGet(api)
			}
			addresses[role] = await listen(app, config[role])
			log.info({ role, address: addresses[role] }, 'listening')
		}
	} catch (error) {
		await close()
		throw error
	}
	return { addresses, close }
}

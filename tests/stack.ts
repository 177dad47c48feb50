// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger } from 'fastify'
import type { Redirect } from '../sidecar/config.ts'
import type { Sidecar } from '../sidecar/start.ts'
import type { Nepenthes } from './peers/nepenthes/index.ts'
import type { Nextcloud, NextcloudOptions } from './peers/nextcloud/index.ts'

import { pino } from 'pino'
import { redirectUri } from '../sidecar/api/nepenthes-setup.ts'
import { APP_ID, readConfig } from '../sidecar/config.ts'
import { readManifest } from '../sidecar/exapp/manifest.ts'
import { registrationOf } from '../sidecar/exapp/registration.ts'
import { startSidecar } from '../sidecar/start.ts'
import { freePort } from './free-port.ts'
import { startFront } from './front.ts'
import { startNepenthes } from './peers/nepenthes/index.ts'
import { startNextcloud } from './peers/nextcloud/index.ts'

export interface StackOptions {
	/** Ports; any that is free where none is given. */
	ports?: { front?: number, gateway?: number, exapp?: number, nextcloud?: number, nepenthes?: number }
	/** Whether a reverse proxy stands in front, which sends to the gateway only what it extends, and goes on without it; default false. */
	front?: boolean
	nextcloud?: NextcloudOptions
	nepenthes?: Parameters<typeof startNepenthes>[0]
	/** Whether Nextcloud and Nepenthes know each other, as their administrators set it up; default true. */
	setUp?: boolean
	/** Where Nepenthes sends browsers back to; default is the address that it registers by itself. */
	redirect?: Redirect
	/** Further environment variables of the sidecar. */
	env?: Record<string, string>
	log?: FastifyBaseLogger
}

/** Both peers and the sidecar between them, the app registered and enabled. */
export interface Stack {
	/** What people open: Nextcloud behind the gateway, or behind what stands in front of both, with the web root, without a slash at the end. */
	gatewayUrl: string
	nextcloud: Nextcloud
	nepenthes: Nepenthes
	sidecar: Sidecar
	/** Enters the address of Nepenthes as the administrator does, or removes it. The OAuth application stays with its own address. */
	setNepenthesUrl(url: string | null): Promise<void>
	/** The storage of Nepenthes that stands for this Nextcloud, and the OAuth application that came with it; null if nothing is set up. */
	storage: ReturnType<Nepenthes['addStorage']> | null
	/** The OAuth client that Nepenthes is at this Nextcloud; null if nothing is set up. */
	nextcloudClient: ReturnType<Nextcloud['addOAuthClient']> | null
	/** Stops the sidecar: its addresses take no connection until it is started again. */
	stopSidecar(): Promise<void>
	/** Stops the sidecar, if it runs, and starts it anew, at the same addresses: what it has not stored is gone. */
	restart(): Promise<void>
	/** A further gateway on the same Nextcloud, which shares nothing with the first but what Nextcloud keeps. */
	addReplica(): Promise<Replica>
	close(): Promise<void>
}

export interface Replica {
	gatewayUrl: string
	close(): Promise<void>
}

const SECRET = 'a secret that only the stack of the tests knows'

/** Starts everything on loopback. What was started before a failure is stopped again. */
export async function startStack({ ports = {}, front = false, nextcloud: nextcloudOptions = {}, nepenthes: nepenthesOptions = {}, setUp = true, redirect = 'upstream', env = {}, log = pino({ level: 'silent' }) }: StackOptions = {}): Promise<Stack> {
	const started: { close(): Promise<void> }[] = []
	const close = async () => {
		for (const part of started.reverse()) {
			await part.close()
		}
	}
	try {
		const gatewayPort = ports.gateway ?? await freePort()
		const exappPort = ports.exapp ?? await freePort()
		const publicPort = front ? ports.front ?? await freePort() : gatewayPort
		const publicUrl = `http://localhost:${publicPort}${nextcloudOptions.webroot ?? ''}`

		const nextcloud = await startNextcloud({
			port: ports.nextcloud ?? 0,
			publicUrl,
			...nextcloudOptions,
			trustedDomains: [`localhost:${publicPort}`, `127.0.0.1:${publicPort}`, ...nextcloudOptions.trustedDomains ?? []],
		})
		started.push(nextcloud)
		const nepenthes = await startNepenthes({ port: ports.nepenthes ?? 0, ...nepenthesOptions })
		started.push(nepenthes)

		const environment = {
			APP_ID,
			APP_SECRET: SECRET,
			APP_VERSION: '0.1.0',
			APP_HOST: '127.0.0.1',
			APP_PORT: String(exappPort),
			GATEWAY_HOST: '127.0.0.1',
			GATEWAY_PORT: String(gatewayPort),
			NEXTCLOUD_URL: nextcloud.url,
			STOP_TIMEOUT: '5',
			...front && { TRUSTED_PROXIES: '127.0.0.1' },
			...env,
		}
		const start = () => startSidecar({ config: readConfig(environment), log })
		let sidecar = await start()
		let runs = true
		const stopSidecar = async () => {
			if (runs) {
				runs = false
				await sidecar.close()
			}
		}
		started.push({ close: stopSidecar })
		if (front) {
			started.push(await startFront({ port: publicPort, gateway: `http://127.0.0.1:${gatewayPort}`, nextcloud: new URL(nextcloud.url).origin, webroot: nextcloudOptions.webroot ?? '' }))
		}

		const occ = async (...args: string[]) => {
			const { exitCode, output } = await nextcloud.occ(args)
			if (exitCode !== 0) {
				throw new Error(`occ ${args[0]} failed: ${output}`)
			}
		}
		await occ('app_api:daemon:register', 'manual_install', 'Manual', 'manual-install', 'http', '127.0.0.1', nextcloud.url)
		await occ('app_api:app:register', APP_ID, 'manual_install', '--json-info', JSON.stringify(registrationOf(readManifest(), { daemon: 'manual_install', secret: SECRET, port: exappPort })), '--wait-finish')

		const setNepenthesUrl = async (url: string | null) => {
			// `set` alone refuses to change what is there already.
			await nextcloud.occ(['app_api:app:config:delete', APP_ID, 'nepenthes_url'])
			if (url !== null) {
				await occ('app_api:app:config:set', APP_ID, 'nepenthes_url', '--value', url)
			}
		}
		let storage: Stack['storage'] = null
		let nextcloudClient: Stack['nextcloudClient'] = null
		if (setUp) {
			// In the order of the guide: the storage in Nepenthes, its OAuth application here, ours there.
			storage = nepenthes.addStorage({ name: 'Cloud', host: `${publicUrl}/` })
			const credentials = redirect === 'upstream'
				? storage
				: nepenthes.createOAuthApplication({ name: 'Nextcloud', redirectUris: [redirectUri(publicUrl, redirect)] })
			await occ(`${APP_ID}:setup`, `--url=${nepenthes.url}`, `--client-id=${credentials.clientId}`, `--client-secret=${credentials.clientSecret}`, `--redirect=${redirect}`)
			nextcloudClient = nextcloud.addOAuthClient({ name: 'Nepenthes', redirectUri: (clientId) => `${nepenthes.url}/oauth_clients/${clientId}/callback` })
			nepenthes.connectStorage(storage.id, nextcloudClient)
		}
		return {
			gatewayUrl: publicUrl,
			nextcloud,
			nepenthes,
			get sidecar() {
				return sidecar
			},
			storage,
			nextcloudClient,
			setNepenthesUrl,
			stopSidecar,
			async restart() {
				await stopSidecar()
				sidecar = await start()
				runs = true
			},
			async addReplica() {
				const port = await freePort()
				const replica = await startSidecar({ config: readConfig({ ...environment, SIDECAR_ROLES: 'gateway', GATEWAY_PORT: String(port) }), log })
				return { gatewayUrl: `http://localhost:${port}${nextcloudOptions.webroot ?? ''}`, close: () => replica.close() }
			},
			close,
		}
	} catch (error) {
		await close()
		throw error
	}
}

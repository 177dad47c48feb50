// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger } from 'fastify'
import type { Sidecar } from '../sidecar/start.ts'
import type { Nepenthes } from './peers/nepenthes/index.ts'
import type { Nextcloud, NextcloudOptions } from './peers/nextcloud/index.ts'

import { pino } from 'pino'
import { APP_ID, readConfig } from '../sidecar/config.ts'
import { readManifest } from '../sidecar/exapp/manifest.ts'
import { registrationOf } from '../sidecar/exapp/registration.ts'
import { startSidecar } from '../sidecar/start.ts'
import { freePort } from './free-port.ts'
import { startNepenthes } from './peers/nepenthes/index.ts'
import { startNextcloud } from './peers/nextcloud/index.ts'

export interface StackOptions {
	/** Ports; any that is free where none is given. */
	ports?: { gateway?: number, exapp?: number, nextcloud?: number, nepenthes?: number }
	nextcloud?: NextcloudOptions
	/** Whether the address of Nepenthes is entered in Nextcloud; default true. */
	setUp?: boolean
	/** Further environment variables of the sidecar. */
	env?: Record<string, string>
	log?: FastifyBaseLogger
}

/** Both peers and the sidecar between them, the app registered and enabled. */
export interface Stack {
	/** What people open: Nextcloud behind the gateway, with the web root, without a slash at the end. */
	gatewayUrl: string
	nextcloud: Nextcloud
	nepenthes: Nepenthes
	sidecar: Sidecar
	/** Enters the address of Nepenthes as the administrator does, or removes it. */
	setNepenthesUrl(url: string | null): Promise<void>
	close(): Promise<void>
}

const SECRET = 'a secret that only the stack of the tests knows'

/** Starts everything on loopback. What was started before a failure is stopped again. */
export async function startStack({ ports = {}, nextcloud: nextcloudOptions = {}, setUp = true, env = {}, log = pino({ level: 'silent' }) }: StackOptions = {}): Promise<Stack> {
	const started: { close(): Promise<void> }[] = []
	const close = async () => {
		for (const part of started.reverse()) {
			await part.close()
		}
	}
	try {
		const gatewayPort = ports.gateway ?? await freePort()
		const exappPort = ports.exapp ?? await freePort()
		const publicUrl = `http://localhost:${gatewayPort}${nextcloudOptions.webroot ?? ''}`

		const nextcloud = await startNextcloud({
			port: ports.nextcloud ?? 0,
			publicUrl,
			...nextcloudOptions,
			trustedDomains: [`localhost:${gatewayPort}`, `127.0.0.1:${gatewayPort}`, ...nextcloudOptions.trustedDomains ?? []],
		})
		started.push(nextcloud)
		const nepenthes = await startNepenthes({ port: ports.nepenthes ?? 0 })
		started.push(nepenthes)

		const config = readConfig({
			APP_ID,
			APP_SECRET: SECRET,
			APP_VERSION: '0.1.0',
			APP_HOST: '127.0.0.1',
			APP_PORT: String(exappPort),
			GATEWAY_HOST: '127.0.0.1',
			GATEWAY_PORT: String(gatewayPort),
			NEXTCLOUD_URL: nextcloud.url,
			STOP_TIMEOUT: '5',
			...env,
		})
		const sidecar = await startSidecar({ config, log })
		started.push(sidecar)

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
		if (setUp) {
			await setNepenthesUrl(nepenthes.url)
		}
		return { gatewayUrl: publicUrl, nextcloud, nepenthes, sidecar, setNepenthesUrl, close }
	} catch (error) {
		await close()
		throw error
	}
}

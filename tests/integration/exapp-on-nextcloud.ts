// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Assets } from '../../sidecar/assets.ts'
import type { Sidecar } from '../../sidecar/start.ts'
import type { Nextcloud, NextcloudOptions } from '../peers/nextcloud/index.ts'

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { APP_ID, readConfig } from '../../sidecar/config.ts'
import { readManifest } from '../../sidecar/exapp/manifest.ts'
import { registrationOf } from '../../sidecar/exapp/registration.ts'
import { startSidecar } from '../../sidecar/start.ts'
import { startNextcloud } from '../peers/nextcloud/index.ts'

export const SECRET = 'the-secret-of-the-integration-tests'

/** The app's listener, running beside a Nextcloud in which it is not registered yet. */
export interface AppOnNextcloud {
	nextcloud: Nextcloud
	/** Address of the app's own listener. */
	url: string
	/** What AppAPI's proxy makes reachable for browsers. */
	proxyUrl: string
	/** Everything that was logged, as one text. */
	logged(): string
	/** `occ app_api:app:register`, as the README tells it, with other routes if given. */
	register(change?: { secret?: string, routes?: { url: string, verb: string, access_level: number }[] }): Promise<{ exitCode: number, output: string }>
	occ(...args: string[]): Promise<{ exitCode: number, output: string }>
	close(): Promise<void>
}

/** A built page of two files. */
function buildPage(): Assets & { remove(): void } {
	const directory = mkdtempSync(join(tmpdir(), 'nepenthes-assets-'))
	writeFileSync(join(directory, 'main-a1b2c3.js'), 'export const page = "main"\n')
	writeFileSync(join(directory, 'files-d4e5f6.js'), 'export const page = "files"\n')
	return {
		directory,
		entry: (name) => name === 'main' ? 'assets/main-a1b2c3.js' : 'assets/files-d4e5f6.js',
		remove: () => rmSync(directory, { recursive: true }),
	}
}

export async function startAppOnNextcloud(options: NextcloudOptions = {}): Promise<AppOnNextcloud> {
	const nextcloud = await startNextcloud(options)
	const assets = buildPage()
	const lines: string[] = []
	const config = readConfig({
		APP_ID,
		APP_SECRET: SECRET,
		APP_VERSION: '0.1.0',
		APP_PORT: '0',
		SIDECAR_ROLES: 'exapp',
		NEXTCLOUD_URL: nextcloud.url,
	})
	const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) })
	const sidecar: Sidecar = await startSidecar({ config, log, assets })
	const url = sidecar.addresses.exapp!
	const occ = (...args: string[]) => nextcloud.occ(args)
	await occ('app_api:daemon:register', 'manual_install', 'Manual', 'manual-install', 'http', '127.0.0.1', nextcloud.url)
	return {
		nextcloud,
		url,
		proxyUrl: `${nextcloud.url}/index.php/apps/app_api/proxy/${APP_ID}`,
		logged: () => lines.join(''),
		register({ secret = SECRET, routes } = {}) {
			const registration = registrationOf(readManifest(), { daemon: 'manual_install', port: Number(new URL(url).port), secret })
			const json = JSON.stringify({ ...registration, ...routes && { routes } })
			return occ('app_api:app:register', APP_ID, 'manual_install', '--json-info', json, '--wait-finish')
		},
		occ,
		async close() {
			await sidecar.close()
			await nextcloud.close()
			assets.remove()
		},
	}
}

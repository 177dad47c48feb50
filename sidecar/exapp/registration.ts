// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AccessLevel, Manifest } from './manifest.ts'

/** The JSON with which `occ app_api:app:register --json-info` registers an app (nextcloud-contract 1.5). */
export interface Registration {
	id: string
	name: string
	version: string
	daemon_config_name: string
	port: number
	secret: string
	routes: {
		url: string
		verb: string
		access_level: number
		headers_to_exclude: string[]
		bruteforce_protection: number[]
	}[]
}

/** Nextcloud 34 takes numbers only: any word would open the route to everybody. */
const ACCESS_LEVELS: Record<AccessLevel, number> = { PUBLIC: 0, USER: 1, ADMIN: 2 }

/** What the deploy daemon has to know beyond the manifest. */
export interface Deployment {
	/** Name of the daemon in Nextcloud. */
	daemon: string
	port: number
	secret: string
}

export function registrationOf({ id, name, version, routes }: Manifest, { daemon, port, secret }: Deployment): Registration {
	return {
		id,
		name,
		version,
		daemon_config_name: daemon,
		port,
		secret,
		routes: routes.map(({ url, verb, accessLevel, headersToExclude, bruteforceProtection }) => ({
			url,
			verb,
			access_level: ACCESS_LEVELS[accessLevel],
			headers_to_exclude: headersToExclude,
			bruteforce_protection: bruteforceProtection,
		})),
	}
}

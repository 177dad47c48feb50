// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ExAppRoute } from './registry.ts'

/** What `--json-info` tells about an ExApp. */
export interface AppInfo {
	id: string
	name: string
	version: string
	port: number | undefined
	secret: string | undefined
	routes: ExAppRoute[]
}

/** Reads the JSON of `--json-info`; gives what the real one complains about, in a text. */
export function readAppInfo(json: string): AppInfo | string {
	let info: unknown
	try {
		info = JSON.parse(json)
	} catch {
		return 'Invalid App info JSON.'
	}
	if (info === null || typeof info !== 'object') {
		return 'Invalid App info JSON.'
	}
	const { id, name, version, port, secret, routes } = info as Record<string, unknown>
	if (typeof id !== 'string' || typeof name !== 'string' || typeof version !== 'string') {
		return 'App info lacks id, name or version.'
	}
	return {
		id,
		name,
		version,
		port: port === undefined ? undefined : Number(port),
		secret: secret === undefined ? undefined : String(secret),
		routes: Array.isArray(routes) ? routes.map(readRoute) : [],
	}
}

function readRoute(route: unknown): ExAppRoute {
	const { url, verb, access_level: level, headers_to_exclude: headers } = route as Record<string, unknown>
	return {
		url: String(url),
		verb: String(verb),
		// Version 34 casts to a number: names such as "USER" become 0, which is PUBLIC.
		accessLevel: Number.parseInt(String(level), 10) || 0,
		headersToExclude: (typeof headers === 'string' ? JSON.parse(headers || '[]') as string[] : headers as string[] | undefined) ?? [],
	}
}

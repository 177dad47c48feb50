// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ExApp, ExApps } from './registry.ts'

import { Agent } from 'undici'
import { version } from '../options.ts'

/** Connections to ExApps. Every call gets its own: an ExApp that restarts is met at once. */
export function newDispatcher(): Agent {
	return new Agent({ pipelining: 0, headersTimeout: 0, bodyTimeout: 0 })
}

/** The headers by which an ExApp recognises Nextcloud; user `''` is nobody. */
export function authenticationHeaders(app: ExApp, uid: string, requestId: string): Record<string, string> {
	return {
		'aa-version': version.appApi,
		'ex-app-id': app.id,
		'ex-app-version': app.version,
		'authorization-app-api': Buffer.from(`${uid}:${app.secret}`).toString('base64'),
		'aa-request-id': requestId,
	}
}

export interface ExAppCall {
	method: 'GET' | 'POST' | 'PUT'
	path: string
	/** Milliseconds. */
	timeout: number
	/** Default: nobody, as in lifecycle calls. `false`: without authentication, as for the heartbeat. */
	uid?: string | false
	json?: unknown
}

export interface ExAppAnswer {
	status: number
	body: string
}

/** Calls an ExApp as Nextcloud's own code does. Throws when there is no answer in time. */
export async function callExApp(exApps: ExApps, dispatcher: Agent, app: ExApp, call: ExAppCall): Promise<ExAppAnswer> {
	const { statusCode, body } = await dispatcher.request({
		origin: exApps.address(app),
		method: call.method,
		path: call.path,
		headers: {
			...call.uid === false ? { accept: 'application/json' } : authenticationHeaders(app, call.uid ?? '', 'CLI'),
			'accept-language': 'en',
			'user-agent': `Nextcloud-Server-Crawler/${version.string}`,
			...call.json === undefined ? {} : { 'content-type': 'application/json' },
		},
		body: call.json === undefined ? null : JSON.stringify(call.json),
		signal: AbortSignal.timeout(call.timeout),
	})
	return { status: statusCode, body: await body.text() }
}

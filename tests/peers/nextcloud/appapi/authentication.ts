// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { ExApp } from './registry.ts'

export interface AuthenticatedExApp {
	appId: string
	/** `undefined`: the ExApp speaks for nobody. */
	user: User | undefined
}

/** Checks the headers of an ExApp's request. All causes of failure look alike to the caller. */
export function authenticateExApp(instance: Instance, request: FastifyRequest): AuthenticatedExApp | undefined {
	const { 'authorization-app-api': authorization, 'ex-app-id': id, 'ex-app-version': version } = request.headers
	if (typeof authorization !== 'string' || typeof id !== 'string' || !version || typeof version !== 'string') {
		return undefined
	}
	const app = instance.exApps.get(id)
	const [uid, ...secret] = Buffer.from(authorization, 'base64').toString().split(':')
	if (!app || uid === undefined || secret.join(':') !== app.secret) {
		return undefined
	}
	if (!app.enabled && !isAllowedWhileDisabled(request.url, app)) {
		return undefined
	}
	const user = uid === '' ? undefined : instance.users.get(uid)
	if (uid !== '' && !user?.enabled) {
		return undefined
	}
	if (isNewer(version, app.version)) {
		instance.exApps.change(app.id, { version })
	}
	return { appId: app.id, user }
}

function isAllowedWhileDisabled(url: string, app: ExApp): boolean {
	return /\/apps\/app_api\/ex-app\/state(\?|$)/.test(url)
		|| (/\/apps\/app_api\/(ex-app\/status|apps\/status\/)/.test(url) && app.status.type !== '')
}

export function isNewer(version: string, than: string): boolean {
	const [left, right] = [version, than].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0)) as [number[], number[]]
	const at = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => index).find((index) => (left[index] ?? 0) !== (right[index] ?? 0))
	return at !== undefined && (left[at] ?? 0) > (right[at] ?? 0)
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { User } from '../users.ts'
import type { ExApp, ExAppRoute } from './registry.ts'

import { accessLevels } from './registry.ts'

/**
 * The route that a request through the proxy takes. The first that fits path and verb decides, also when the visitor
 * may not take it; who may not is told that there is none.
 */
export function proxyRoute(app: ExApp, path: string, method: string, user: User | undefined): ExAppRoute | undefined {
	if (/(?:^|\/|%2f)(?:\.|%2e){2}(?:\/|%2f|$)/i.test(path)) {
		return undefined
	}
	const route = app.routes.find(({ url, verb }) => (matches(url, `/${path}`) || matches(url, path)) && verb.toLowerCase().includes(method.toLowerCase()))
	return route && mayTake(route, user) ? route : undefined
}

function matches(pattern: string, path: string): boolean {
	try {
		return new RegExp(`^(?:${pattern})`, 'i').test(path)
	} catch {
		return false
	}
}

function mayTake({ accessLevel }: ExAppRoute, user: User | undefined): boolean {
	switch (accessLevel) {
		case accessLevels.PUBLIC: return true
		case accessLevels.USER: return user !== undefined
		case accessLevels.ADMIN: return user?.admin ?? false
		default: return false
	}
}

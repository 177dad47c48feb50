// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingHttpHeaders } from 'node:http'

import { createHash, timingSafeEqual } from 'node:crypto'

/** Whom AppAPI calls for: a user, or nobody in particular (lifecycle, occ, public routes). */
export interface AppApiCall {
	userId: string | null
}

const digest = (text: string | Buffer) => createHash('sha256').update(text).digest()

/**
 * Makes the judge of AppAPI's headers (nextcloud-contract 1.2).
 *
 * @param credentials what this app is registered with
 * @param credentials.appId
 * @param credentials.secret
 * @return null for whatever does not prove that it comes from AppAPI
 */
export function createAppApiReader({ appId, secret }: { appId: string, secret: string }): (headers: IncomingHttpHeaders) => AppApiCall | null {
	// Hashes have one length, so that comparing them tells nothing of the secret, not even its length.
	const expected = digest(secret)
	return ({ 'authorization-app-api': authorization, 'ex-app-id': calledApp }) => {
		// Node joins repeated headers with a comma, which is in no base64.
		if (typeof authorization !== 'string' || !/^[a-z0-9+/]+={0,2}$/i.test(authorization)) {
			return null
		}
		const decoded = Buffer.from(authorization, 'base64')
		const colon = decoded.indexOf(':')
		if (colon === -1) {
			return null
		}
		const accepted = timingSafeEqual(digest(decoded.subarray(colon + 1)), expected)
		if (!accepted || calledApp !== appId) {
			return null
		}
		return { userId: decoded.toString('utf8', 0, colon) || null }
	}
}

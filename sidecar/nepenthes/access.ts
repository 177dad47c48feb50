// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from './api.ts'
import type { Http } from './http.ts'
import type { OAuthClient } from './oauth.ts'
import type { TokenVault } from './token-vault.ts'

import { createApi } from './api.ts'
import { ConnectionExpired, NepenthesUnauthorized } from './errors.ts'

/** The API of an instance as one connected user may use it. */
export interface Access {
	/**
	 * Runs calls with the user's access token. When Nepenthes refuses the token, they run once more with the one that
	 * takes its place; so they must bear to be begun again.
	 *
	 * @throws {NotConnected | ConnectionExpired | NepenthesError}
	 */
	use<Result>(userId: string, client: OAuthClient, calls: (api: Api) => Promise<Result>): Promise<Result>
}

export function createAccess({ http, vault }: { http: Http, vault: TokenVault }): Access {
	return {
		async use(userId, client, calls) {
			const token = await vault.accessToken(userId, client)
			try {
				return await calls(createApi(http, client.instance, token))
			} catch (error) {
				if (!(error instanceof NepenthesUnauthorized)) {
					throw error
				}
			}
			const next = await vault.replacement(userId, client, token)
			try {
				return await calls(createApi(http, client.instance, next))
			} catch (error) {
				if (!(error instanceof NepenthesUnauthorized)) {
					throw error
				}
				if (await vault.expire(userId, client, next)) {
					throw new ConnectionExpired('Nepenthes accepts no token of this user.', { cause: error })
				}
			}
			// Meanwhile the user has connected again, which ended the tokens that were tried, or has disconnected.
			return calls(createApi(http, client.instance, await vault.accessToken(userId, client)))
		},
	}
}

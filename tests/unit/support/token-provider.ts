// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { OAuth, OAuthClient, TokenPair } from '../../../sidecar/nepenthes/oauth.ts'

import { InvalidGrant } from '../../../sidecar/nepenthes/oauth.ts'

interface Pair extends TokenPair {
	clientId: string
	/** The pair that it was refreshed from, which dies at the first use of this one. */
	previous: Pair | null
	ended: boolean
}

type Step = 'refresh' | 'revoke'

/** The tokens of one user at a Nepenthes, by its rules of rotation (nepenthes-api 1.4). */
export class TokenProvider implements Pick<OAuth, 'refresh' | 'revoke'> {
	/** Milliseconds that an access token lives. */
	lifetime = 7_200_000
	/** How often each was asked for. */
	asked = { refresh: 0, revoke: 0 }
	/** Everything that was ever sent, and where to. */
	sent: { instance: string, clientId: string, token: string }[] = []
	/** What happens when a request arrives, and when its answer leaves; whoever throws here loses it. */
	arrives: (step: Step) => Promise<void> = async () => {}
	leaves: (step: Step) => Promise<void> = async () => {}
	readonly #pairs: Pair[] = []
	readonly #clock: () => number

	constructor(clock: () => number) {
		this.#clock = clock
	}

	/** As after the exchange of a code. */
	issue(client: OAuthClient, previous: Pair | null = null): TokenPair {
		const number = this.#pairs.length + 1
		const pair: Pair = { accessToken: `access-${number}`, refreshToken: `refresh-${number}`, expiresAt: this.#clock() + this.lifetime, clientId: client.id, previous, ended: false }
		this.#pairs.push(pair)
		const { accessToken, refreshToken, expiresAt } = pair
		return { accessToken, refreshToken, expiresAt }
	}

	/** An API call: whether the access token counts. The first use of a pair ends those before it. */
	accepts(accessToken: string): boolean {
		const pair = this.#pairs.find((known) => known.accessToken === accessToken)
		if (pair === undefined || pair.ended || pair.expiresAt <= this.#clock()) {
			return false
		}
		for (let earlier = pair.previous; earlier !== null; earlier = earlier.previous) {
			earlier.ended = true
		}
		return true
	}

	/** As the user can under "Access tokens", or an administrator. */
	endAll(): void {
		for (const pair of this.#pairs) {
			pair.ended = true
		}
	}

	async refresh(client: OAuthClient, refreshToken: string): Promise<TokenPair> {
		this.#count('refresh', client, refreshToken)
		await this.arrives('refresh')
		const pair = this.#pairs.find((known) => known.refreshToken === refreshToken && known.clientId === client.id)
		if (pair === undefined || pair.ended) {
			throw new InvalidGrant('The provider does not know this refresh token.')
		}
		const renewed = this.issue(client, pair)
		await this.leaves('refresh')
		return renewed
	}

	async revoke(client: OAuthClient, token: string): Promise<void> {
		this.#count('revoke', client, token)
		await this.arrives('revoke')
		for (const pair of this.#pairs) {
			pair.ended ||= pair.clientId === client.id && [pair.accessToken, pair.refreshToken].includes(token)
		}
		await this.leaves('revoke')
	}

	#count(step: Step, { instance, id: clientId }: OAuthClient, token: string): void {
		this.asked[step]++
		this.sent.push({ instance, clientId, token })
	}
}

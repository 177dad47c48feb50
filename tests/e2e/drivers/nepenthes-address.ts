// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Me } from '../../../sidecar/contract/me.ts'
import type { Account } from '../driver.ts'

import { expect, vi } from 'vitest'
import { basic } from './account-files.ts'

/** Milliseconds; the app believes an address that it has read for five seconds. */
const PATIENCE = 12_000

/**
 * Waits until the app has noticed the address of Nepenthes that was entered.
 *
 * @param gatewayUrl
 * @param account who asks
 * @param address
 * @param address.entered null: none
 * @param address.ownUrl that of the Nepenthes to which the OAuth application belongs
 */
export async function addressIsKnown(gatewayUrl: string, account: Account, { entered, ownUrl }: { entered: string | null, ownUrl: string }): Promise<void> {
	await vi.waitFor(async () => {
		const answer = await fetch(`${gatewayUrl}/index.php/apps/integration_nepenthes/api/me`, { headers: { Authorization: basic(account) } })
		const { nepenthes } = await answer.json() as Me
		const known = nepenthes.state === 'not-set-up' ? nepenthes.missing : nepenthes.url
		switch (entered) {
			case null:
				return expect(known).toBe('address')
			case ownUrl:
				return expect(known).toBe(ownUrl)
			default:
				return expect(known).toBe('oauth-client')
		}
	}, { timeout: PATIENCE, interval: 200 })
}

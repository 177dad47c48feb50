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
 * @param entered null: none
 */
export async function addressIsKnown(gatewayUrl: string, account: Account, entered: string | null): Promise<void> {
	await vi.waitFor(async () => {
		const answer = await fetch(`${gatewayUrl}/index.php/apps/integration_nepenthes/api/me`, { headers: { Authorization: basic(account) } })
		const { nepenthes } = await answer.json() as Me
		expect(nepenthes.state === 'not-set-up' ? null : nepenthes.url).toBe(entered)
	}, { timeout: PATIENCE, interval: 200 })
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Account, Decided } from '../driver.ts'

import { basic } from './account-files.ts'

/** Switches a setting of an account on or off. */
export async function enterChoice(gatewayUrl: string, account: Account, setting: Decided['setting'], value: boolean): Promise<void> {
	const { ok, status } = await fetch(`${gatewayUrl}/index.php/apps/integration_nepenthes/api/settings/${setting}`, {
		method: 'PUT',
		headers: { Authorization: basic(account), 'OCS-APIRequest': 'true', 'Content-Type': 'application/json' },
		body: JSON.stringify({ value }),
	})
	if (!ok) {
		throw new Error(`The choice of ${account.id} ended with status ${status}`)
	}
}

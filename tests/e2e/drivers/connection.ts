// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Account } from '../driver.ts'

import { basic } from './account-files.ts'

/** Ends the connection of an account with Nepenthes, if there is one. */
export async function endConnection(gatewayUrl: string, account: Account): Promise<void> {
	const { ok, status } = await fetch(`${gatewayUrl}/index.php/apps/integration_nepenthes/api/connection`, {
		method: 'DELETE',
		headers: { Authorization: basic(account), 'OCS-APIRequest': 'true' },
	})
	if (!ok) {
		throw new Error(`The end of the connection of ${account.id} ended with status ${status}`)
	}
}

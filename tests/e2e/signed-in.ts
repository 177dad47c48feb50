// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Cookie, Page } from 'playwright-core'
import type { Account, Steps } from './driver.ts'

/**
 * Signs accounts in through the form once; later visits begin with the cookies of that. For scenarios that leave the
 * session as it is.
 *
 * @param steps of the Nextcloud to sign in to
 */
export function signingInOnce(steps: Steps): (page: Page, account: Account) => Promise<void> {
	const known = new Map<string, Cookie[]>()
	return async (page, account) => {
		const cookies = known.get(account.id)
		if (cookies === undefined) {
			await steps.signIn(page, account)
			known.set(account.id, await page.context().cookies())
		} else {
			await page.context().addCookies(cookies)
		}
	}
}

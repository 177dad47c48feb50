// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Cookie, Page } from 'playwright-core'
import type { Account, Steps } from './driver.ts'

import { authorizeAtNepenthes } from './nepenthes-pages.ts'

/** Lets a page stand as after a way that is gone once for each account; later visits begin with the cookies of that. */
function once(way: (page: Page, account: Account) => Promise<void>): (page: Page, account: Account) => Promise<void> {
	const known = new Map<string, Cookie[]>()
	return async (page, account) => {
		const cookies = known.get(account.id)
		if (cookies === undefined) {
			await way(page, account)
			known.set(account.id, await page.context().cookies())
		} else {
			await page.context().addCookies(cookies)
		}
	}
}

/**
 * Signs accounts in through the form once. For scenarios that leave the session as it is.
 *
 * @param steps of the Nextcloud to sign in to
 */
export function signingInOnce(steps: Steps): (page: Page, account: Account) => Promise<void> {
	return once(steps.signIn)
}

/**
 * Signs accounts in, at Nepenthes too, and connects them on the app's own page, once. For scenarios that leave the
 * sessions and the connection as they are.
 *
 * @param steps of the Nextcloud to sign in to
 */
export function connectingOnce(steps: Steps): (page: Page, account: Account) => Promise<void> {
	return once(async (page, account) => {
		await steps.signIn(page, account)
		await steps.openApp(page, 'Nepenthes')
		await page.getByRole('button', { name: 'Connect to Nepenthes' }).click()
		await authorizeAtNepenthes(page, account.login)
		await page.getByRole('link', { name: 'Open Nepenthes' }).waitFor()
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page } from 'playwright-core'
import type { Driver } from './driver.ts'

/** Signs in on the page that Nepenthes shows to who is not; found by what does not depend on the language, as all here. */
export async function signInAtNepenthes(page: Page, login: string): Promise<void> {
	const form = page.locator('form:has([name=password])')
	await form.locator('[name=username]').fill(login)
	await form.locator('[name=password]').fill(`${login}-password`)
	await form.getByRole('button').click()
}

/** Answers the question whether Nextcloud may act for the user. */
export async function decideAtNepenthes(page: Page, decision: 'approve' | 'deny'): Promise<void> {
	await page.locator(`[name=decision][value=${decision}]`).click()
}

/** The whole way through Nepenthes, from its sign-in to the way back. */
export async function authorizeAtNepenthes(page: Page, login: string): Promise<void> {
	await signInAtNepenthes(page, login)
	await decideAtNepenthes(page, 'approve')
}

/**
 * The files of a work package on its page in Nepenthes, in a new tab of the browser.
 *
 * @param page of a browser that is signed in at Nepenthes
 * @param driver
 * @param workPackageId
 */
export async function filesInNepenthes(page: Page, { nepenthes, storage }: Driver, workPackageId: number): Promise<Locator> {
	const tab = await page.context().newPage()
	await tab.goto(`${nepenthes.url}/work_packages/${workPackageId}`)
	return tab.getByRole('region', { name: storage.name, exact: true })
}

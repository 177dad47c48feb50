// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Stack, StackOptions } from '../stack.ts'
import type { Visit } from './browser.ts'

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { startStack } from '../stack.ts'
import { launchBrowser, openVisit } from './browser.ts'

let browser: Browser
let stack: Stack
let visit: Visit

beforeAll(async () => {
	browser = await launchBrowser()
})

afterAll(() => browser?.close())

afterEach(async () => {
	await visit?.close()
	await stack?.close()
})

/** The file storages of a work package; its reader has signed in on the way. */
async function openWorkPackage(page: Page, url: string) {
	await page.goto(url)
	await page.getByLabel('Username').fill('alice')
	await page.getByLabel('Password').fill('alice-password')
	await page.locator('form').getByRole('button', { name: 'Sign in' }).click()
	return page.getByRole('region', { name: 'Cloud', exact: true })
}

// Forms that lead from one site to the other and back again: only a browser says whether the pages' policies and the
// cookies allow it, so the two are at different hosts here.
it.each<[string, StackOptions]>([
	['at the root of their hosts', {}],
	['in sub-paths', { nextcloud: { webroot: '/cloud' }, nepenthes: { basePath: '/np' } }],
])('"Nextcloud login" on a work package leads through both and back, with both directions connected: %s', async (_, options) => {
	stack = await startStack(options)
	visit = await openVisit(browser)
	const { page } = visit
	expect(new URL(stack.gatewayUrl).hostname).not.toBe(new URL(stack.nepenthes.url).hostname)
	const workPackage = `${stack.nepenthes.url}/work_packages/${stack.nepenthes.workPackageBySubject('Pitcher leaks at the lower rim').id}`

	const files = await openWorkPackage(page, workPackage)
	await files.getByRole('link', { name: 'Nextcloud login' }).click()
	await page.getByRole('link', { name: 'Log in' }).click()
	await page.getByLabel('Account name or email').fill('alice')
	await page.getByLabel('Password').fill('alice-password')
	await page.getByRole('button', { name: 'Log in' }).click()
	await page.getByRole('button', { name: 'Grant access' }).click()
	await page.getByRole('button', { name: 'Authorize', exact: true }).click()

	await files.getByText('Connected', { exact: true }).waitFor()
	expect(page.url()).toBe(workPackage)

	// And the other direction, in the details of a file.
	const fileId = stack.nextcloud.fileId('alice', '/Projects/House/roof.pdf')
	await page.goto(`${stack.gatewayUrl}/apps/files/files/${fileId}?opendetails=true`)
	await page.getByRole('tab', { name: 'Nepenthes' }).click()
	await page.getByText('No work packages linked yet').waitFor()
	expect(visit.complaints).toEqual([])
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver } from './driver.ts'

import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { FILES } from './driver.ts'
import { embeddedDriver } from './drivers/embedded.ts'
import { eventually } from './eventually.ts'
import { authorizeAtNepenthes } from './nepenthes-pages.ts'

const SUBJECT = 'Pitcher leaks at the lower rim'

let driver: Driver
let browser: Browser
let visit: Visit

beforeAll(async () => {
	driver = await embeddedDriver({ nextcloud: { webroot: '/nextcloud' }, nepenthes: { basePath: '/np' } })
	browser = await launchBrowser()
	visit = await openVisit(browser)
})

afterAll(async () => {
	await browser?.close()
	await driver?.close()
})

it('the whole way works where both are below a path: connecting, the list, linking', async () => {
	const { page, complaints } = visit
	await driver.signIn(page, driver.user)
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	await driver.openTab(page, 'Nepenthes')
	await page.getByRole('button', { name: 'Connect to Nepenthes' }).click()
	await authorizeAtNepenthes(page, driver.user.login)
	const search = page.getByRole('combobox', { name: 'Search by subject or number …' })
	await search.fill(`${driver.nepenthes.url}/wp/${driver.nepenthes.workPackageBySubject(SUBJECT).id}`)
	await page.getByRole('option').filter({ hasText: SUBJECT }).click()
	const link = page.getByRole('article').getByRole('link')
	expect((await link.getAttribute('href'))?.startsWith(`${driver.nepenthes.url}/work_packages/`)).toBe(true)
	const picture = page.getByRole('article').locator('img')
	await eventually(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
	expect([driver.url, driver.nepenthes.url].map((url) => new URL(url).pathname)).toEqual(['/nextcloud', '/np'])
	expect(complaints.filter((complaint) => !/status of 409 .*\/api\/files\//.test(complaint))).toEqual([])
})

it('work packages are found in the search of Nextcloud, with their pictures, and lead to Nepenthes', async () => {
	const { page, complaints } = visit
	await driver.choose(driver.user, 'unifiedSearch', true)
	await driver.openDashboard(page)
	const before = complaints.length
	const dialog = await driver.openSearch(page)
	await dialog.getByRole('switch', { name: 'Search connected services' }).press('Space')
	await dialog.getByRole('textbox').first().fill(`${driver.nepenthes.url}/wp/${driver.nepenthes.workPackageBySubject(SUBJECT).id}`)
	const result = dialog.getByRole('list', { name: 'Nepenthes' }).getByRole('link').filter({ hasText: SUBJECT })
	await eventually(() => result.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
	await result.click()
	await page.waitForURL(`${driver.nepenthes.url}/work_packages/*`)
	expect(complaints.slice(before)).toEqual([])
})

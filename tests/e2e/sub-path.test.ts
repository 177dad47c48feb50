// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver } from './driver.ts'

import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { FILES } from './driver.ts'
import { embeddedDriver } from './drivers/embedded.ts'

let driver: Driver
let browser: Browser
let visit: Visit

beforeAll(async () => {
	driver = await embeddedDriver({ webroot: '/nextcloud' })
	browser = await launchBrowser()
	visit = await openVisit(browser)
})

afterAll(async () => {
	await browser?.close()
	await driver?.close()
})

it('the tab works in a Nextcloud below a path', async () => {
	await driver.setNepenthesUrl(null)
	await driver.signIn(visit.page, driver.administrator)
	await driver.openFiles(visit.page)
	await driver.openDetails(visit.page, FILES.file)
	const tab = await driver.openTab(visit.page, 'Nepenthes')
	await tab.getByRole('link', { name: 'Open settings' }).click()
	await visit.page.waitForURL(`${driver.url}/settings/admin/integration_nepenthes`)
	expect(new URL(driver.url).pathname).toBe('/nextcloud')
	expect(visit.complaints).toEqual([])
})

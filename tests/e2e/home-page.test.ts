// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver, Steps } from './driver.ts'

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { startDriver } from './start-driver.ts'

let driver: Driver
let browser: Browser
let visit: Visit

beforeAll(async () => {
	driver = await startDriver()
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await driver?.close()
})

beforeEach(async () => {
	visit = await openVisit(browser)
})

afterEach(async () => {
	await visit.close()
	expect(visit.complaints).toEqual([])
})

async function openHome({ signIn, openApp }: Steps) {
	await signIn(visit.page, driver.user)
	await openApp(visit.page, 'Nepenthes')
	await visit.page.getByRole('button', { name: 'Connect to Nepenthes' }).waitFor()
}

it('stands in the top menu and offers to connect', async () => {
	await openHome(driver)
	// Once, though AppAPI's script and the gateway's are both there.
	expect(await visit.page.getByRole('region', { name: 'Nepenthes' }).count()).toBe(1)
})

it('works without the gateway, through AppAPI alone', async ({ skip }) => {
	if (driver.withoutGateway === null) {
		skip('NEXTCLOUD_DIRECT_URL is not given')
	}
	await openHome(driver.withoutGateway!)
	expect(await visit.page.getByRole('region', { name: 'Nepenthes' }).count()).toBe(1)
	expect(new URL(visit.page.url()).origin).not.toBe(new URL(driver.url).origin)
})

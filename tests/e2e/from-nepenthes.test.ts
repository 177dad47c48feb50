// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver } from './driver.ts'

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { FILES } from './driver.ts'
import { embeddedDriver } from './drivers/embedded.ts'
import { decideAtNepenthes, signInAtNepenthes } from './nepenthes-pages.ts'

const SUBJECT = 'Pitcher leaks at the lower rim'

let driver: Driver
let browser: Browser
let visit: Visit
let page: Page
let workPackageUrl: string

beforeAll(async () => {
	browser = await launchBrowser()
})

afterAll(() => browser?.close())

beforeEach(async () => {
	driver = await embeddedDriver()
	const { nepenthes, storage, user } = driver
	const { id } = nepenthes.workPackageBySubject(SUBJECT)
	workPackageUrl = `${nepenthes.url}/work_packages/${id}`
	nepenthes.linkFile(id, storage.id, { id: await driver.fileId(user, FILES.file), name: FILES.file })
	visit = await openVisit(browser)
	page = visit.page
})

afterEach(async () => {
	await visit.close()
	await driver.close()
	expect(visit.complaints).toEqual([])
})

const storage = () => page.getByRole('region', { name: driver.storage.name, exact: true })
const nextcloudLogin = () => storage().getByRole('link', { name: 'Nextcloud login' })

/** Opens the work package in Nepenthes, which asks to sign in first. */
async function openWorkPackage() {
	await page.goto(workPackageUrl)
	await signInAtNepenthes(page, driver.user.login)
	await storage().waitFor()
}

/** From the work package through Nextcloud, which asks who it is and whether Nepenthes may have access. */
async function grantAccess() {
	await nextcloudLogin().click()
	await page.getByRole('link', { name: 'Log in' }).click()
	await driver.fillSignIn(page, driver.user)
	await page.getByText('will get access to your account').waitFor()
	await page.getByRole('button', { name: 'Grant access' }).click()
}

it('"Nextcloud login" on a work package leads to Nextcloud and back to it: both directions are connected', async () => {
	await openWorkPackage()
	await grantAccess()
	await decideAtNepenthes(page, 'approve')

	await page.waitForURL(workPackageUrl)
	await storage().getByText('Connected', { exact: true }).waitFor()
	await storage().getByRole('link', { name: FILES.file }).waitFor()

	// The other direction: nothing is left to do in Nextcloud.
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	await driver.openTab(page, 'Nepenthes')
	await page.getByRole('article').filter({ hasText: SUBJECT }).waitFor()
})

it('who does not let Nextcloud act for them is back at the work package all the same, and can connect from Nextcloud later', async () => {
	await openWorkPackage()
	await grantAccess()
	await decideAtNepenthes(page, 'deny')
	await page.waitForURL(workPackageUrl)
	await storage().getByText('Connected', { exact: true }).waitFor()

	await driver.openFiles(page)
	await driver.openApp(page, 'Nepenthes')
	await page.getByRole('button', { name: 'Connect to Nepenthes' }).click()
	await decideAtNepenthes(page, 'approve')
	await page.getByRole('link', { name: 'Open Nepenthes' }).waitFor()
})

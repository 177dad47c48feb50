// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Locator, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver } from './driver.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { FILES, SHARED } from './driver.ts'
import { eventually } from './eventually.ts'
import { authorizeAtNepenthes, decideAtNepenthes, signInAtNepenthes } from './nepenthes-pages.ts'
import { signingInOnce } from './signed-in.ts'
import { startDriver } from './start-driver.ts'

let driver: Driver
let signInOnce: ReturnType<typeof signingInOnce>
let browser: Browser
let visit: Visit
let page: Page
/** Complaints of the browser that belong to the scenario. */
let expected: RegExp[]

beforeAll(async () => {
	driver = await startDriver()
	signInOnce = signingInOnce(driver)
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await driver?.close()
})

beforeEach(async () => {
	visit = await openVisit(browser)
	page = visit.page
	// How the API says that someone is not connected; the browser notes each.
	expected = [/status of 409 .*\/api\/files\//]
	await signInOnce(page, driver.user)
})

afterEach(async () => {
	const { nepenthes, user } = driver
	nepenthes.faults.clear()
	await nepenthes.setDown(false)
	await visit.close()
	// Every scenario begins without a connection, and unknown to Nepenthes.
	await driver.disconnect(user)
	nepenthes.revokeTokens(user.login)
	expect(visit.complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([])
})

async function openNepenthesTab(name: string = FILES.file, folder?: string) {
	await driver.openFiles(page, folder)
	await driver.openDetails(page, name)
	return driver.openTab(page, 'Nepenthes')
}

async function openHome() {
	await driver.openFiles(page)
	await driver.openApp(page, 'Nepenthes')
}

/** The settings on the app's own page, where it says as whom one is connected. */
async function openAccount() {
	await openHome()
	await page.getByRole('link', { name: 'Settings', exact: true }).click()
}

const connectButton = () => page.getByRole('button', { name: 'Connect to Nepenthes' })
const disconnectButton = () => page.getByRole('button', { name: 'Disconnect from Nepenthes' })
const searchField = () => page.getByRole('combobox', { name: 'Search by subject or number …' })
/** Waits until the focus is somewhere in it. */
const hasFocus = (locator: Locator) => eventually(() => locator.evaluate((element) => element.contains(document.activeElement))).toBe(true)
const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement)

describe('who connects in the details of a file', () => {
	it('signs in at Nepenthes, authorizes, and is back at that very file with the tab open', async () => {
		await openNepenthesTab(SHARED.name, SHARED.folder)
		await connectButton().click()
		await signInAtNepenthes(page, driver.user.login)
		expect(new URL(page.url()).origin).toBe(new URL(driver.nepenthes.url).origin)
		await decideAtNepenthes(page, 'approve')

		await searchField().waitFor()
		expect(new URL(page.url()).origin).toBe(new URL(driver.url).origin)
		const tab = await driver.openedTab(page, 'Nepenthes')
		expect(await tab.getByRole('region', { name: `Work packages of ${SHARED.name}` }).isVisible()).toBe(true)
		await tab.getByText('No work packages linked yet').waitFor()
		await tab.getByRole('status').getByText('Your Nepenthes account is connected.').waitFor()
		// The list around it is that of the file's folder.
		expect(await page.locator(`[data-cy-files-list-row-name="${SHARED.name}"]`).isVisible()).toBe(true)
	})

	it.each([['folder', FILES.folder], ['file', FILES.file]])('comes back to a %s as well, and finds what is linked there', async (_, name) => {
		const { nepenthes, storage } = driver
		const { id } = nepenthes.workPackageBySubject('Pitcher leaks at the lower rim')
		const link = nepenthes.linkFile(id, storage.id, { id: await driver.fileId(driver.user, name), name })
		await openNepenthesTab(name)
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.user.login)
		await page.getByRole('article').getByText('Pitcher leaks at the lower rim').waitFor()
		nepenthes.deleteFileLink(link.id)
	})

	it('does not fall back into it with the back button: what it stops at works', async () => {
		await openNepenthesTab()
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.user.login)
		await searchField().waitFor()
		const isBack = () => new URL(page.url()).origin === new URL(driver.url).origin

		do {
			await page.goBack()
		} while (!isBack())
		await page.getByRole('tab', { name: 'Nepenthes' }).waitFor()
		await driver.openTab(page, 'Nepenthes')
		await searchField().waitFor()
	})

	it('and does not allow it after all learns what that means, and can connect again', async () => {
		await openNepenthesTab()
		await connectButton().click()
		await signInAtNepenthes(page, driver.user.login)
		await decideAtNepenthes(page, 'deny')

		await page.getByText('You did not allow the connection').waitFor()
		const tab = await driver.openedTab(page, 'Nepenthes')
		await tab.getByText('Connect again if you want to see and link work packages here.').waitFor()
		await connectButton().click()
		await decideAtNepenthes(page, 'approve')
		await searchField().waitFor()
		expect(await page.getByText('You did not allow the connection').count()).toBe(0)
	})

	it('learns that Nepenthes does not answer on the way back, and can connect again', async () => {
		await openNepenthesTab()
		await connectButton().click()
		await signInAtNepenthes(page, driver.user.login)
		driver.nepenthes.faults.add({ kind: 'reset', route: '/oauth/token' })
		await decideAtNepenthes(page, 'approve')

		await page.getByText('Your account could not be connected. Wait a moment, then connect again.').waitFor()
		driver.nepenthes.faults.clear()
		await connectButton().click()
		await decideAtNepenthes(page, 'approve')
		await searchField().waitFor()
	})

	it('reaches the button with the keyboard alone, and leaves by it once, however often it is pressed', async () => {
		await openNepenthesTab()
		await connectButton().waitFor()
		await page.getByRole('tab', { name: 'Nepenthes' }).focus()
		await page.keyboard.press('Tab')
		await page.keyboard.press('Tab')
		expect(await isFocused(connectButton())).toBe(true)
		expect(await connectButton().evaluate((button) => button.matches(':focus-visible'))).toBe(true)

		let begun = 0
		await page.route('**/api/connection', (route) => {
			begun += 1
			return route.continue()
		})
		await page.keyboard.press('Enter')
		await page.keyboard.press('Enter')
		await page.getByLabel('Username').waitFor()
		expect(begun).toBe(1)
	})
})

describe('who connects on the app\'s own page', () => {
	it('is back there, and sees as whom', async () => {
		await openAccount()
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.user.login)
		await page.getByText('Connected as Alice Archer').waitFor()
		expect(await page.getByRole('region', { name: 'Nepenthes' }).count()).toBe(1)
		expect(await page.getByRole('link', { name: 'Open Nepenthes' }).getAttribute('href')).toBe(driver.nepenthes.url)
	})

	it('disconnects there, when they have confirmed it', async () => {
		await openAccount()
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.user.login)
		const dialog = page.getByRole('dialog', { name: /^Disconnect/ })
		await disconnectButton().click()
		await dialog.getByText('Links between files and work packages stay.').waitFor()
		await hasFocus(dialog)
		await dialog.getByRole('button', { name: 'Cancel' }).click()
		await dialog.waitFor({ state: 'detached' })
		expect(await page.getByText('Connected as Alice Archer').isVisible()).toBe(true)
		await eventually(() => isFocused(disconnectButton())).toBe(true)

		await disconnectButton().click()
		await hasFocus(dialog)
		await dialog.getByRole('button', { name: 'Disconnect' }).click()
		await connectButton().waitFor()
		await eventually(() => page.evaluate(() => document.activeElement === document.body)).toBe(false)
		await openNepenthesTab()
		await page.getByText('Connect your Nepenthes account to see and link work packages.').waitFor()
	})

	it('disconnects also while Nepenthes is down, and learns that the access stays listed there', async () => {
		await openAccount()
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.user.login)
		await disconnectButton().waitFor()
		await driver.nepenthes.setDown(true)
		await disconnectButton().click()
		await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
		await page.getByText('Nepenthes could not be told.').waitFor()
		expect(await connectButton().isVisible()).toBe(true)
	})
})

describe('whose connection has run out', () => {
	it('reads what was listed last, connects again, and goes on', async () => {
		const { nepenthes, storage } = driver
		const subject = 'Pitcher leaks at the lower rim'
		const link = nepenthes.linkFile(nepenthes.workPackageBySubject(subject).id, storage.id, { id: await driver.fileId(driver.user, FILES.file), name: FILES.file })
		await page.clock.install()
		await openNepenthesTab()
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.user.login)
		await page.getByRole('article').getByText(subject).waitFor()

		nepenthes.revokeTokens(driver.user.login)
		await driver.openTab(page, 'Activity')
		await page.clock.fastForward('01:00')
		const tab = await driver.openTab(page, 'Nepenthes')
		await tab.getByText('Your connection has run out. Connect again to go on.').waitFor()
		await tab.getByText(/as of \d/).waitFor()
		expect(await tab.getByRole('article').getByText(subject).isVisible()).toBe(true)
		// What can only be read offers nothing else.
		expect(await searchField().count()).toBe(0)
		await tab.getByRole('button', { name: /^Actions for/ }).click()
		await page.getByRole('menuitem', { name: 'Open in Nepenthes' }).waitFor()
		expect(await page.getByRole('menuitem', { name: 'Unlink work package' }).count()).toBe(0)
		await page.keyboard.press('Escape')

		await connectButton().click()
		await decideAtNepenthes(page, 'approve')
		await searchField().waitFor()
		await page.getByRole('article').getByText(subject).waitFor()
		nepenthes.deleteFileLink(link.id)
	})

	it('while they search is offered to connect again', async () => {
		await openNepenthesTab()
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.user.login)
		await searchField().waitFor()
		driver.nepenthes.revokeTokens(driver.user.login)
		expected.push(/status of 409 .*\/api\/work-packages/)
		await searchField().fill('rain')
		await page.getByText('Your connection has run out').first().waitFor()
		await connectButton().click()
		await decideAtNepenthes(page, 'approve')
		await searchField().waitFor()
	})

	it('is told so when they come anew', async () => {
		await openNepenthesTab()
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.user.login)
		await searchField().waitFor()
		driver.nepenthes.revokeTokens(driver.user.login)
		const tab = await openNepenthesTab()
		await tab.getByText('Your connection has run out. Connect again to go on.').waitFor()
		await openHome()
		await page.getByText('Your connection has run out. Connect again to go on.').waitFor()
		await connectButton().click()
		await decideAtNepenthes(page, 'approve')
		await page.getByRole('link', { name: 'Open Nepenthes' }).waitFor()
	})
})

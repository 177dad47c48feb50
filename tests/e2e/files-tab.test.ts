// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from 'playwright-core'
import type { Driver } from './driver.ts'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FILES } from './driver.ts'
import { visiting } from './visiting.ts'

const stage = visiting()

let driver: Driver
let page: Page

beforeAll(() => {
	driver = stage.driver
})

beforeEach(() => {
	page = stage.page
	// How the API says that someone is not connected, or that nothing is set up; the browser notes each.
	stage.expected.push(/status of 409 .*\/api\/files\//)
})

/** Signs in, opens the details of a file or folder and there the tab "Nepenthes". */
async function openNepenthesTab({ account = driver.user, name = FILES.file as string } = {}) {
	await stage.signInOnce(page, account)
	await driver.openFiles(page)
	await driver.openDetails(page, name)
	return driver.openTab(page, 'Nepenthes')
}

const connectButton = () => page.getByRole('button', { name: 'Connect to Nepenthes' })
const tryAgain = () => page.getByRole('button', { name: 'Try again' })

describe('who has not connected their Nepenthes account', () => {
	it.each([['file', FILES.file], ['folder', FILES.folder]])('is offered to, in the details of a %s', async (_, name) => {
		const tab = await openNepenthesTab({ name })
		await tab.getByText('Connect your Nepenthes account to see and link work packages.').waitFor()
		expect(await connectButton().isVisible()).toBe(true)
		expect(await tab.getByRole('region', { name: `Work packages of ${name}` }).count()).toBe(1)
	})

	it('learns that connecting has become impossible meanwhile', async () => {
		stage.expected.push(/status of 409 .*\/api\/connection/)
		const tab = await openNepenthesTab()
		await connectButton().waitFor()
		await driver.setNepenthesUrl('http://127.0.0.1:9')
		try {
			await connectButton().click()
			await tab.getByRole('alert').getByText('The connection between Nextcloud and Nepenthes is not set up. Ask your administrator.').waitFor()
			expect(await connectButton().evaluate((button) => button === document.activeElement)).toBe(true)
			// Who comes anew is not offered it.
			await openNepenthesTab()
			await tab.getByText('Nepenthes is not set up yet. Ask your administrator.').waitFor()
		} finally {
			await driver.setNepenthesUrl(driver.nepenthes.url)
		}
	})

	it('reads why an attempt could not begin, but not of the next file any more', async () => {
		stage.expected.push(/status of 409 .*\/api\/connection/)
		const tab = await openNepenthesTab()
		await page.route('**/api/connection', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', json: { code: 'oauth-not-set-up' } }))
		await connectButton().click()
		await tab.getByText('Connecting is not possible yet').waitFor()
		await driver.openDetails(page, FILES.otherFile)
		await tab.getByRole('region', { name: `Work packages of ${FILES.otherFile}` }).waitFor()
		await tab.getByText('Connecting is not possible yet').waitFor({ state: 'detached' })
		expect(await connectButton().isVisible()).toBe(true)
	})

	it('reads it in German', async () => {
		await driver.setLanguage(driver.user, 'de')
		try {
			const tab = await openNepenthesTab()
			await tab.getByText('Verbinde dein Nepenthes-Konto, um Arbeitspakete zu sehen und zu verknüpfen.').waitFor()
			expect(await page.getByRole('button', { name: 'Mit Nepenthes verbinden' }).isVisible()).toBe(true)
		} finally {
			await driver.setLanguage(driver.user, 'en')
		}
	})

	it('reads it in formal German', async () => {
		await driver.setLanguage(driver.user, 'de_DE')
		try {
			const tab = await openNepenthesTab()
			await tab.getByText('Verbinden Sie Ihr Nepenthes-Konto, um Arbeitspakete zu sehen und zu verknüpfen.').waitFor()
		} finally {
			await driver.setLanguage(driver.user, 'en')
		}
	})
})

describe('where Nepenthes is not set up', () => {
	beforeAll(() => driver.setNepenthesUrl(null))

	afterAll(() => driver.setNepenthesUrl(driver.nepenthes.url))

	it('sends users to their administrator', async () => {
		const tab = await openNepenthesTab()
		await tab.getByText('Nepenthes is not set up yet. Ask your administrator.').waitFor()
		expect(await connectButton().count()).toBe(0)
	})

	it('leads administrators to the settings', async () => {
		const tab = await openNepenthesTab({ account: driver.administrator })
		await tab.getByRole('link', { name: 'Open settings' }).click()
		await page.waitForURL(/\/settings\/admin\/integration_nepenthes$/)
		await page.getByLabel(/Nepenthes/).first().waitFor()
	})
})

describe('what does not answer', () => {
	it('is Nepenthes: said so, and "Try again" works when it is back', async () => {
		stage.expected.push(/status of 50\d .*\/api\/files\//)
		await stage.connectOnce(page, driver.colleague)
		await driver.nepenthes.setDown(true)
		try {
			await driver.openFiles(page)
			await driver.openDetails(page, FILES.file)
			const tab = await driver.openTab(page, 'Nepenthes')
			await tab.getByText('Nepenthes does not answer', { exact: true }).first().waitFor()
			await driver.nepenthes.setDown(false)
			await tryAgain().focus()
			await page.keyboard.press('Enter')
			await tab.getByText('No work packages linked yet').waitFor()
			expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false)
		} finally {
			await driver.nepenthes.setDown(false)
		}
	})

	it('is the app: said so in other words, and "Try again" keeps the place of the keyboard', async () => {
		stage.expected.push(/status of 500/)
		await page.route('**/api/files/**', (route) => route.fulfill({ status: 500, body: '' }))
		const tab = await openNepenthesTab()
		await tab.getByText('The Nepenthes app in Nextcloud does not answer').last().waitFor()

		await page.unroute('**/api/files/**')
		await tryAgain().focus()
		await page.keyboard.press('Enter')
		await connectButton().waitFor()
		await page.keyboard.press('Tab')
		expect(await connectButton().evaluate((button) => button === document.activeElement)).toBe(true)
	})

	it.each([
		['the network', 'abort'],
		['a server that is restarted', 'fulfill'],
	] as const)('is %s while the tab\'s content loads: said so, the rest works, and "Try again" brings it whole', async (_, how) => {
		stage.expected.push(/ERR_FAILED/, /status of 503/, /Failed to fetch dynamically imported module/)
		await stage.signInOnce(page, driver.user)
		await driver.openFiles(page)
		await page.route('**/assets/*', (route) => how === 'abort' ? route.abort() : route.fulfill({ status: 503, body: '' }))
		await driver.openDetails(page, FILES.file)
		const tab = await driver.openTab(page, 'Nepenthes')
		await tab.getByRole('alert').getByText('This part of the page could not be loaded.').waitFor()

		await driver.openTab(page, 'Activity')
		await page.getByText('No activity yet.').or(page.locator('#tab-activity')).first().waitFor()
		await driver.openTab(page, 'Nepenthes')

		await page.unroute('**/assets/*')
		await tryAgain().click()
		await connectButton().waitFor()
		// With its styles: an icon as wide as drawn, not as wide as the tab.
		expect((await tab.locator('.app-icon').boundingBox())?.width).toBe(48)
		expect((await connectButton().boundingBox())?.height).toBeLessThan(60)
	})
})

describe('a session', () => {
	it('that has run out is renewed unseen for who wanted to be remembered', async () => {
		await driver.signIn(page, driver.user)
		await driver.openFiles(page)
		await driver.openDetails(page, FILES.file)
		// As after the night: the session is gone, what remembers the login is not.
		const remembered = (await page.context().cookies()).filter(({ name }) => name.startsWith('nc_'))
		await page.context().clearCookies()
		await page.context().addCookies(remembered)
		stage.expected.push(/status of 401/)
		await driver.openTab(page, 'Nepenthes')
		await connectButton().waitFor()
	})

	it('that is over is said to be, with a way to sign in again', async () => {
		stage.expected.push(/status of 401/)
		await driver.signIn(page, driver.user)
		await driver.openFiles(page)
		await driver.openDetails(page, FILES.file)
		await page.context().clearCookies()
		const tab = await driver.openTab(page, 'Nepenthes')
		await tab.getByText('You are signed out').last().waitFor()
		await tab.getByRole('button', { name: 'Reload the page' }).click()
		await page.waitForURL(/\/login/)
	})
})

it('leaves the page of who has signed out alone', async () => {
	await driver.signIn(page, driver.user)
	await driver.openFiles(page)
	await driver.signOut(page)
	expect(await page.locator('script[src*="integration_nepenthes"]').count()).toBe(0)
})

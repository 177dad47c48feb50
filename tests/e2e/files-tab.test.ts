// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Visit } from './browser.ts'
import type { Driver } from './driver.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { launchBrowser, openVisit } from './browser.ts'
import { FILES } from './driver.ts'
import { signingInOnce } from './signed-in.ts'
import { startDriver } from './start-driver.ts'

let driver: Driver
let signInOnce: ReturnType<typeof signingInOnce>
let nepenthes: Nepenthes
let browser: Browser
let visit: Visit
let page: Page
/** Complaints of the browser that belong to the scenario. */
let expected: RegExp[]

beforeAll(async () => {
	driver = await startDriver()
	signInOnce = signingInOnce(driver)
	nepenthes = await startNepenthes()
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await nepenthes?.close()
	await driver?.close()
})

beforeEach(async () => {
	await driver.setNepenthesUrl(nepenthes.url)
	visit = await openVisit(browser)
	page = visit.page
	expected = []
})

afterEach(async () => {
	await visit.close()
	expect(visit.complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([])
})

/** Signs in, opens the details of a file or folder and there the tab "Nepenthes". */
async function openNepenthesTab({ account = driver.user, name = FILES.file as string } = {}) {
	await signInOnce(page, account)
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

	it('learns what is missing when connecting is not possible yet', async () => {
		expected = [/status of 409/]
		const tab = await openNepenthesTab()
		await connectButton().click()
		const refusal = tab.getByRole('alert')
		await refusal.getByText('The connection between Nextcloud and Nepenthes is not set up. Ask your administrator.').waitFor()
		expect(await connectButton().isVisible()).toBe(true)
	})

	it('reaches the button with the keyboard alone', async () => {
		expected = [/status of 409/]
		const tab = await openNepenthesTab()
		await connectButton().waitFor()
		await page.getByRole('tab', { name: 'Nepenthes' }).focus()
		await page.keyboard.press('Tab')
		await page.keyboard.press('Tab')
		expect(await connectButton().evaluate((button) => button === document.activeElement)).toBe(true)
		expect(await connectButton().evaluate((button) => button.matches(':focus-visible'))).toBe(true)
		await page.keyboard.press('Enter')
		await tab.getByRole('alert').waitFor()
		expect(await connectButton().evaluate((button) => button === document.activeElement)).toBe(true)
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
	beforeEach(() => driver.setNepenthesUrl(null))

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
		const late = await startNepenthes()
		try {
			await late.setDown(true)
			await driver.setNepenthesUrl(late.url)
			const tab = await openNepenthesTab()
			await tab.getByText('Nepenthes does not answer', { exact: true }).waitFor()

			await late.setDown(false)
			// It is asked anew at most once a second.
			await expect.poll(async () => {
				if (await tryAgain().isVisible()) {
					await tryAgain().click()
				}
				return connectButton().isVisible()
			}, { timeout: 10_000, interval: 300 }).toBe(true)
		} finally {
			await late.close()
		}
	})

	it('is the app: said so in other words, and "Try again" keeps the place of the keyboard', async () => {
		expected = [/status of 500/]
		await page.route('**/api/me', (route) => route.fulfill({ status: 500, body: '' }))
		const tab = await openNepenthesTab()
		await tab.getByText('The Nepenthes app in Nextcloud does not answer').waitFor()

		await page.unroute('**/api/me')
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
		expected = [/ERR_FAILED/, /status of 503/, /Failed to fetch dynamically imported module/]
		await signInOnce(page, driver.user)
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

it('shows the file that was selected last, while it loads', async () => {
	let answer = () => {}
	const asked = new Promise<void>((resolve) => {
		void page.route('**/api/me', async (route) => {
			resolve()
			await new Promise<void>((go) => {
				answer = go
			})
			await route.continue()
		})
	})
	const tab = await openNepenthesTab()
	await asked
	await tab.getByText(/^Loading/).waitFor()
	await driver.openDetails(page, FILES.otherFile)
	await driver.openDetails(page, FILES.folder)
	answer()
	await connectButton().waitFor()
	await tab.getByRole('region', { name: `Work packages of ${FILES.folder}` }).waitFor()
})

it('does not jump when the answer comes', async () => {
	let answer = () => {}
	await page.route('**/api/me', async (route) => {
		await new Promise<void>((go) => {
			answer = go
		})
		await route.continue()
	})
	const tab = await openNepenthesTab()
	await tab.getByText(/^Loading/).waitFor()
	const before = await tab.getByRole('region').boundingBox()
	answer()
	await connectButton().waitFor()
	expect(await tab.getByRole('region').boundingBox()).toEqual(before)
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
		expected = [/status of 401/]
		await driver.openTab(page, 'Nepenthes')
		await connectButton().waitFor()
	})

	it('that is over is said to be, with a way to sign in again', async () => {
		expected = [/status of 401/]
		await driver.signIn(page, driver.user)
		await driver.openFiles(page)
		await driver.openDetails(page, FILES.file)
		await page.context().clearCookies()
		const tab = await driver.openTab(page, 'Nepenthes')
		await tab.getByText('You are signed out').waitFor()
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

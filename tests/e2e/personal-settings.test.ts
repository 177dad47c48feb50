// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver, Theme } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { eventually } from './eventually.ts'
import { authorizeAtNepenthes, decideAtNepenthes, signInAtNepenthes } from './nepenthes-pages.ts'
import { signingInOnce } from './signed-in.ts'
import { startDriver } from './start-driver.ts'

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

let driver: Driver
let signInOnce: ReturnType<typeof signingInOnce>
let browser: Browser
let visit: Visit
let page: Page
/** Complaints of the browser that belong to the scenario. */
let expected: RegExp[]

beforeAll(async () => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	driver = await startDriver()
	signInOnce = signingInOnce(driver)
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await driver?.close()
})

afterEach(async () => {
	const { nepenthes, user } = driver
	await nepenthes.setDown(false)
	await visit.close()
	// Every scenario begins without a connection, and unknown to Nepenthes.
	await driver.disconnect(user)
	nepenthes.revokeTokens(user.login)
	expect(visit.complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([])
})

const address = () => `${driver.url}/index.php/settings/user/integration_nepenthes`

/** Opens the section in a window of its own. */
async function openSection(options: BrowserContextOptions = {}) {
	expected = []
	visit = await openVisit(browser, options)
	page = visit.page
	await signInOnce(page, driver.user)
	await page.goto(address())
	await page.getByRole('switch').first().waitFor()
	// Nextcloud moves the content once more when it draws the navigation around it.
	await page.locator('a[href$="/settings/user/integration_nepenthes"]').waitFor({ state: 'attached' })
}

const connectButton = () => page.getByRole('button', { name: 'Connect to Nepenthes' })
const disconnectButton = () => page.getByRole('button', { name: 'Disconnect from Nepenthes' })
const connectedAs = () => page.getByText('Connected as Alice Archer')
const dialog = () => page.getByRole('dialog', { name: /^Disconnect/ })
const navigationLink = () => page.getByRole('switch', { name: 'Enable navigation link' })
const unifiedSearch = () => page.getByRole('switch', { name: 'Enable unified search for tickets' })
const linkPreviews = () => page.getByRole('switch', { name: 'Show link previews' })
const saved = () => page.getByRole('status').filter({ hasText: 'Saved' })

/** Waits until the focus is somewhere in it. */
const hasFocus = (locator: Locator) => eventually(() => locator.evaluate((element) => element.contains(document.activeElement))).toBe(true)

async function connect() {
	await connectButton().click()
	await authorizeAtNepenthes(page, driver.user.login)
	await connectedAs().waitFor()
}

/** Switches as people do, by its words, and waits until it is so. */
async function switchTo(which: Locator, on: boolean) {
	if (await which.isChecked() !== on) {
		await which.press('Space')
		await saved().waitFor()
	}
	expect(await which.isChecked()).toBe(on)
}

describe('the section of the personal settings', () => {
	it('is found in the navigation of the settings, and named in the title of the page', async () => {
		await openSection()
		await page.goto(`${driver.url}/index.php/settings/user`)
		await page.getByRole('link', { name: 'Nepenthes', exact: true }).first().click()
		await page.getByRole('heading', { name: 'Nepenthes', level: 2 }).waitFor()
		expect(await page.title()).toMatch(/^Nepenthes - /)
		expect(page.url()).toMatch(/\/settings\/user\/integration_nepenthes$/)
	})

	it('connects the account, comes back, and says as whom', async () => {
		await openSection()
		await page.getByText('Your Nepenthes account is not connected').waitFor()
		await connect()
		expect(page.url()).toBe(address())
		await page.getByRole('status').getByText('Your Nepenthes account is connected.').waitFor({ state: 'attached' })
		expect(await page.getByRole('link', { name: new URL(driver.nepenthes.url).host }).getAttribute('href')).toBe(driver.nepenthes.url)
	})

	it('says so when the user does not allow the connection after all', async () => {
		await openSection()
		await connectButton().click()
		await signInAtNepenthes(page, driver.user.login)
		await decideAtNepenthes(page, 'deny')
		await page.getByText('You did not allow the connection').waitFor()
		expect(await connectButton().isVisible()).toBe(true)
	})

	it('disconnects when the user has confirmed it, and keeps the focus near', async () => {
		await openSection()
		await connect()
		await disconnectButton().click()
		await hasFocus(dialog())
		await dialog().getByRole('button', { name: 'Cancel' }).click()
		await dialog().waitFor({ state: 'detached' })
		expect(await connectedAs().isVisible()).toBe(true)
		await hasFocus(disconnectButton())

		await disconnectButton().click()
		await hasFocus(dialog())
		await dialog().getByRole('button', { name: 'Disconnect' }).click()
		await connectButton().waitFor()
		await eventually(() => page.evaluate(() => document.activeElement === document.body)).toBe(false)
		await page.reload()
		await connectButton().waitFor()
	})

	it('says when Nepenthes could not be told of it', async () => {
		await openSection()
		await connect()
		// The picture comes from there as well.
		await eventually(() => page.locator('#nepenthes-personal-settings img').evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBeGreaterThan(0)
		await driver.nepenthes.setDown(true)
		await disconnectButton().click()
		await dialog().getByRole('button', { name: 'Disconnect' }).click()
		await page.getByText('Nepenthes could not be told.').waitFor()
		expect(await connectButton().isVisible()).toBe(true)
	})

	it('offers to connect again when the connection has run out', async () => {
		await openSection()
		await connect()
		driver.nepenthes.revokeTokens(driver.user.login)
		// That it has is found out by whatever needs it next.
		await page.request.get(`${driver.url}/index.php/apps/integration_nepenthes/api/work-packages/assigned?due=any&page=1`)
		await page.reload()
		await page.getByText('Your connection has run out').waitFor()
		// It can also be given up.
		expect(await disconnectButton().isVisible()).toBe(true)
		await connectButton().click()
		await decideAtNepenthes(page, 'approve')
		await connectedAs().waitFor()
	})

	it('tells that the app does not answer, and goes on when it does', async () => {
		await openSection()
		expected.push(/status of 503 .*\/api\/me/)
		let isDown = true
		await page.route('**/api/me', (route) => isDown ? route.fulfill({ status: 503, body: '' }) : route.continue())
		await page.reload()
		await page.getByText('The Nepenthes app in Nextcloud does not answer').waitFor()
		isDown = false
		await page.getByRole('button', { name: 'Try again' }).click()
		await connectButton().waitFor()
	})

	it('says that Nepenthes is not set up where it is not, and keeps the switches', async () => {
		await openSection()
		await page.route('**/api/me', (route) => route.fulfill({ json: { user: { id: 'alice', displayName: 'Alice', administrator: false }, nepenthes: { state: 'not-set-up', missing: 'address' } } }))
		await page.reload()
		await page.getByText('Nepenthes is not set up yet').waitFor()
		await page.getByText('Ask your administrator.').waitFor()
		await linkPreviews().waitFor()
	})
})

describe('a switch', () => {
	it.each([
		['Enable navigation link', true],
		['Enable navigation link', false],
		['Enable unified search for tickets', true],
		['Enable unified search for tickets', false],
		['Show link previews', false],
		['Show link previews', true],
	])('"%s" that is set to %s is saved at once, and still there after a reload', async (name, on) => {
		await openSection()
		const which = () => page.getByRole('switch', { name })
		await switchTo(which(), on)
		await page.reload()
		await which().waitFor()
		expect(await which().isChecked()).toBe(on)
	})

	it('for the search says what it means before it is switched on', async () => {
		await openSection()
		expect(await page.getByText('What you type into Nextcloud\'s search is sent to Nepenthes.').isVisible()).toBe(true)
		expect(await unifiedSearch().getAttribute('aria-describedby')).not.toBeNull()
	})

	it('works with the mouse on its words, and says that it is saved', async () => {
		await openSection()
		const before = await navigationLink().isChecked()
		await page.getByText('Enable navigation link').click()
		await saved().waitFor()
		expect(await navigationLink().isChecked()).toBe(!before)
	})

	it('that cannot be saved goes back, says why, and can be tried again', async () => {
		await openSection()
		await switchTo(linkPreviews(), true)
		expected.push(/status of 503 .*\/api\/settings\//)
		await page.route('**/api/settings/*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', json: { code: 'nextcloud-unreachable' } }))
		await linkPreviews().press('Space')
		await page.getByRole('alert').getByText('This could not be saved. Nextcloud does not answer the Nepenthes app.').waitFor()
		expect(await linkPreviews().isChecked()).toBe(true)
		await page.unroute('**/api/settings/*')
		await linkPreviews().press('Space')
		await saved().waitFor()
		expect(await linkPreviews().isChecked()).toBe(false)
		expect(await page.getByRole('alert').count()).toBe(0)
	})

	it('that is pressed again and again ends as it was left', async () => {
		await openSection()
		await switchTo(navigationLink(), false)
		for (let presses = 0; presses < 5; presses++) {
			await navigationLink().press('Space')
		}
		await saved().waitFor()
		expect(await navigationLink().isChecked()).toBe(true)
		await page.reload()
		await navigationLink().waitFor()
		expect(await navigationLink().isChecked()).toBe(true)
	})

	it('in a second tab counts there as it was set, and the first tab learns of it when it is seen again', async () => {
		await openSection()
		await switchTo(navigationLink(), false)
		const second = await page.context().newPage()
		await second.goto(address())
		await second.getByRole('switch', { name: 'Enable navigation link' }).press('Space')
		await second.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
		await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
		await eventually(() => navigationLink().isChecked()).toBe(true)
		await second.close()
	})

	it('that the administrator has fixed shows that with a lock, and cannot be changed', async () => {
		await driver.decide({ setting: 'unifiedSearch', decision: 'never' })
		await driver.decide({ setting: 'linkPreviews', decision: 'always' })
		await openSection()
		expect(await unifiedSearch().isDisabled()).toBe(true)
		expect(await unifiedSearch().isChecked()).toBe(false)
		expect(await linkPreviews().isDisabled()).toBe(true)
		expect(await linkPreviews().isChecked()).toBe(true)
		expect(await page.locator('.lock-outline-icon').count()).toBe(2)
		expect(await page.getByText('Set by your administrator').filter({ visible: true }).count()).toBeGreaterThanOrEqual(2)
		await driver.decide({ setting: 'unifiedSearch', decision: 'off' })
		await driver.decide({ setting: 'linkPreviews', decision: 'on' })
		await page.reload()
		await eventually(() => unifiedSearch().isDisabled()).toBe(false)
	})

	it('nobody has touched shows what counts by default', async () => {
		expected = []
		visit = await openVisit(browser)
		page = visit.page
		await signInOnce(page, driver.stranger)
		await driver.decide({ setting: 'navigationLink', decision: 'on' })
		await page.goto(address())
		await navigationLink().waitFor()
		expect(await navigationLink().isChecked()).toBe(true)
		await page.getByText('On by default').first().waitFor()
		expect(await unifiedSearch().isChecked()).toBe(false)
		await page.getByText('Off by default').first().waitFor()
		await driver.decide({ setting: 'navigationLink', decision: 'off' })
	})
})

it('all of it is done with the keyboard alone', async () => {
	await openSection()
	await connectButton().focus()
	await page.keyboard.press('Tab')
	for (const which of [navigationLink(), unifiedSearch(), linkPreviews()]) {
		await hasFocus(which)
		expect(await which.evaluate((element) => element.matches(':focus-visible'))).toBe(true)
		await page.keyboard.press('Tab')
	}
})

it('it speaks German', async () => {
	await driver.setLanguage(driver.user, 'de')
	await openSection()
	await page.getByRole('button', { name: 'Mit Nepenthes verbinden' }).waitFor()
	await page.getByRole('switch', { name: 'Vereinheitlichte Suche nach Tickets aktivieren' }).press('Space')
	await page.getByRole('status').filter({ hasText: 'Gespeichert' }).waitFor()
	await page.screenshot({ path: join(SCREENSHOTS, 'personal-settings-de.png') })
	await driver.setLanguage(driver.user, 'en')
})

describe('it is legible', () => {
	const part = () => page.locator('#nepenthes-personal-settings')

	// Where contrast is asked for, WCAG 2.2, 1.4.6 counts: at least 7.
	it.each<[Theme, number]>([
		['light', 4.5],
		['dark', 4.5],
		['light-highcontrast', 7],
		['dark-highcontrast', 7],
	])('in the theme %s', async (theme, minimum) => {
		await driver.setTheme(driver.user, theme)
		await openSection()
		await connect()
		expected.push(/status of 503 .*\/api\/settings\//)
		await page.route('**/api/settings', (route) => route.fulfill({ json: {
			navigationLink: { value: true, source: 'fixed' },
			unifiedSearch: { value: false, source: 'default' },
			linkPreviews: { value: false, source: 'own' },
		} }))
		await page.reload()
		await connectedAs().waitFor()
		await page.route('**/api/settings/linkPreviews', (route) => route.fulfill({ json: { value: true, source: 'own' } }))
		await page.route('**/api/settings/unifiedSearch', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', json: { code: 'nextcloud-unreachable' } }))
		await unifiedSearch().press('Space')
		await page.getByRole('alert').waitFor()
		await linkPreviews().press('Space')
		await saved().waitFor()
		await page.screenshot({ path: join(SCREENSHOTS, `personal-settings-${theme}.png`) })
		expect((await contrasts(part())).filter(({ contrast }) => contrast < minimum)).toEqual([])
		await driver.setTheme(driver.user, 'light')
	})

	it.each(['en', 'de'])('in 320 pixels, where nothing sticks out and fingers hit, in %s', async (language) => {
		await openSection({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true })
		await connect()
		await driver.setLanguage(driver.user, language)
		await page.reload()
		await page.getByRole('switch').first().waitFor()
		await part().getByText('Alice Archer').waitFor()
		await page.screenshot({ path: join(SCREENSHOTS, `personal-settings-320-${language}.png`) })
		expect(await part().evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
		expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
		const targets = await part().locator('button, label').evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().height))
		expect(targets.length).toBe(4)
		expect(targets.filter((height) => height < 44)).toEqual([])
		await driver.setLanguage(driver.user, 'en')
	})

	it('from right to left', async () => {
		await openSection()
		await page.addInitScript(() => addEventListener('DOMContentLoaded', () => {
			document.documentElement.dir = 'rtl'
			document.body.dir = 'rtl'
		}))
		await page.reload()
		await connectButton().waitFor()
		const picture = (await part().locator('.app-icon').first().boundingBox())!
		const button = (await connectButton().boundingBox())!
		expect(picture.x).toBeGreaterThan(button.x + button.width)
		await page.screenshot({ path: join(SCREENSHOTS, 'personal-settings-rtl.png') })
	})
})

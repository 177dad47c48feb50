// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver, Steps, Theme } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { eventually } from './eventually.ts'
import { connectingOnce } from './signed-in.ts'
import { startDriver } from './start-driver.ts'

const SUBJECT = 'Pitcher leaks at the lower rim'
const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

let driver: Driver
let browser: Browser
let connectOnce: ReturnType<typeof connectingOnce>
let visit: Visit
let page: Page
/** Complaints of the browser that belong to the scenario. */
let expected: RegExp[]

beforeAll(async () => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	driver = await startDriver()
	browser = await launchBrowser()
	connectOnce = connectingOnce(driver)
})

afterAll(async () => {
	await browser?.close()
	await driver?.close()
})

afterEach(async () => {
	await visit.close()
	expect(visit.complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([])
})

async function openWindow(options: BrowserContextOptions = {}) {
	expected = []
	visit = await openVisit(browser, options)
	page = visit.page
}

const address = (hash = '') => `${driver.url}/index.php/apps/app_api/embedded/integration_nepenthes/main${hash}`

/** Opens the page as who is connected. */
async function come({ hash = '', ...options }: BrowserContextOptions & { hash?: string } = {}) {
	await openWindow(options)
	await connectOnce(page, driver.user)
	await page.goto(address(hash))
	await page.getByRole('navigation', { name: 'Sections' }).waitFor()
}

const whole = () => page.getByRole('region', { name: 'Nepenthes' })
const section = (name: string) => page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name })
const heading = (name: string) => whole().getByRole('heading', { name, level: 3 })
const field = () => page.getByRole('searchbox', { name: 'Search by subject or number …' })
const cards = () => page.getByRole('list', { name: 'Work packages found' }).getByRole('article')
const hasFocus = (locator: Locator) => eventually(() => locator.evaluate((element) => element === document.activeElement)).toBe(true)

async function openOffer({ signIn, openApp }: Steps) {
	await openWindow()
	await signIn(page, driver.user)
	await openApp(page, 'Nepenthes')
	await page.getByRole('button', { name: 'Connect to Nepenthes' }).waitFor()
}

describe('who is not connected', () => {
	it('finds it in the top menu, and the offer to connect', async () => {
		await openOffer(driver)
		// Once, though AppAPI's script and the gateway's are both there.
		expect(await whole().count()).toBe(1)
	})

	it('finds it without the gateway, through AppAPI alone', async ({ skip }) => {
		if (driver.withoutGateway === null) {
			skip('NEXTCLOUD_DIRECT_URL is not given')
		}
		await openOffer(driver.withoutGateway!)
		expect(await whole().count()).toBe(1)
		expect(new URL(page.url()).origin).not.toBe(new URL(driver.url).origin)
	})

	it('is offered it in every section, and switches all the same', async () => {
		await openOffer(driver)
		for (const name of ['Search', 'My work packages']) {
			await section(name).click()
			await heading(name).waitFor()
			expect(await page.getByRole('button', { name: 'Connect to Nepenthes' }).count()).toBe(1)
		}
		await section('Settings').click()
		await page.getByText('Your Nepenthes account is not connected').waitFor()
		await page.getByRole('switch', { name: 'Show link previews' }).waitFor()
	})
})

describe('the page of who is connected', () => {
	it('lists what is new, with its number in the navigation, and marks it as read', async () => {
		const { nepenthes, user, colleague } = driver
		nepenthes.clearNotifications(user.login)
		nepenthes.notify({ user: user.login, reason: 'mentioned', workPackage: SUBJECT, actor: colleague.login })
		await come()
		await heading('Notifications').waitFor()
		await section('Notifications').getByText('1 unread').waitFor({ state: 'attached' })
		await page.getByRole('list', { name: 'Notifications' }).getByText(SUBJECT).waitFor()
		await page.screenshot({ path: join(SCREENSHOTS, 'home-notifications.png') })

		await section('Search').click()
		expect(await section('Notifications').getByText('1 unread').count()).toBe(1)
		await page.goBack()
		await page.getByRole('button', { name: 'Mark all as read' }).click()
		await page.getByText('Nothing new').filter({ visible: true }).last().waitFor()
		await section('Notifications').getByText('1 unread').waitFor({ state: 'detached' })
	})

	it('finds work packages by words, number and address', async () => {
		const { id } = driver.nepenthes.workPackageBySubject(SUBJECT)
		await come({ hash: '#/search' })
		await cards().first().waitFor()
		await page.getByRole('status').filter({ hasText: 'Changed last' }).waitFor({ state: 'attached' })
		for (const words of ['lower rim', `#${id}`, `${driver.nepenthes.url}/work_packages/${id}/activity`]) {
			await field().fill(words)
			await field().press('Enter')
			await eventually(() => cards().first().textContent()).toContain(SUBJECT)
			await eventually(() => page.url()).toBe(address(`#/search/${encodeURIComponent(words)}`))
		}
		await page.screenshot({ path: join(SCREENSHOTS, 'home-search.png') })
		await page.reload()
		await eventually(() => cards().first().textContent()).toContain(SUBJECT)
		expect(await field().inputValue()).toContain('/activity')
	})

	it('says when it finds nothing, and shows what was written as it was', async () => {
		await come({ hash: '#/search' })
		const words = '<b>nothing</b> & "more" 🌱'
		await field().fill(words)
		await page.getByText(`No work package matches “${words}”`).filter({ visible: true }).first().waitFor()
		await page.getByRole('button', { name: 'Clear search' }).click()
		await cards().first().waitFor()
	})

	it('shows more of many, and the focus goes on with the first of them', async () => {
		await come({ hash: '#/search' })
		await cards().nth(19).waitFor()
		expect(await cards().count()).toBe(20)
		await page.getByRole('button', { name: 'Show more' }).click()
		await cards().nth(20).waitFor()
		await hasFocus(cards().nth(20).getByRole('link').first())
	})

	it('says that a search failed, and can do it again', async () => {
		await come({ hash: '#/search' })
		await cards().first().waitFor()
		expected.push(/status of 502 .*\/api\/work-packages/)
		await page.route('**/api/work-packages?*', (route) => route.fulfill({ status: 502, contentType: 'application/problem+json', json: { code: 'nepenthes-unreachable' } }))
		await field().fill('lower rim')
		await whole().getByText('Nepenthes does not answer').filter({ visible: true }).first().waitFor()
		await page.unroute('**/api/work-packages?*')
		await page.getByRole('button', { name: 'Try again' }).click()
		await eventually(() => cards().first().textContent()).toContain(SUBJECT)
	})

	it('lists what is assigned to the user, and what of it is due soon', async () => {
		driver.nepenthes.assign(SUBJECT, driver.user.login, { by: driver.colleague.login })
		await come({ hash: '#/assigned' })
		await page.getByRole('list', { name: 'My work packages' }).getByText(SUBJECT).waitFor()
		await page.screenshot({ path: join(SCREENSHOTS, 'home-assigned.png') })
		await page.getByRole('link', { name: 'Due soon' }).click()
		await page.getByRole('region', { name: 'Due soon' }).waitFor()
		expect(page.url()).toBe(address('#/assigned/soon'))
		await page.goBack()
		await page.getByRole('region', { name: 'My work packages' }).waitFor()
	})

	it('has the settings of the account, the same as among the personal settings', async () => {
		await come({ hash: '#/settings' })
		await page.getByText('Connected as Alice Archer').waitFor()
		const navigationLink = page.getByRole('switch', { name: 'Enable navigation link' })
		await navigationLink.press('Space')
		await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
		const isOn = await navigationLink.isChecked()
		await page.screenshot({ path: join(SCREENSHOTS, 'home-settings.png') })
		await page.goto(`${driver.url}/index.php/settings/user/integration_nepenthes`)
		await navigationLink.waitFor()
		expect(await navigationLink.isChecked()).toBe(isOn)
	})

	it('goes to and fro with the browser\'s buttons, names each section in the title, and puts the focus on its heading', async () => {
		await come()
		await heading('Notifications').waitFor()
		// Opening the page takes the focus from nobody.
		expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
		for (const name of ['Search', 'My work packages', 'Settings']) {
			await section(name).click()
			await hasFocus(heading(name))
			await eventually(() => page.title()).toMatch(new RegExp(`^${name} - Nepenthes - `))
			expect(await section(name).getAttribute('aria-current')).toBe('page')
		}
		await page.goBack()
		await hasFocus(heading('My work packages'))
		await page.goBack()
		await hasFocus(heading('Search'))
		await page.goForward()
		await hasFocus(heading('My work packages'))
		await page.reload()
		await heading('My work packages').waitFor()
	})

	it('remembers where one was, and stays where one is when an address means nothing to it', async () => {
		await come()
		await section('My work packages').click()
		await heading('My work packages').waitFor()
		await driver.openFiles(page)
		await driver.openApp(page, 'Nepenthes')
		await heading('My work packages').waitFor()
		expect(page.url()).toMatch(/#\/assigned$/)
		await page.evaluate(() => {
			window.location.hash = 'content'
		})
		expect(await heading('My work packages').isVisible()).toBe(true)
	})

	it('leads to Nepenthes itself', async () => {
		await come()
		expect(await page.getByRole('link', { name: 'Open Nepenthes' }).getAttribute('href')).toBe(driver.nepenthes.url)
	})

	it('is used with the keyboard alone', async () => {
		await come()
		await page.getByRole('link', { name: 'Open Nepenthes' }).focus()
		await page.keyboard.press('Tab')
		await hasFocus(section('Notifications'))
		await page.keyboard.press('Tab')
		await hasFocus(section('Search'))
		expect(await section('Search').evaluate((element) => element.matches(':focus-visible'))).toBe(true)
		await page.keyboard.press('Enter')
		await hasFocus(heading('Search'))
		await cards().first().waitFor()
		await page.keyboard.press('Tab')
		await hasFocus(field())
		await page.keyboard.type('lower rim')
		await page.keyboard.press('Enter')
		await eventually(() => cards().first().textContent()).toContain(SUBJECT)
		await page.keyboard.press('Tab')
		await hasFocus(page.getByRole('button', { name: 'Clear search' }))
		await page.keyboard.press('Tab')
		await hasFocus(cards().first().getByRole('link').first())
	})
})

describe('what keeps from everything is said once, with a way out,', () => {
	const me = (nepenthes: object, administrator = false) => ({ user: { id: 'alice', displayName: 'Alice', administrator }, nepenthes })
	const url = 'https://nepenthes.example'

	it.each([
		['an expired connection', me({ state: 'expired', url, account: { id: 1, name: 'Alice Archer' } }), 'Your connection has run out. Connect again to go on.', 'button', 'Connect to Nepenthes'],
		['a Nepenthes that does not answer', me({ state: 'unreachable', url }), 'Nepenthes does not answer', 'button', 'Try again'],
		['an app that is not set up, to an administrator', me({ state: 'not-set-up', missing: 'address' }, true), 'Nepenthes is not set up yet', 'link', 'Open settings'],
		['an app that is not set up, to others', me({ state: 'not-set-up', missing: 'address' }), 'Nepenthes is not set up yet. Ask your administrator.', 'link', 'Settings'],
	] as const)('%s', async (_what, answer, words, role, wayOut) => {
		await openWindow()
		await connectOnce(page, driver.user)
		await page.route('**/api/me', (route) => route.fulfill({ json: answer }))
		await page.goto(address('#/search'))
		await page.reload()
		await whole().getByText(words).waitFor()
		expect(await whole().getByText(words).count()).toBe(1)
		expect(await whole().getByRole(role, { name: wayOut }).count()).toBe(1)
		// Nothing is asked for that cannot be had.
		expect(await field().count()).toBe(0)
	})

	it('and gone when it is over', async () => {
		await openWindow()
		await connectOnce(page, driver.user)
		let isDown = true
		await page.route('**/api/me', (route) => isDown ? route.fulfill({ json: me({ state: 'unreachable', url }) }) : route.continue())
		await page.goto(address('#/assigned'))
		await page.reload()
		const again = page.getByRole('button', { name: 'Try again' })
		await again.waitFor()
		isDown = false
		await again.click()
		await page.getByRole('region', { name: 'My work packages' }).waitFor()
	})
})

describe('it is legible', () => {
	/** What is there when a section shows what it has, in every language. */
	const CONTENT = { '#/notifications': '.notifications-panel__rows li', '#/search': 'article', '#/assigned': '.assigned-list__rows li', '#/settings': '[role=switch]' }
	const SECTIONS = Object.keys(CONTENT) as (keyof typeof CONTENT)[]

	/** Opens a section and waits until it shows what it has. */
	async function show(hash: keyof typeof CONTENT) {
		await page.goto(address(hash))
		await page.reload()
		await whole().locator(CONTENT[hash]).first().waitFor()
	}

	beforeAll(() => {
		const { nepenthes, user, colleague } = driver
		nepenthes.notify({ user: user.login, reason: 'mentioned', workPackage: SUBJECT, actor: colleague.login })
		nepenthes.assign(SUBJECT, user.login, { by: colleague.login })
	})

	// Where contrast is asked for, WCAG 2.2, 1.4.6 counts: at least 7.
	it.each<[Theme, number]>([
		['light', 4.5],
		['dark', 4.5],
		['light-highcontrast', 7],
		['dark-highcontrast', 7],
	])('in the theme %s', async (theme, minimum) => {
		await driver.setTheme(driver.user, theme)
		await come()
		const pale: unknown[] = []
		for (const hash of SECTIONS) {
			await show(hash)
			await page.screenshot({ path: join(SCREENSHOTS, `home-${hash.slice(2)}-${theme}.png`) })
			pale.push(...(await contrasts(whole())).filter(({ contrast }) => contrast < minimum).map((text) => ({ hash, ...text })))
		}
		expect(pale).toEqual([])
		await driver.setTheme(driver.user, 'light')
	})

	it('in 320 pixels, where nothing sticks out and fingers hit, in German too', async () => {
		await come({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true })
		for (const language of ['en', 'de']) {
			await driver.setLanguage(driver.user, language)
			for (const hash of SECTIONS) {
				await show(hash)
				await page.screenshot({ path: join(SCREENSHOTS, `home-${hash.slice(2)}-320-${language}.png`) })
				// The page scrolls within.
				const over = await whole().locator('> div').evaluate((element) => element.scrollWidth - element.clientWidth)
				expect(over, `${hash} in ${language}`).toBe(0)
				expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth), hash).toBe(0)
				const heights = await whole().locator('nav a').evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().height))
				expect(heights.filter((height) => height < 44)).toEqual([])
			}
		}
		await driver.setLanguage(driver.user, 'en')
	})

	it('from right to left', async () => {
		await come()
		await page.addInitScript(() => addEventListener('DOMContentLoaded', () => {
			document.documentElement.dir = 'rtl'
			document.body.dir = 'rtl'
		}))
		await show('#/search')
		const navigation = (await page.getByRole('navigation', { name: 'Sections' }).boundingBox())!
		const card = (await cards().first().boundingBox())!
		expect(navigation.x).toBeGreaterThan(card.x + card.width)
		await page.screenshot({ path: join(SCREENSHOTS, 'home-search-rtl.png') })
	})
})

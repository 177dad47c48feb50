// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Account, Driver, Theme } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { FILES } from './driver.ts'
import { eventually } from './eventually.ts'
import { signingInOnce } from './signed-in.ts'
import { startDriver } from './start-driver.ts'
import { LIST, settled, tourOfTheTab } from './tour-of-the-tab.ts'

/** Milliseconds; a tour has many stops. */
const TOUR = 120_000

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

let driver: Driver
let signInOnce: ReturnType<typeof signingInOnce>
let browser: Browser
let visit: Visit
let page: Page

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

afterEach(() => visit.close())

async function come({ account = driver.user, ...options }: BrowserContextOptions & { account?: Account } = {}) {
	visit = await openVisit(browser, options)
	page = visit.page
	await signInOnce(page, account)
}

const photograph = (name: string) => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })

/** Texts that stand out less than they must; with where they were seen. */
async function pale(part: Locator, minimum: number, stop: string) {
	return (await contrasts(part)).filter(({ contrast }) => contrast < minimum).map((text) => ({ stop, ...text }))
}

/** By how many pixels something sticks out to the side. */
function overflow(part: Locator) {
	return part.evaluate((element) => Math.max(
		element.scrollWidth - element.clientWidth,
		document.documentElement.scrollWidth - window.innerWidth,
	))
}

// Where contrast is asked for, WCAG 2.2, 1.4.6 counts: at least 7.
describe.each<[Theme, number]>([
	['light', 4.5],
	['dark', 4.5],
	['light-highcontrast', 7],
	['dark-highcontrast', 7],
])('in the theme %s', (theme, minimum) => {
	beforeAll(() => driver.setTheme(driver.user, theme))

	it('everything that the tab shows is legible', { timeout: TOUR }, async () => {
		await come()
		const seen: Awaited<ReturnType<typeof pale>> = []
		await tourOfTheTab(page, driver, async (stop, part) => {
			await page.mouse.move(0, 0)
			seen.push(...await pale(part, minimum, stop))
			await photograph(`tab-${stop}-${theme}`)
		})
		expect(seen).toEqual([])
	})

	it('a tab that could not be loaded is legible', async () => {
		await come()
		await driver.openFiles(page)
		await page.route('**/assets/*', (route) => route.abort())
		await driver.openDetails(page, FILES.file)
		const tab = await driver.openTab(page, 'Nepenthes')
		await tab.getByRole('alert').waitFor()
		expect(await pale(tab, minimum, 'not-loaded')).toEqual([])
		await photograph(`tab-not-loaded-${theme}`)
	})

	it('the app\'s own page is legible', async () => {
		await come()
		await page.route('**/api/me', (route) => route.fulfill({ json: { user: { id: 'alice', displayName: 'Alice', administrator: false }, nepenthes: { state: 'connected', url: 'https://nepenthes.example', account: { id: 1, name: 'Alice Archer' } } } }))
		await driver.openFiles(page)
		await driver.openApp(page, 'Nepenthes')
		await page.getByRole('link', { name: 'Settings', exact: true }).click()
		await page.getByText('Connected as Alice Archer').waitFor()
		await page.getByRole('switch').first().waitFor()
		expect(await pale(page.getByRole('region', { name: 'Nepenthes' }), minimum, 'home')).toEqual([])
		await photograph(`home-connected-${theme}`)
		await page.getByRole('button', { name: 'Disconnect from Nepenthes' }).click()
		await page.getByRole('dialog').waitFor()
		await settled(page)
		expect(await pale(page.getByRole('dialog'), minimum, 'dialog')).toEqual([])
		await photograph(`home-disconnect-${theme}`)
	})
})

describe('where there is little room', () => {
	const PHONE = { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }
	beforeAll(() => driver.setTheme(driver.user, 'light'))

	it('everything that the tab shows fits into 320 pixels, its buttons as high as fingers need them and each there once', { timeout: TOUR }, async () => {
		// The details lie over the list of files there, so that other files are selected where there is room.
		const room = { width: 1280, height: 640 }
		await come({ ...PHONE, viewport: room })
		const outside: { stop: string, pixels: number }[] = []
		const small: { stop: string, name: string | null, height: number }[] = []
		const twice: { stop: string, name: string }[] = []
		await tourOfTheTab(page, driver, async (stop, part) => {
			await page.setViewportSize(PHONE.viewport)
			await settled(page)
			const pixels = await overflow(part)
			if (pixels > 0) {
				outside.push({ stop, pixels })
			}
			const targets = await part.locator('button, [role=option], article a').evaluateAll((elements) => elements
				.filter((element) => element.checkVisibility())
				.map((element) => ({ name: element.getAttribute('aria-label') ?? element.textContent, height: element.getBoundingClientRect().height })))
			const ways = await part.locator(':not(article *) > button:visible').allTextContents()
			twice.push(...ways.map((name) => name.trim()).filter((name, index, all) => name !== '' && all.indexOf(name) < index).map((name) => ({ stop, name })))
			small.push(...targets.filter(({ height }) => height < 44).map((target) => ({ stop, ...target })))
			await photograph(`tab-${stop}-320`)
			await page.setViewportSize(room)
			await settled(page)
		})
		expect({ outside, small, twice }).toEqual({ outside: [], small: [], twice: [] })
	})

	it('the app\'s own page fits into 320 pixels', async () => {
		await come(PHONE)
		await driver.openFiles(page)
		await driver.openApp(page, 'Nepenthes')
		await page.getByRole('button', { name: 'Connect to Nepenthes' }).waitFor()
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
		await photograph('home-not-connected-320')
		const middles = await page.getByRole('button', { name: 'Connect to Nepenthes' }).evaluate((button) => [button, button.querySelector('svg')!]
			.map((element) => element.getBoundingClientRect())
			.map(({ top, height }) => top + height / 2))
		expect(Math.abs(middles[0]! - middles[1]!), 'how far its icon is from the middle of the button').toBeLessThan(1)
	})
})

describe('in another language', () => {
	it('which is German, nothing sticks out and nothing stays English', { timeout: TOUR }, async () => {
		await driver.setLanguage(driver.user, 'de')
		try {
			await come()
			const outside: { stop: string, pixels: number }[] = []
			const english: { stop: string, text: string }[] = []
			await tourOfTheTab(page, driver, async (stop, part) => {
				const pixels = await overflow(part)
				if (pixels > 0) {
					outside.push({ stop, pixels })
				}
				const texts = await part.locator('p, button, h3, label, [role=status]').allTextContents()
				english.push(...texts.filter((text) => /\b(?:the|your|not|again|work packages?|search|more)\b/i.test(text)).map((text) => ({ stop, text })))
				await photograph(`tab-${stop}-de`)
			})
			expect({ outside, english }).toEqual({ outside: [], english: [] })
		} finally {
			await driver.setLanguage(driver.user, 'en')
		}
	})

	it('which is written from right to left, everything is mirrored and nothing sticks out', { timeout: TOUR }, async () => {
		await driver.setLanguage(driver.user, 'ar')
		try {
			await come()
			const outside: { stop: string, pixels: number }[] = []
			await tourOfTheTab(page, driver, async (stop, part) => {
				const pixels = await overflow(part)
				if (pixels > 0) {
					outside.push({ stop, pixels })
				}
				const card = part.getByRole('article').first()
				if (await card.count() > 0) {
					const box = (await card.boundingBox())!
					const menu = (await card.getByRole('button').boundingBox())!
					expect(menu.x - box.x, stop).toBeLessThan(box.width / 4)
				}
				await photograph(`tab-${stop}-rtl`)
			})
			expect(outside).toEqual([])
		} finally {
			await driver.setLanguage(driver.user, 'en')
		}
	})
})

it('nothing of the tab moves for who wants less motion', async () => {
	await come({ reducedMotion: 'reduce' })
	await page.route('**/api/files/**', () => undefined)
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	const tab = await driver.openTab(page, 'Nepenthes')
	await tab.getByText(/^Loading/).first().waitFor({ state: 'attached' })
	await settled(page)
	expect(await tab.evaluate((element) => element.getAnimations({ subtree: true })
		.filter(({ playState }) => playState === 'running').length)).toBe(0)
})

it('an administrator sees where to set it up', async () => {
	await come({ account: driver.administrator })
	await page.route(/\/api\/files\/\d+\/work-packages\?/, (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', json: { code: 'not-set-up' } }))
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	const tab = await driver.openTab(page, 'Nepenthes')
	await tab.getByRole('link', { name: 'Open settings' }).waitFor()
	expect(await pale(tab, 4.5, 'not-set-up-administrator')).toEqual([])
	await photograph('tab-not-set-up-administrator')
})

it.each([
	['a list', { json: LIST }],
	['an offer to connect', { status: 409, contentType: 'application/problem+json', json: { code: 'not-connected' } }],
])('nothing jumps when %s comes in the place of the skeleton', async (_, answer) => {
	await come()
	let give = () => {}
	await page.route(/\/api\/files\/\d+\/work-packages\?/, async (route) => {
		await new Promise<void>((go) => {
			give = go
		})
		await route.fulfill(answer)
	})
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	const tab = await driver.openTab(page, 'Nepenthes')
	const region = tab.getByRole('region')
	await eventually(() => region.getAttribute('aria-busy')).toBe('true')
	await settled(page)
	const before = await region.boundingBox()
	// Layout Instability API: how much of the window moved, and how far, of what stays in the page.
	const shifts = await page.evaluateHandle(() => {
		const seen: number[] = []
		new PerformanceObserver((list) => seen.push(...list.getEntries().map((entry) => (entry as PerformanceEntry & { value: number }).value))).observe({ type: 'layout-shift' })
		return seen
	})
	give()
	await eventually(() => region.getAttribute('aria-busy')).toBe('false')
	await settled(page)
	const after = await region.boundingBox()
	expect({ x: after!.x, y: after!.y, width: after!.width }).toEqual({ x: before!.x, y: before!.y, width: before!.width })
	expect(await shifts.jsonValue()).toEqual([])
})

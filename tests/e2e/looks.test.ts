// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { FILES } from './driver.ts'
import { signingInOnce } from './signed-in.ts'
import { startDriver } from './start-driver.ts'

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

const me = (nepenthes: object, administrator = false) => ({ user: { id: 'alice', displayName: 'Alice', administrator }, nepenthes })
const url = 'https://nepenthes.example'

/** Every state of the tab: what the API answers to make it, and the words by which it is known. */
const STATES = {
	loading: { answer: null, words: /^Loading/ },
	'not-set-up': { answer: me({ state: 'not-set-up' }), words: 'Nepenthes is not set up yet. Ask your administrator.' },
	'not-set-up-administrator': { answer: me({ state: 'not-set-up' }, true), words: 'Open settings' },
	'not-connected': { answer: me({ state: 'not-connected', url }), words: 'Connect to Nepenthes' },
	'nepenthes-unreachable': { answer: me({ state: 'unreachable', url }), words: 'Nepenthes does not answer' },
	connected: { answer: me({ state: 'connected', url }), words: 'No work packages linked yet' },
	'app-unreachable': { answer: 500, words: 'The Nepenthes app in Nextcloud does not answer' },
	'signed-out': { answer: 401, words: 'You are signed out' },
} as const
type State = keyof typeof STATES

async function show(state: State) {
	const { answer } = STATES[state]
	await page.unroute('**/api/me')
	await page.route('**/api/me', (route) => {
		switch (typeof answer) {
			case 'number':
				return route.fulfill({ status: answer, body: '' })
			default:
				// What is not answered keeps loading.
				return answer === null ? undefined : route.fulfill({ json: answer })
		}
	})
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	const tab = await driver.openTab(page, 'Nepenthes')
	await tab.getByText(STATES[state].words, { exact: true }).first().waitFor()
	// What fades in is judged when it is there.
	await tab.evaluate((element) => Promise.all(element.getAnimations({ subtree: true })
		.filter((animation) => animation.effect?.getTiming().iterations !== Infinity)
		.map(({ finished }) => finished)))
	return tab
}

const photograph = (name: string) => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })

async function expectLegible(within: Awaited<ReturnType<typeof show>>) {
	const texts = await contrasts(within)
	expect(texts.filter(({ contrast }) => contrast < 4.5)).toEqual([])
}

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
	beforeAll(() => driver.setTheme(driver.user, theme))

	beforeEach(async () => {
		visit = await openVisit(browser)
		page = visit.page
		await signInOnce(page, driver.user)
	})

	it.each(Object.keys(STATES) as State[])('the tab is legible: %s', async (state) => {
		const tab = await show(state)
		await expectLegible(tab)
		await photograph(`tab-${state}-${theme}`)
	})

	it('a refused connection is legible', async () => {
		const tab = await show('not-connected')
		await page.route('**/api/connection', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', json: { code: 'oauth-not-set-up' } }))
		await tab.getByRole('button').click()
		await tab.getByRole('alert').waitFor()
		await page.mouse.move(0, 0)
		await expectLegible(tab)
		await photograph(`tab-connecting-refused-${theme}`)
	})

	it('a tab that could not be loaded is legible', async () => {
		await driver.openFiles(page)
		await page.route('**/assets/*', (route) => route.abort())
		await driver.openDetails(page, FILES.file)
		const tab = await driver.openTab(page, 'Nepenthes')
		await tab.getByRole('alert').waitFor()
		await expectLegible(tab)
		await photograph(`tab-not-loaded-${theme}`)
	})

	it('the app\'s own page is legible', async () => {
		await page.route('**/api/me', (route) => route.fulfill({ json: STATES.connected.answer }))
		await driver.openFiles(page)
		await driver.openApp(page, 'Nepenthes')
		await page.getByRole('link', { name: 'Open Nepenthes' }).waitFor()
		await expectLegible(page.getByRole('region', { name: 'Nepenthes' }))
		await photograph(`home-connected-${theme}`)
	})
})

it.each(['light-highcontrast', 'dark-highcontrast'] as const)('the tab is legible in the theme %s', async (theme) => {
	await driver.setTheme(driver.user, theme)
	visit = await openVisit(browser)
	page = visit.page
	await signInOnce(page, driver.user)
	// Where contrast is asked for, 1.4.6 counts: at least 7.
	const texts = await contrasts(await show('nepenthes-unreachable'))
	expect(texts.filter(({ contrast }) => contrast < 7)).toEqual([])
	await photograph(`tab-nepenthes-unreachable-${theme}`)
})

describe('where there is little room', () => {
	beforeEach(async () => {
		visit = await openVisit(browser, { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true })
		page = visit.page
		await driver.setTheme(driver.user, 'light')
		await signInOnce(page, driver.user)
	})

	it('every state of the tab fits into 320 pixels', async () => {
		for (const state of Object.keys(STATES) as State[]) {
			const tab = await show(state)
			expect(await tab.evaluate((element) => element.scrollWidth - element.clientWidth), state).toBe(0)
			expect(await page.evaluate(() => document.documentElement.scrollWidth), state).toBeLessThanOrEqual(320)
			await photograph(`tab-${state}-320`)
		}
	})

	it('the app\'s own page fits into 320 pixels', async () => {
		await page.route('**/api/me', (route) => route.fulfill({ json: STATES['not-connected'].answer }))
		await driver.openFiles(page)
		await driver.openApp(page, 'Nepenthes')
		await page.getByRole('button', { name: 'Connect to Nepenthes' }).waitFor()
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
		await photograph('home-not-connected-320')
	})

	it('its buttons are as high as fingers need them', async () => {
		await show('not-connected')
		const button = page.getByRole('button', { name: 'Connect to Nepenthes' })
		expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
	})
})

it('nothing of the tab moves for who wants less motion', async () => {
	visit = await openVisit(browser, { reducedMotion: 'reduce' })
	page = visit.page
	await signInOnce(page, driver.user)
	const tab = await show('loading')
	expect(await tab.evaluate((element) => element.getAnimations({ subtree: true })
		.filter(({ playState }) => playState === 'running').length)).toBe(0)
})

it('reads from right to left where the language does', async () => {
	visit = await openVisit(browser)
	page = visit.page
	await signInOnce(page, driver.user)
	const tab = await show('not-connected')
	await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
	await page.evaluate(() => document.body.setAttribute('dir', 'rtl'))
	const button = tab.getByRole('button', { name: 'Connect to Nepenthes' })
	const icon = await button.locator('svg').boundingBox()
	const box = await button.boundingBox()
	expect(icon!.x + icon!.width / 2).toBeGreaterThan(box!.x + box!.width / 2)
	await photograph('tab-not-connected-rtl')
})

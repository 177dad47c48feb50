// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from 'playwright-core'
import type { Theme } from './driver.ts'
import type { EmbeddedDriver } from './drivers/embedded.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contrasts } from './contrast.ts'
import { eventually } from './eventually.ts'
import { authorizeAtNepenthes } from './nepenthes-pages.ts'
import { settled } from './tour-of-the-tab.ts'
import { wherePeopleWrite } from './where-people-write.ts'

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

/** Work packages of the embedded Nepenthes that the user may see. */
const RIM = 'Pitcher leaks at the lower rim'
const PORTERS = 'Book porters for the summit trail'
const BOLD = '<b>Bold</b> label in the plant list is shown as text'

const { stage, openText, enterRoom, content, composer, messages, preview, card } = wherePeopleWrite()

let driver: EmbeddedDriver
let page: Page

beforeAll(() => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	driver = stage.driver as EmbeddedDriver
})

beforeEach(() => {
	page = stage.page
})

afterEach(async () => {
	driver.nepenthes.faults.clear()
	await driver.nepenthes.setDown(false)
})

const picker = () => page.getByRole('dialog')
const field = () => picker().getByRole('combobox', { name: 'Search work packages' })
const options = () => picker().getByRole('option')
const option = (subject: string) => options().filter({ hasText: subject })
const written = async () => (await content().innerText()).trim()
const addressOf = (subject: string) => `${driver.nepenthes.url}/work_packages/${driver.nepenthes.workPackageBySubject(subject).id}`
const photograph = (name: string) => page.screenshot({ path: join(SCREENSHOTS, `picker-${name}.png`) })

/** Types what opens the smart picker, and chooses Nepenthes. */
async function choose(typed = '/nepen') {
	await page.keyboard.type(typed)
	await page.getByRole('listbox').getByText('Nepenthes work packages').click()
	await picker().waitFor()
}

/** Opens the picker in an empty text of the user, who is connected. */
async function openPicker() {
	await stage.connectOnce(page, driver.user)
	await openText('')
	await content().click()
	await choose()
	await field().waitFor()
}

describe('the smart picker', () => {
	it('offers work packages with a slash: recent ones, and those of the user', async () => {
		await stage.connectOnce(page, driver.user)
		await openText('')
		await content().click()
		await choose('See /')
		const groups = picker().getByRole('group')
		await eventually(() => groups.count()).toBe(2)
		await picker().getByRole('group', { name: 'Recent' }).getByRole('option').first().waitFor()
		await picker().getByRole('group', { name: 'Assigned to me' }).getByRole('option').first().waitFor()
		expect(await field().evaluate((element) => element === document.activeElement)).toBe(true)
		const first = await picker().getByRole('group', { name: 'Assigned to me' }).getByRole('option').first().innerText()
		await picker().getByRole('group', { name: 'Assigned to me' }).getByRole('option').first().click()
		await eventually(written).toMatch(/^See http.*\/work_packages\/\w+/)
		const subject = first.split('\n').map((line) => line.trim()).find((line) => driver.nepenthes.workPackagesBy('admin').some((each) => each.subject === line))!
		await card(subject).waitFor()
	})

	it('finds by words, and inserts with the keyboard alone what becomes a card', async () => {
		await openPicker()
		await page.keyboard.type('lower')
		await option(RIM).waitFor()
		await eventually(() => options().first().getAttribute('aria-selected')).toBe('true')
		while (await option(RIM).getAttribute('aria-selected') !== 'true') {
			await page.keyboard.press('ArrowDown')
		}
		// What was used last comes first the next time.
		const noted = page.waitForRequest((request) => request.method() === 'PUT' && request.url().includes('/references/provider/nepenthes_work_package'))
		await page.keyboard.press('Enter')
		await noted
		await picker().waitFor({ state: 'detached' })
		await eventually(written).toBe(addressOf(RIM))
		await card(RIM).getByText('In progress').waitFor()
	})

	it('moves with the arrow keys, from the first to the last as well', async () => {
		await openPicker()
		await page.keyboard.type('garden')
		await eventually(() => options().first().getAttribute('aria-selected')).toBe('true')
		const selected = () => options().evaluateAll((elements) => elements.findIndex((element) => element.getAttribute('aria-selected') === 'true'))
		await page.keyboard.press('ArrowDown')
		await eventually(selected).toBe(1)
		await page.keyboard.press('ArrowUp')
		await page.keyboard.press('ArrowUp')
		await eventually(selected).toBe(await options().count() - 1)
		expect(await picker().locator('[aria-selected=true]').getAttribute('id')).toBe(await field().getAttribute('aria-activedescendant'))
	})

	it('finds by number, by identifier and by a pasted address, before all others', async () => {
		await openPicker()
		const { id } = driver.nepenthes.workPackageBySubject(RIM)
		const { displayId } = driver.nepenthes.workPackageBySubject(PORTERS)
		for (const [typed, subject] of [
			[`#${id}`, RIM],
			[displayId, PORTERS],
			[`${driver.nepenthes.url}/projects/garden/work_packages/${id}/activity`, RIM],
			[`${driver.nepenthes.url}/wp/${displayId}`, PORTERS],
		] as const) {
			await field().fill(typed)
			await options().first().filter({ hasText: subject }).waitFor()
		}
		await page.keyboard.press('Enter')
		await card(PORTERS).getByText(displayId, { exact: true }).waitFor()
	})

	it('shows more of many, below those that were there', async () => {
		await openPicker()
		await field().fill('e')
		const more = picker().getByRole('option', { name: /Show more$/ })
		await more.waitFor()
		const before = await options().count()
		await more.click()
		await eventually(() => options().count()).toBeGreaterThan(before)
		expect(await field().evaluate((element) => element === document.activeElement)).toBe(true)
	})

	it('says when there is nothing, and Escape empties the field before it closes the picker', async () => {
		await openPicker()
		await field().fill('<b>no such thing</b>')
		await picker().getByText('No work package matches “<b>no such thing</b>”').last().waitFor()
		await page.keyboard.press('Escape')
		await eventually(() => field().inputValue()).toBe('')
		await picker().getByRole('group', { name: 'Recent' }).waitFor()
		await page.keyboard.press('Escape')
		await picker().waitFor({ state: 'detached' })
		expect(await written()).toBe('')
	})

	it('shows subjects as they were written', async () => {
		await openPicker()
		await field().fill('<b>Bold')
		await option(BOLD).getByText(BOLD, { exact: true }).waitFor()
		expect(await picker().locator('[role=option] b').count()).toBe(0)
		await field().fill('<script>')
		await option('<script>alert(1)</script>').waitFor()
		expect(await picker().locator('script').count()).toBe(0)
	})

	it('inserts into what one writes in a chat, too', async () => {
		await stage.connectOnce(page, driver.user)
		await enterRoom()
		await composer().click()
		await choose()
		await field().fill('lower rim')
		await option(RIM).click()
		await eventually(async () => (await composer().innerText()).trim()).toBe(addressOf(RIM))
		await page.getByRole('button', { name: 'Send' }).click()
		await card(RIM, messages()).getByText('In progress').waitFor()
	})
})

describe('without a list', () => {
	it('who is not connected connects, and is back at the very page', async () => {
		await stage.signInOnce(page, driver.colleague)
		await driver.disconnect(driver.colleague)
		stage.expected.push(/status of 409/)
		await openText('Words', { of: driver.colleague })
		await content().click()
		await page.keyboard.press('Control+End')
		await choose(' /nepen')
		const address = page.url()
		await picker().getByRole('button', { name: 'Connect to Nepenthes' }).click()
		await authorizeAtNepenthes(page, driver.colleague.login)
		await preview().getByText('Words').waitFor()
		expect(page.url()).toBe(address)
		await content().click()
		await page.keyboard.press('Control+End')
		await choose(' /nepen')
		await options().first().waitFor()
	})

	it('tries again when Nepenthes did not answer', async () => {
		await stage.connectOnce(page, driver.user)
		stage.expected.push(/status of 50\d/)
		await openText('')
		await content().click()
		await driver.nepenthes.setDown(true)
		await choose()
		await picker().getByText('Nepenthes does not answer').first().waitFor()
		await photograph('unreachable')
		await driver.nepenthes.setDown(false)
		await picker().getByRole('button', { name: 'Try again' }).click()
		await options().first().waitFor()
		await eventually(() => field().evaluate((element) => element === document.activeElement)).toBe(true)
	})

	it('keeps what was typed when a search fails, and searches again', async () => {
		await openPicker()
		await options().first().waitFor()
		stage.expected.push(/status of 50\d/)
		await driver.nepenthes.setDown(true)
		await field().fill('lower rim')
		const again = picker().getByRole('option', { name: 'Try again' })
		await again.waitFor()
		await driver.nepenthes.setDown(false)
		await again.click()
		await option(RIM).waitFor()
		expect(await field().inputValue()).toBe('lower rim')
	})
})

describe('where our script does not run', () => {
	it('Nextcloud\'s own search finds work packages, also for who has the unified search off, and inserts the link', async () => {
		stage.expected.push(/assets\/main-/)
		await stage.connectOnce(page, driver.user)
		await page.route('**/apps/integration_nepenthes/assets/main-*.js', (route) => route.abort())
		await openText('')
		await content().click()
		await choose()
		await picker().getByRole('combobox').fill('lower rim')
		await picker().getByRole('option').filter({ hasText: RIM }).click()
		await eventually(written).toBe(addressOf(RIM))
		// What every client understands.
		await preview().getByRole('link', { name: RIM }).waitFor()
		expect(await card(RIM).count()).toBe(0)
	})
})

describe('how it looks', () => {
	/** By how many pixels something sticks out to the side. */
	const overflow = () => picker().evaluate((element) => Math.max(
		document.documentElement.scrollWidth - window.innerWidth,
		...[...element.querySelectorAll('.work-package-picker, .work-package-picker__list, [role=option]')].map((inner) => inner.scrollWidth - inner.clientWidth),
	))

	/** What there is to see, one after the other. */
	async function look(at: (stop: string) => Promise<void>) {
		await openPicker()
		await options().first().waitFor()
		await settled(page)
		await at('suggestions')
		await field().fill('e')
		await picker().getByRole('option', { name: /Show more$/ }).waitFor()
		await settled(page)
		await at('hits')
		await field().fill('no such thing')
		await picker().getByText('No work package matches “no such thing”').last().waitFor()
		await settled(page)
		await at('nothing')
	}

	it.each<[Theme, number]>([
		['light', 4.5],
		['dark', 4.5],
	])('is legible in the theme %s', async (theme, minimum) => {
		await driver.setTheme(driver.user, theme)
		try {
			const pale: unknown[] = []
			await look(async (stop) => {
				pale.push(...(await contrasts(page.locator('.work-package-picker'))).filter(({ contrast }) => contrast < minimum).map((text) => ({ stop, ...text })))
				await photograph(`${stop}-${theme}`)
			})
			expect(pale).toEqual([])
		} finally {
			await driver.setTheme(driver.user, 'light')
		}
	})

	it('fits into 320 pixels', async () => {
		await page.setViewportSize({ width: 320, height: 640 })
		await look(async (stop) => {
			await photograph(`${stop}-320`)
			expect(await overflow(), stop).toBeLessThanOrEqual(0)
		})
	})
})

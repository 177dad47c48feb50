// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page } from 'playwright-core'
import type { Driver, Theme } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { FILES } from './driver.ts'
import { eventually } from './eventually.ts'
import { settled } from './tour-of-the-tab.ts'
import { visiting } from './visiting.ts'

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

/** Work packages of the project Garden, changed ten days ago and two. */
const LEAK = 'Pitcher leaks at the lower rim'
const HANGING = 'Move N. ventricosa to the hanging rail'
/** One of a project whose work packages have identifiers, such as NEP-9. */
const PORTERS = 'Book porters for the summit trail'

const stage = visiting()

let driver: Driver
let page: Page
/** The dialog of the search. */
let dialog: Locator

beforeAll(async () => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	driver = stage.driver
	await driver.choose(driver.user, 'unifiedSearch', true)
})

beforeEach(() => {
	page = stage.page
})

afterEach(() => driver.nepenthes.faults.clear())

const field = () => dialog.getByRole('textbox', { name: 'Search apps, files, tags, messages' })
const connectedServices = () => dialog.getByRole('switch', { name: 'Search connected services' })
const list = (provider: string) => dialog.getByRole('list', { name: provider, exact: true })
const results = (provider = 'Nepenthes') => list(provider).getByRole('link')
const hit = (subject: string) => results().filter({ hasText: subject })
const groups = () => dialog.getByRole('heading', { level: 4 }).allInnerTexts()
const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement)
const addressOf = (subject: string) => `${driver.nepenthes.url}/work_packages/${driver.nepenthes.workPackageBySubject(subject).id}`

/** Opens the search on the dashboard, as someone whose account is connected. */
async function openSearch() {
	await stage.connectOnce(page, driver.user)
	await driver.openDashboard(page)
	dialog = await driver.openSearch(page)
}

/** The same, and lets it ask other services too. */
async function openSearchEverywhere() {
	await openSearch()
	await connectedServices().press('Space')
}

describe('who has switched the search on', () => {
	it('finds work packages below the files, each with a picture and what it is', async () => {
		await openSearchEverywhere()
		await field().fill('pitcher')
		await results('Files').getByText(FILES.file).waitFor()
		await hit(LEAK).getByText('Garden · Bug · In progress · Bob Builder', { exact: true }).waitFor()
		await eventually(async () => (await groups()).filter((name) => ['Files', 'Nepenthes'].includes(name))).toEqual(['Files', 'Nepenthes'])
		await eventually(() => list('Nepenthes').locator('img').evaluateAll((pictures) => pictures.map((picture) => (picture as HTMLImageElement).naturalWidth > 0))).toEqual([true, true, true, true, true])
	})

	it('is led to Nepenthes by a result, in the same tab, and back', async () => {
		await openSearchEverywhere()
		await field().fill('lower rim')
		await hit(LEAK).click()
		await page.waitForURL(addressOf(LEAK))
		expect(page.context().pages()).toHaveLength(1)
		await page.goBack()
		await page.waitForURL(/\/apps\/dashboard/)
	})

	it('finds a work package by its number, its identifier or its pasted address, before all others', async () => {
		const { id } = driver.nepenthes.workPackageBySubject(LEAK)
		const { displayId } = driver.nepenthes.workPackageBySubject(PORTERS)
		expect(displayId).toMatch(/^NEP-\d+$/)
		await openSearchEverywhere()
		for (const [typed, title] of [
			[String(id), `#${id} ${LEAK}`],
			[displayId, `${displayId} ${PORTERS}`],
			[`#${id}`, `#${id} ${LEAK}`],
			[displayId.toLowerCase(), `${displayId} ${PORTERS}`],
			[`${driver.nepenthes.url}/projects/garden/work_packages/${id}/activity`, `#${id} ${LEAK}`],
			[`${driver.nepenthes.url}/wp/${displayId}`, `${displayId} ${PORTERS}`],
		] as const) {
			await field().fill(typed)
			await results().first().getByText(title, { exact: true }).waitFor()
		}
	})

	it('loads five more with each "Load more results", below those that were there', async () => {
		await openSearchEverywhere()
		await field().fill('garden')
		await eventually(() => results().count()).toBe(5)
		const seen = [await results().allInnerTexts()]
		for (const count of [10, 15]) {
			await dialog.locator('.result').filter({ has: page.getByRole('list', { name: 'Nepenthes', exact: true }) }).getByRole('button', { name: 'Load more results' }).click()
			await eventually(() => results().count()).toBe(count)
			seen.push(await results().allInnerTexts())
		}
		const [five, ten, fifteen] = seen
		expect(ten!.slice(0, 5)).toEqual(five)
		expect(fifteen!.slice(0, 10)).toEqual(ten)
		expect(new Set(fifteen).size).toBe(15)
	})

	it('keeps to a time: what was changed in it is found, all else is not', async () => {
		await openSearchEverywhere()
		await field().fill('garden')
		await eventually(() => results().count()).toBe(5)
		await dialog.getByRole('button', { name: 'Date' }).click()
		await page.getByRole('menuitem', { name: 'Last 7 days' }).click()
		await field().fill('garden ventricosa')
		await hit(HANGING).waitFor()
		await field().fill('lower rim')
		await dialog.getByText('No matching results').waitFor()
		// Nothing stood in the way but the time.
		await dialog.locator('.nc-chip button, .chip .close-icon').click()
		await hit(LEAK).waitFor()
	})

	it('keeps to a person: what their account in Nepenthes is to do', async () => {
		const { colleague } = driver
		const visit = await openVisit(stage.browser)
		await stage.connectOnce(visit.page, colleague)
		await visit.close()
		await openSearchEverywhere()
		await field().fill('garden')
		await results().first().waitFor()
		const others = results().filter({ hasNotText: '· Bob Builder' })
		await eventually(() => others.count()).toBeGreaterThan(0)
		await dialog.getByRole('button', { name: 'People' }).click()
		await page.getByRole('button', { name: new RegExp(`Bob Builder|${colleague.id}`) }).click()
		await eventually(async () => [await results().count(), await others.count()]).toEqual([5, 0])
	})

	it('may use the keyboard alone, from the page to the work package', async () => {
		await stage.connectOnce(page, driver.user)
		await driver.openDashboard(page)
		await page.keyboard.press('Control+f')
		dialog = page.getByRole('dialog', { name: 'Unified search' })
		await eventually(() => isFocused(field())).toBe(true)
		await page.keyboard.type('lower rim')
		const tabTo = async (wanted: Locator) => {
			for (let steps = 0; steps < 12 && !await isFocused(wanted); steps++) {
				await page.keyboard.press('Tab')
			}
			expect(await isFocused(wanted)).toBe(true)
		}
		await connectedServices().waitFor({ state: 'attached' })
		await tabTo(connectedServices())
		await page.keyboard.press('Space')
		await hit(LEAK).waitFor()
		await tabTo(hit(LEAK))
		await page.keyboard.press('Enter')
		await page.waitForURL(addressOf(LEAK))
	})

	it('reads subjects as they were written, whatever they look like', async () => {
		const alerts: string[] = []
		page.on('dialog', (alert) => {
			alerts.push(alert.message())
			void alert.dismiss()
		})
		await openSearchEverywhere()
		await field().fill('<script>')
		await results().getByText('<script>alert(1)</script>').waitFor()
		await field().fill('<b>Bold')
		await results().getByText('<b>Bold</b> label in the plant list is shown as text').waitFor()
		expect(await results().locator('b, script').count()).toBe(0)
		expect(alerts).toEqual([])
	})
})

describe('what is typed', () => {
	/** Questions about work packages that reached Nepenthes. */
	const reached = () => driver.nepenthes.requests.filter(({ url }) => url.includes('/api/v3/work_packages')).length

	it('stays in Nextcloud until other services are switched on, or Nepenthes is the place that is chosen', async () => {
		const asked: string[] = []
		page.on('request', (request) => {
			const [, provider] = /\/search\/providers\/([^/]+)\/search\?/.exec(request.url()) ?? []
			asked.push(...provider === undefined ? [] : [provider])
		})
		await openSearch()
		const before = reached()
		await field().fill('pitcher')
		await results('Files').getByText(FILES.file).waitFor()
		expect(asked).toContain('files')
		expect(asked).not.toContain('nepenthes')
		expect(reached()).toBe(before)

		await dialog.getByRole('button', { name: 'Places' }).click()
		await page.getByRole('menuitem', { name: 'Nepenthes' }).click()
		await hit(LEAK).waitFor()
		expect(reached()).toBeGreaterThan(before)
	})

	it('leads to nothing of Nepenthes for whom the search is off; and to all of it once they switch it on in their settings', async () => {
		const { colleague } = driver
		try {
			await stage.connectOnce(page, colleague)
			const before = reached()
			await driver.openDashboard(page)
			dialog = await driver.openSearch(page)
			await field().fill('pitcher')
			await results('Files').getByText(FILES.file).waitFor()
			expect(await groups()).not.toContain('Nepenthes')
			expect(await connectedServices().count()).toBe(0)
			await dialog.getByRole('button', { name: 'Places' }).click()
			await page.getByRole('menuitem', { name: 'Files' }).first().waitFor()
			expect(await page.getByRole('menuitem', { name: 'Nepenthes' }).count()).toBe(0)
			expect(reached()).toBe(before)

			await page.goto(`${driver.url}/index.php/settings/user/integration_nepenthes`)
			await page.getByRole('switch', { name: 'Enable unified search for tickets' }).press('Space')
			await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
			dialog = await driver.openSearch(page)
			await connectedServices().press('Space')
			await field().fill('lower rim')
			await hit(LEAK).waitFor()
		} finally {
			await driver.choose(colleague, 'unifiedSearch', false)
		}
	})
})

it('whose account is not connected finds files as ever', async () => {
	const { administrator } = driver
	await driver.choose(administrator, 'unifiedSearch', true)
	try {
		await stage.signInOnce(page, administrator)
		await driver.openDashboard(page)
		dialog = await driver.openSearch(page)
		await connectedServices().press('Space')
		const answered = page.waitForResponse(/\/search\/providers\/nepenthes\/search\?/)
		await field().fill('pitcher')
		await results('Files').getByText(FILES.file).waitFor()
		await answered
		expect(await groups()).not.toContain('Nepenthes')
	} finally {
		await driver.choose(administrator, 'unifiedSearch', false)
	}
})

describe('while Nepenthes does not answer', () => {
	it('files are there at once, and the search comes to its end without Nepenthes', async () => {
		const answered: string[] = []
		page.on('response', (response) => {
			const [, provider] = /\/search\/providers\/([^/]+)\/search\?/.exec(response.url()) ?? []
			answered.push(...provider === undefined ? [] : [provider])
		})
		await openSearchEverywhere()
		driver.nepenthes.faults.add({ kind: 'hang', route: '/api/v3/work_packages' })
		await field().fill('pitcher')
		await results('Files').getByText(FILES.file).waitFor()
		await eventually(() => answered).toContain('nepenthes')
		expect(answered.indexOf('files')).toBeLessThan(answered.indexOf('nepenthes'))
		expect(await groups()).not.toContain('Nepenthes')
		await field().fill('lower rim')
		await dialog.getByText('No matching results').waitFor()
	})

	it('nobody is told of it, and the next search finds again', async () => {
		await openSearchEverywhere()
		await driver.nepenthes.setDown(true)
		try {
			await field().fill('lower rim')
			await dialog.getByText('No matching results').waitFor()
		} finally {
			await driver.nepenthes.setDown(false)
		}
		await field().fill('leaks at the lower rim')
		await hit(LEAK).waitFor()
	})
})

describe('it is legible', () => {
	it.each<[Theme, number]>([
		['light', 4.5],
		['dark', 4.5],
		['light-highcontrast', 7],
		['dark-highcontrast', 7],
	])('in the theme %s', async (theme, minimum) => {
		await driver.setTheme(driver.user, theme)
		try {
			await openSearchEverywhere()
			await field().fill('garden')
			await eventually(() => results().count()).toBe(5)
			await list('Nepenthes').scrollIntoViewIfNeeded()
			await page.mouse.move(0, 0)
			await page.screenshot({ path: join(SCREENSHOTS, `unified-search-${theme}.png`) })
			expect((await contrasts(list('Nepenthes'))).filter(({ contrast }) => contrast < minimum)).toEqual([])
			await dialog.getByRole('button', { name: 'Places' }).click()
			await page.getByRole('menuitem', { name: 'Nepenthes' }).waitFor()
			await settled(page)
			await page.screenshot({ path: join(SCREENSHOTS, `unified-search-places-${theme}.png`) })
		} finally {
			await driver.setTheme(driver.user, 'light')
		}
	})
})

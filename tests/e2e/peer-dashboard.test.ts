// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Nextcloud } from '../peers/nextcloud/index.ts'
import type { Visit } from './browser.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { launchBrowser } from './browser.ts'
import { eventually } from './eventually.ts'
import { changeOcs, changeStates, openPeerVisit } from './peer-visit.ts'

let nextcloud: Nextcloud
let browser: Browser
let visit: Visit
let page: Page
/** Of scripts that go wrong on purpose. */
let expectedComplaint: RegExp | undefined

beforeAll(async () => {
	browser = await launchBrowser()
})

afterAll(() => browser.close())

beforeEach(async () => {
	// Each with dashboards that nobody has touched.
	nextcloud = await startNextcloud({ webroot: '/nextcloud' })
	visit = await openPeerVisit(browser, nextcloud, 'alice')
	page = visit.page
	expectedComplaint = undefined
})

afterEach(async () => {
	await visit.close()
	await nextcloud.close()
	expect(visit.complaints.filter((complaint) => !expectedComplaint?.test(complaint))).toEqual([])
})

const panel = (title: string) => page.locator('.panel').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
const titles = () => page.locator('.panel--header h2').allInnerTexts()
const recommended = () => panel('Recommended files').getByRole('link').first()
const dialog = () => page.getByRole('dialog')

async function openDashboard() {
	await page.goto(`${nextcloud.url}/apps/dashboard/`)
	await page.getByRole('button', { name: 'Customize' }).waitFor()
}

async function customize() {
	await page.getByRole('button', { name: 'Customize' }).click()
	await dialog().getByRole('heading', { name: 'Edit widgets' }).waitFor()
}

/** Clicks a choice of the dialog, and waits until the server knows. */
async function choose(name: string, saved = 'layout') {
	const answered = page.waitForResponse((response) => response.url().endsWith(`/api/v3/${saved}`))
	await dialog().getByText(name, { exact: true }).click()
	await answered
}

const foreignPanel = { id: 'foreign', title: 'Foreign', iconClass: 'icon-foreign', iconUrl: '', url: 'https://elsewhere.example/' }
const foreignWidget = { id: 'foreign', title: 'Foreign', order: 20, icon_class: '', icon_url: '', widget_url: '', item_icons_round: false, item_api_versions: [1, 2], reload_interval: 0 }

/** A further widget, on the dashboard after the server's own. */
async function addForeignPanel() {
	await changeStates(page, '/apps/dashboard/', {
		'dashboard-panels': (panels: object) => ({ ...panels, foreign: foreignPanel }),
		'dashboard-layout': (layout: string[]) => [...layout, 'foreign'],
	})
}

async function addForeignWidget(more: object = {}) {
	await addForeignPanel()
	await changeOcs<Record<string, object>>(page, '/api/v1/widgets', (widgets) => ({ ...widgets, foreign: { ...foreignWidget, ...more } }))
}

/** What the API says of the foreign widget, each time that it is asked. */
async function answerItems(answer: () => object) {
	await page.route((url) => url.pathname.endsWith('/api/v2/widget-items') && url.searchParams.getAll('widgets[]').includes('foreign'), (route) => route.fulfill({ json: { ocs: { meta: { status: 'ok', statuscode: 200, message: 'OK' }, data: { foreign: { items: [], emptyContentMessage: '', halfEmptyContentMessage: '', ...answer() } } } } }))
}

const item = (title: string) => ({ title, subtitle: 'Garden', link: 'https://elsewhere.example/1', iconUrl: '', overlayIconUrl: '', sinceId: '1' })

/** Runs in the page before its scripts: a script of an app registers for the ids, when the page is there, and notes its calls. */
function registerFor(ids: string[]) {
	if (window !== window.top) {
		return
	}
	const calls: string[] = []
	Object.assign(window, { calls })
	document.addEventListener('DOMContentLoaded', () => {
		const { register } = (window as unknown as { OCA: { Dashboard: { register: (id: string, callback: (element: HTMLElement, options: { widget: { title: string } }) => void) => void } } }).OCA.Dashboard
		for (const id of ids) {
			register(id, (element, { widget }) => {
				calls.push(`${id}: ${element.dataset.id}, ${widget.title}, ${element.childNodes.length}`)
				element.textContent = `Drawn by ${id}`
			})
		}
	})
}

const calls = () => page.evaluate(() => (window as unknown as { calls: string[] }).calls)

describe('the dashboard', () => {
	it('greets, and shows what nobody has chosen: the recommended files, drawn by their own script', async () => {
		await openDashboard()
		await page.getByRole('heading', { name: /^(Good (morning|afternoon|evening)|Hello), Alice Archer$/ }).waitFor()
		await recommended().waitFor()
		expect(await titles()).toEqual(['Recommended files'])
		expect(await recommended().getAttribute('href')).toMatch(/\/nextcloud\/f\/\d+$/)
	})

	it('gets another widget, which is drawn from the API and still there the next time', async () => {
		await openDashboard()
		await customize()
		await choose('Recent statuses')
		await dialog().getByRole('button', { name: 'Close' }).click()
		await panel('Recent statuses').getByRole('link', { name: 'Bob Builder' }).waitFor()

		await page.reload()
		await panel('Recent statuses').getByRole('link', { name: 'Carol Climber' }).waitFor()
		await recommended().waitFor()
		expect(await titles()).toEqual(['Recommended files', 'Recent statuses'])
	})

	it('loses a widget, and gets it back, drawn anew', async () => {
		await openDashboard()
		await recommended().waitFor()
		await customize()
		await choose('Recommended files')
		await eventually(titles).toEqual([])
		await choose('Recommended files')
		await dialog().getByRole('button', { name: 'Close' }).click()
		await recommended().waitFor()
	})

	it('keeps the order into which widgets are moved', async () => {
		await openDashboard()
		await customize()
		await choose('Recent statuses')
		const saved = page.waitForResponse((response) => response.url().endsWith('/api/v3/layout'))
		await dialog().getByText('Recent statuses').dragTo(dialog().getByText('Recommended files'))
		await saved
		await eventually(titles).toEqual(['Recent statuses', 'Recommended files'])

		await page.reload()
		await recommended().waitFor()
		expect(await titles()).toEqual(['Recent statuses', 'Recommended files'])
	})

	it('has a place for small things below the greeting', async () => {
		await openDashboard()
		await customize()
		await choose('Status', 'statuses')
		await page.locator('#status-status').getByText('Online').waitFor()
		await page.reload()
		await page.locator('#status-status').getByText('Online').waitFor()
	})

	it('can be arranged by keyboard alone', async () => {
		await openDashboard()
		await page.getByRole('button', { name: 'Customize' }).press('Enter')
		const choice = dialog().getByRole('checkbox', { name: 'Favorite files' })
		await choice.focus()
		await page.keyboard.press('Space')
		await panel('Favorite files').getByText('No favorites').waitFor()
		expect(await choice.isChecked()).toBe(true)
	})
})

describe('a widget that the API gives', () => {
	it('shows its items without any script, with the icon and title that the API says', async () => {
		await addForeignWidget({ title: 'Foreign things', icon_url: `${nextcloud.url}/core/img/favicon.svg` })
		await answerItems(() => ({ items: [item('<b>First</b>')] }))
		await openDashboard()
		await panel('Foreign things').getByRole('link', { name: '<b>First</b>' }).waitFor()
		expect(await panel('Foreign things').locator('h2 img').getAttribute('src')).toBe(`${nextcloud.url}/core/img/favicon.svg`)
	})

	it('asks again as often as it wants', async () => {
		await addForeignWidget({ reload_interval: 1 })
		let asked = 0
		await answerItems(() => ({ items: [item(`Asked ${++asked}`)] }))
		await openDashboard()
		await page.getByText('Asked 3').waitFor()
	})

	it('says that there is nothing, with a way to set it up', async () => {
		await addForeignWidget({ buttons: [{ type: 'setup', text: 'Connect', link: 'https://elsewhere.example/setup' }] })
		await answerItems(() => ({ emptyContentMessage: 'Not connected' }))
		await openDashboard()
		await panel('Foreign').getByText('Not connected').waitFor()
		expect(await panel('Foreign').getByRole('link', { name: 'Connect' }).getAttribute('href')).toBe('https://elsewhere.example/setup')
	})

	it('can say so and show items all the same', async () => {
		await addForeignWidget()
		await answerItems(() => ({ items: [item('Old')], halfEmptyContentMessage: 'Nothing new' }))
		await openDashboard()
		await panel('Foreign').getByText('Nothing new').waitFor()
		await panel('Foreign').getByText('Old').waitFor()
	})

	it('leads to more when there are more than fit', async () => {
		await addForeignWidget({ buttons: [{ type: 'more', text: 'All of them', link: 'https://elsewhere.example/all' }] })
		await answerItems(() => ({ items: Array.from({ length: 9 }, (_, index) => item(`Thing ${index}`)) }))
		await openDashboard()
		expect(await panel('Foreign').getByRole('link', { name: 'All of them' }).getAttribute('href')).toBe('https://elsewhere.example/all')
	})

	it('takes the place of what a callback has drawn', async () => {
		await addForeignPanel()
		const listed = Promise.withResolvers<void>()
		await page.route((url) => url.pathname.endsWith('/api/v1/widgets'), async (route) => {
			const response = await route.fetch()
			const { ocs } = await response.json() as { ocs: { data: object } }
			await listed.promise
			await route.fulfill({ response, json: { ocs: { ...ocs, data: { ...ocs.data, foreign: foreignWidget } } } })
		})
		await answerItems(() => ({ items: [item('From the API')] }))
		await page.addInitScript(registerFor, ['foreign'])
		await openDashboard()
		await page.getByText('Drawn by foreign').waitFor()

		listed.resolve()
		await panel('Foreign').getByText('From the API').waitFor()
		expect(await page.getByText('Drawn by foreign').count()).toBe(0)
	})
})

describe('a widget that a script draws', () => {
	beforeEach(addForeignPanel)

	it('gets an empty element of its panel, with what the page knows of it', async () => {
		await page.addInitScript(registerFor, ['foreign'])
		await openDashboard()
		await panel('Foreign').getByText('Drawn by foreign').waitFor()
		expect(await calls()).toEqual(['foreign: foreign, Foreign, 0'])
		expect(await panel('Foreign').locator('h2 .icon-foreign').count()).toBe(1)
	})

	it('gets another element when it was away', async () => {
		await page.addInitScript(registerFor, ['foreign'])
		await openDashboard()
		await panel('Foreign').getByText('Drawn by foreign').waitFor()
		await customize()
		await choose('Foreign')
		await choose('Foreign')
		await eventually(calls).toEqual(['foreign: foreign, Foreign, 0', 'foreign: foreign, Foreign, 0'])
	})

	it('stays empty, as all others, behind a script that registers for a panel that is not there', async () => {
		expectedComplaint = /TypeError/
		await page.addInitScript(registerFor, ['missing', 'foreign'])
		await openDashboard()
		await eventually(() => visit.complaints.length).toBeGreaterThan(0)
		await customize()
		await choose('Recent statuses')
		await dialog().getByRole('button', { name: 'Close' }).click()
		// What the API gives is not concerned.
		await panel('Recent statuses').getByRole('link', { name: 'Bob Builder' }).waitFor()
		expect(await calls()).toEqual([])
		expect(await panel('Foreign').innerText()).toBe('Foreign')
		expect(await panel('Recommended files').innerText()).toBe('Recommended files')
	})
})

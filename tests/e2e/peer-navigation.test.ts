// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Nextcloud } from '../peers/nextcloud/index.ts'
import type { Visit } from './browser.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { launchBrowser } from './browser.ts'
import { changeStates, openPeerVisit } from './peer-visit.ts'

let nextcloud: Nextcloud
let browser: Browser
let visit: Visit
let page: Page

beforeAll(async () => {
	nextcloud = await startNextcloud({ webroot: '/nextcloud' })
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await nextcloud?.close()
})

beforeEach(async () => {
	visit = await openPeerVisit(browser, nextcloud, 'alice')
	page = visit.page
})

afterEach(async () => {
	await visit.close()
	expect(visit.complaints).toEqual([])
})

interface Entry { id: string, name: string, href: string, icon: string, active: boolean, unread: number, app?: string }

const elsewhere: Entry = { id: 'elsewhere', app: 'elsewhere', name: 'Elsewhere', href: 'https://elsewhere.example/', icon: '/nextcloud/core/img/actions/add.svg', active: false, unread: 2 }
const entry = (name: string | RegExp) => page.locator('#app-menu-entries').getByRole('link', { name })

async function openMenu() {
	await page.goto(`${nextcloud.url}/apps/dashboard/`)
	await page.getByRole('button', { name: 'Apps', exact: true }).click()
	await entry('Files').waitFor()
}

describe('the app menu', () => {
	it('marks the app that is open, and ends with where more apps come from', async () => {
		await openMenu()
		expect(await entry('Dashboard').getAttribute('aria-current')).toBe('page')
		expect(await entry('App store').getAttribute('target')).toBe('_blank')
	})

	it('leads to other hosts too, in the same tab, and tells of news', async () => {
		await changeStates(page, '/apps/dashboard/', { 'core-apps': ([dashboard, ...others]: Entry[]) => [dashboard, elsewhere, ...others] })
		await page.route('https://elsewhere.example/', (route) => route.fulfill({ contentType: 'text/html', body: '<link rel="icon" href="data:,"><title>Elsewhere</title>' }))
		await openMenu()
		expect((await page.locator('#app-menu-entries').getByRole('link').allInnerTexts()).map((text) => text.split('\n')[0])).toEqual(expect.arrayContaining(['Dashboard', 'Elsewhere', 'Files']))
		await entry('Elsewhere 2 notifications').click()
		await page.waitForURL('https://elsewhere.example/')
		expect(page.context().pages()).toHaveLength(1)
	})

	it('follows what apps say while the page is open', async () => {
		await openMenu()
		await page.evaluate(() => (window as unknown as { OC: { setNavigationCounter: (app: string, count: number) => void } }).OC.setNavigationCounter('files', 1))
		await entry('Files 1 notification').waitFor()
		await page.evaluate((apps) => (window as unknown as { _nc_event_bus: { emit: (name: string, event: object) => void } })._nc_event_bus.emit('nextcloud:app-menu.refresh', { apps }), [elsewhere])
		await entry(/^Elsewhere/).waitFor()
		expect(await entry('Dashboard').count()).toBe(0)
	})
})

describe('the personal settings', () => {
	it('show a section that somebody else has added, with what a script puts into its frame', async () => {
		await changeStates(page, '/settings/user/somebody_elses', { 'settings-sections': ({ personal, admin }: { personal: object[], admin: object[] }) => ({
			personal: [...personal, { id: 'somebody_elses', name: 'Somebody else\'s', active: true, icon: '/nextcloud/core/img/actions/add.svg' }],
			admin,
		}) })
		// The frame is empty; the element for the script is put into it before the page's own scripts take it apart.
		await page.addInitScript(() => document.addEventListener('readystatechange', () => {
			if (document.readyState === 'interactive') {
				document.getElementById('original-settings-content')?.insertAdjacentHTML('beforeend', '<div id="somebody-elses-settings">Here it is</div>')
			}
		}))
		await page.goto(`${nextcloud.url}/settings/user/somebody_elses`)
		await page.locator('.settings-content #somebody-elses-settings').getByText('Here it is').waitFor()
		const section = page.getByRole('link', { name: 'Somebody else\'s' })
		expect(await section.getAttribute('href')).toBe('/nextcloud/settings/user/somebody_elses')
		expect(await page.locator('#original-settings-content').count()).toBe(0)
	})
})

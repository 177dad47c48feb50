// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from 'playwright-core'
import type { Driver, Theme } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contrasts } from './contrast.ts'
import { visiting } from './visiting.ts'

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

const stage = visiting()

let driver: Driver
let page: Page

beforeAll(async () => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	driver = stage.driver
	await driver.choose(driver.user, 'navigationLink', true)
})

beforeEach(() => {
	page = stage.page
})

/** The names of what the app menu offers, and the entry that leads to Nepenthes. */
async function openMenu(name = 'Open Nepenthes') {
	const menu = await driver.openAppMenu(page)
	const names = await menu.locator('a').allInnerTexts()
	return { menu, names: names.map((text) => text.trim()), link: menu.locator('a').filter({ hasText: name }) }
}

const section = () => `${driver.url}/index.php/settings/user/integration_nepenthes`

describe('who has switched the navigation link on', () => {
	it('is led to Nepenthes by the app menu, in the same tab, and back by the browser', async () => {
		await stage.signInOnce(page, driver.user)
		await driver.openDashboard(page)
		const { link } = await openMenu()
		expect(await link.getAttribute('href')).toBe(driver.nepenthes.url)
		await link.click()
		await page.waitForURL(({ origin }) => origin === new URL(driver.nepenthes.url).origin)
		expect(page.context().pages()).toHaveLength(1)
		await page.goBack()
		await page.waitForURL(/\/apps\/dashboard/)
		await driver.openAppMenu(page)
	})

	it('finds it on every page, beside the page of the app, with a picture, and nowhere as where they are', async () => {
		await stage.signInOnce(page, driver.user)
		for (const open of [
			() => driver.openDashboard(page),
			() => driver.openFiles(page),
			() => page.goto(section()),
			async () => {
				await driver.openFiles(page)
				await driver.openApp(page, 'Nepenthes')
			},
		]) {
			await open()
			const { names, link } = await openMenu()
			expect(names[names.indexOf('Open Nepenthes') - 1]).toBe('Nepenthes')
			expect(await link.getAttribute('aria-current'), page.url()).toBeNull()
			expect(await link.locator('img').evaluate((picture: HTMLImageElement) => picture.decode().then(() => picture.naturalWidth))).toBeGreaterThan(0)
		}
	})

	it('reads it in their language', async () => {
		await driver.setLanguage(driver.user, 'de')
		try {
			await stage.signInOnce(page, driver.user)
			await driver.openDashboard(page)
			const { names } = await openMenu('Nepenthes öffnen')
			expect(names).toContain('Nepenthes öffnen')
			expect(names).not.toContain('Open Nepenthes')
		} finally {
			await driver.setLanguage(driver.user, 'en')
		}
	})

	it.each<[Theme, number]>([['light', 4.5], ['dark', 4.5]])('can read it in the theme %s', async (theme, minimum) => {
		await driver.setTheme(driver.user, theme)
		try {
			await stage.signInOnce(page, driver.user)
			await driver.openDashboard(page)
			const { menu } = await openMenu()
			await page.screenshot({ path: join(SCREENSHOTS, `navigation-link-${theme}.png`) })
			expect((await contrasts(menu)).filter(({ contrast }) => contrast < minimum)).toEqual([])
		} finally {
			await driver.setTheme(driver.user, 'light')
		}
	})
})

it('who has not does not have it, until they switch it on in their settings; and no more once they switch it off', async () => {
	const { colleague } = driver
	const toggle = async () => {
		await page.goto(section())
		await page.getByRole('switch', { name: 'Enable navigation link' }).press('Space')
		await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
	}
	const offered = async () => {
		await driver.openDashboard(page)
		return (await openMenu()).names.includes('Open Nepenthes')
	}
	await stage.signInOnce(page, colleague)
	expect(await offered()).toBe(false)
	await toggle()
	expect(await offered()).toBe(true)
	await toggle()
	expect(await offered()).toBe(false)
})

it('two accounts, one after the other in one browser, each have their own menu', async () => {
	const offered: boolean[] = []
	for (const account of [driver.user, driver.stranger, driver.user]) {
		await driver.signIn(page, account)
		await driver.openDashboard(page)
		offered.push((await openMenu()).names.includes('Open Nepenthes'))
		await driver.openDashboard(page)
		await driver.signOut(page)
	}
	expect(offered).toEqual([true, false, true])
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from 'playwright-core'
import type { Driver } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { embeddedDriver } from './drivers/embedded.ts'
import { eventually } from './eventually.ts'
import { visiting } from './visiting.ts'

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

const LEAK = 'Pitcher leaks at the lower rim'

// The page with the editor is one of the embedded Nextcloud.
const stage = visiting({ start: embeddedDriver })

let driver: Driver
let page: Page

beforeAll(() => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	driver = stage.driver
})

beforeEach(() => {
	page = stage.page
})

const content = () => page.getByRole('textbox', { name: 'Content' })
const picker = () => page.getByRole('dialog').filter({ has: page.getByRole('combobox') })
const options = () => picker().getByRole('option')
const found = () => options().filter({ hasText: ' · ' })

/** Begins a document, on a page without our script, and chooses Nepenthes in its picker. */
async function openPicker() {
	await stage.connectOnce(page, driver.user)
	// As in clients that run no scripts of apps, and on a page where ours failed.
	stage.expected.push(/ERR_FAILED .*\/apps\/integration_nepenthes\/assets\//)
	await page.route('**/apps/integration_nepenthes/assets/**', (route) => route.abort())
	await page.goto(`${driver.url}/index.php/apps/peer_text/`)
	await page.getByRole('button', { name: 'New document' }).click()
	await content().click()
	await page.keyboard.type('See /nep')
	await page.getByRole('listbox').getByText('Nepenthes work packages').click()
	await picker().getByRole('combobox').waitFor()
}

describe('the smart picker, without a script of the app', () => {
	it('searches work packages, shows each with its picture, and inserts the link', async () => {
		await openPicker()
		await picker().getByRole('combobox').fill('garden')
		await eventually(() => found().count()).toBe(5)
		await eventually(() => found().locator('img').evaluateAll((pictures) => pictures.map((picture) => (picture as HTMLImageElement).naturalWidth > 0))).toEqual([true, true, true, true, true])
		await page.screenshot({ path: join(SCREENSHOTS, 'search-in-the-picker.png') })
		await picker().getByRole('combobox').fill('lower rim')
		await found().filter({ hasText: LEAK }).click()
		const { id } = driver.nepenthes.workPackageBySubject(LEAK)
		await eventually(async () => (await content().innerText()).trim()).toBe(`See ${driver.nepenthes.url}/work_packages/${id}`)
	})

	it('loads more as long as there are more, each work package once', async () => {
		await openPicker()
		await picker().getByRole('combobox').fill('pitcher')
		await eventually(() => found().count()).toBe(5)
		const more = options().filter({ hasText: 'Load more' })
		const answered = page.waitForResponse(/\/search\/providers\/nepenthes\/search\?.*cursor=5/)
		await more.click()
		await answered
		// The list closes after a click, as that of every field of this kind.
		await picker().getByRole('combobox').press('ArrowDown')
		await eventually(() => found().count()).toBeGreaterThan(5)
		const subjects = await found().allInnerTexts()
		expect(new Set(subjects).size).toBe(subjects.length)
		expect(subjects.length).toBeLessThan(10)
		await eventually(() => more.count()).toBe(0)
	})
})

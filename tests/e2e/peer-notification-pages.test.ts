// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { Nepenthes } from '../peers/nepenthes/index.ts'
import type { Visit } from './browser.ts'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startNepenthes } from '../peers/nepenthes/index.ts'
import { launchBrowser, openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { signInAtNepenthes } from './nepenthes-pages.ts'

const RIM = 'Pitcher leaks at the lower rim'

let nepenthes: Nepenthes
let browser: Browser
const visits: Visit[] = []

beforeAll(async () => {
	nepenthes = await startNepenthes({ basePath: '/np' })
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await nepenthes?.close()
})

afterEach(async () => {
	await Promise.all(visits.splice(0).map((visit) => visit.close()))
})

async function openAs(login: string, path: string, options: BrowserContextOptions = {}): Promise<Visit> {
	const visit = await openVisit(browser, options)
	visits.push(visit)
	await visit.page.goto(`${nepenthes.url}${path}`)
	await signInAtNepenthes(visit.page, login)
	return visit
}

describe('what people tell each other in the embedded Nepenthes', () => {
	it('reaches the other one\'s notification centre, and goes from there when it was read', async () => {
		nepenthes.clearNotifications('alice')
		const bob = await openAs('bob', '/work_packages/1042/activity')
		await bob.page.getByLabel('Comment').fill('Is it wet, @alice?')
		await bob.page.getByRole('button', { name: 'Comment', exact: true }).click()
		await bob.page.getByText('Is it wet, @Alice Archer?').waitFor()

		const alice = await openAs('alice', '/notifications')
		await alice.page.getByRole('link', { name: 'Notifications 1' }).waitFor()
		await alice.page.getByText(/^Mentioned · Bob Builder/).waitFor()
		await alice.page.getByRole('link', { name: RIM }).click()
		await alice.page.getByText('Is it wet, @Alice Archer?').waitFor()
		await alice.page.getByRole('button', { name: `Mark as read: ${RIM}` }).click()
		await alice.page.getByRole('button', { name: `Mark as read: ${RIM}` }).waitFor({ state: 'detached' })
		await alice.page.getByRole('link', { name: 'Notifications', exact: true }).click()
		await alice.page.getByText('Nothing new').waitFor()
		expect([...bob.complaints, ...alice.complaints]).toEqual([])
	})

	it.each(['light', 'dark'] as const)('can be read in a %s theme, and fits a narrow screen', async (colorScheme) => {
		nepenthes.notify({ user: 'alice', reason: 'assigned', workPackage: RIM, actor: 'bob' })
		const { page } = await openAs('alice', '/notifications?show=all', { colorScheme, viewport: { width: 320, height: 700 } })
		for (const heading of ['Notifications', RIM]) {
			await page.getByRole('heading', { name: heading }).waitFor()
			const texts = await contrasts(page.locator('body'))
			expect(texts.length).toBeGreaterThan(5)
			expect(texts.filter(({ contrast }) => contrast < 4.5)).toEqual([])
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
			await page.goto(`${nepenthes.url}/notifications/details/1042/activity`)
		}
	})
})

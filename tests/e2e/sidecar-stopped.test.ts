// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Stack } from '../stack.ts'
import type { Visit } from './browser.ts'
import type { Steps } from './driver.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startStack } from '../stack.ts'
import { launchBrowser, openVisit } from './browser.ts'
import { basic } from './drivers/account-files.ts'
import { nextcloudSteps } from './drivers/steps.ts'
import { eventually } from './eventually.ts'
import { connectingOnce } from './signed-in.ts'

const ALICE = { id: 'alice', password: 'alice-password', login: 'alice' }
const WIDGET = 'nepenthes_notifications'
const RIM = 'Pitcher leaks at the lower rim'
const PLANTS = 'https://botany.example/pitcher-plants'
/** What the app says while it is not there. */
const SILENT = 'The Nepenthes app in Nextcloud does not answer'

let stack: Stack
let steps: Steps
let connectOnce: ReturnType<typeof connectingOnce>
let browser: Browser
let visit: Visit
let page: Page

beforeAll(async () => {
	stack = await startStack({ front: true, nextcloud: { webroot: '/nextcloud' } })
	steps = nextcloudSteps(stack.gatewayUrl)
	connectOnce = connectingOnce(steps)
	const { status } = await fetch(`${stack.gatewayUrl}/apps/integration_nepenthes/api/settings/unifiedSearch`, {
		method: 'PUT',
		headers: { authorization: basic(ALICE), 'ocs-apirequest': 'true', 'content-type': 'application/json' },
		body: JSON.stringify({ value: true }),
	})
	expect(status).toBe(200)
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await stack?.close()
})

beforeEach(async () => {
	visit = await openVisit(browser)
	page = visit.page
	await connectOnce(page, ALICE)
	stack.nepenthes.clearNotifications('alice')
	stack.nepenthes.notify({ user: 'alice', reason: 'mentioned', workPackage: RIM, actor: 'bob' })
})

afterEach(async () => {
	await visit.close()
	await stack.nepenthes.setDown(false)
	await stack.restart()
})

/** Opens the page anew, in which the browser then has nothing to complain about. */
async function reloadInPeace(shown: () => Promise<unknown>) {
	await page.goto('about:blank')
	visit.complaints.length = 0
	await page.goBack()
	await shown()
	expect(visit.complaints).toEqual([])
}

describe('the dashboard', () => {
	const widget = () => steps.widget(page, WIDGET)
	const row = () => widget().getByRole('article').filter({ hasText: RIM })
	const panel = (title: string) => page.locator('.panel').filter({ has: page.getByRole('heading', { name: title, exact: true }) })

	it('goes on, only the widget of the app says that nobody answers', async () => {
		await steps.openDashboard(page)
		await steps.toggleWidget(page, WIDGET)
		await row().waitFor()

		await stack.stopSidecar()
		await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
		await widget().getByText(SILENT).last().waitFor()
		await row().waitFor()
		await widget().getByRole('button', { name: 'Try again' }).click()
		await widget().getByText(SILENT).last().waitFor()
		// Off and on again: what people arrange is kept.
		await steps.toggleWidget(page, 'recommendations')
		await panel('Recommended files').waitFor({ state: 'detached' })
		await steps.toggleWidget(page, 'recommendations')
		await panel('Recommended files').getByRole('link').first().waitFor()

		await reloadInPeace(() => panel('Recommended files').getByRole('link').first().waitFor())
		expect(await widget().count()).toBe(0)

		await stack.restart()
		await reloadInPeace(() => row().waitFor())
		await steps.toggleWidget(page, WIDGET)
	})

	it('has a way to try again for a widget that was not loaded before', async () => {
		await steps.openDashboard(page)
		await panel('Recommended files').getByRole('link').first().waitFor()
		await stack.stopSidecar()
		await steps.toggleWidget(page, WIDGET)
		await widget().getByText('This part of the page could not be loaded.').waitFor()
		await stack.restart()
		await widget().getByRole('button', { name: 'Try again' }).click()
		await row().waitFor()
		await steps.toggleWidget(page, WIDGET)
	})
})

describe('the search', () => {
	const dialog = () => page.getByRole('dialog', { name: 'Unified search' })
	const results = (provider: string) => dialog().getByRole('list', { name: provider, exact: true }).getByRole('link')

	const connected = () => dialog().getByText('Search connected services')
	const find = (term: string) => dialog().getByRole('textbox', { name: 'Search apps, files, tags, messages' }).fill(term)

	async function openSearch() {
		await page.getByRole('button', { name: 'Search apps, files, tags, messages' }).click()
		await dialog().getByText('Start typing to search').waitFor()
	}

	it('goes on, and finds no work packages', async () => {
		await steps.openDashboard(page)
		await openSearch()
		await connected().click()
		await stack.stopSidecar()
		const refused = page.waitForResponse(/\/search\/providers\/nepenthes\/search/)
		await find('er')
		await results('Files').first().waitFor()
		await results('Settings').getByText('Personal info').waitFor()
		expect((await refused).ok()).toBe(false)
		expect(await results('Nepenthes').count()).toBe(0)

		await reloadInPeace(async () => {
			await openSearch()
			await find('er')
			await results('Files').first().waitFor()
			await results('Settings').getByText('Personal info').waitFor()
		})
		expect(await connected().count()).toBe(0)

		await stack.restart()
		await reloadInPeace(async () => {
			await openSearch()
			await connected().click()
			await find('pitcher')
			await results('Nepenthes').first().waitFor()
		})
	})
})

describe('an editor', () => {
	const content = () => page.getByRole('textbox', { name: 'Content' })
	const preview = () => page.getByRole('region', { name: 'Preview' })
	const card = () => preview().locator('.link-preview-card')
	const link = () => `${stack.nepenthes.url}/work_packages/${stack.nepenthes.workPackageBySubject(RIM).id}`

	async function open(text: string) {
		const id = stack.nextcloud.documents.add('alice', { title: 'Notes', content: text })
		await page.goto(`${stack.gatewayUrl}/apps/peer_text/${id}`)
		await content().waitFor()
		return id
	}

	it('goes on, with previews of all other links', async () => {
		const id = await open(`About:\n\n${link()}`)
		await card().getByText(RIM).waitFor()

		await stack.stopSidecar()
		await content().click()
		await page.keyboard.press('Control+End')
		await page.keyboard.type(` and ${PLANTS} `)
		await preview().getByText('Pitcher plants', { exact: true }).waitFor()
		await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
		expect(stack.nextcloud.documents.get('alice', id)?.content).toContain(`and ${PLANTS}`)

		await reloadInPeace(() => preview().getByText('Pitcher plants', { exact: true }).waitFor())
		await preview().getByRole('link', { name: link(), exact: true }).waitFor()
		expect(await card().count()).toBe(0)

		await stack.restart()
		await reloadInPeace(() => card().getByText(RIM).waitFor())
	})

	it('has cards that can be asked again, also in vain', async () => {
		await stack.nepenthes.setDown(true)
		await open(`About:\n\n${link()}`)
		const again = card().getByRole('button', { name: 'Try again' })
		await card().getByText('Nepenthes does not answer').waitFor()

		await stack.stopSidecar()
		const answered = page.waitForResponse(/\/api\/link-previews/)
		await again.click()
		await answered
		await eventually(() => again.getAttribute('aria-disabled')).toBe('false')
		await card().getByText('Nepenthes does not answer').waitFor()

		await stack.restart()
		await stack.nepenthes.setDown(false)
		await again.click()
		await card().getByText(RIM).waitFor()
	})
})

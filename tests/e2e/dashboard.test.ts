// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Account, Driver, Theme } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { eventually } from './eventually.ts'
import { authorizeAtNepenthes } from './nepenthes-pages.ts'
import { startDriver } from './start-driver.ts'
import { settled } from './tour-of-the-tab.ts'

const WIDGET = 'nepenthes_notifications'
const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

/** Work packages of the embedded Nepenthes that both may see. */
const RIM = 'Pitcher leaks at the lower rim'
const GAUGE = 'Rain gauge at the north wall reads double'
const FLYTRAPS = 'Feed the flytraps 🪰🌱 before the open day 🎉'
const SCRIPT = '<script>alert(1)</script>'

let driver: Driver
let browser: Browser
let visit: Visit
let page: Page

const widget = (at = page) => driver.widget(at, WIDGET)
/** The list, whether or not anything is in it. */
const list = (at = page) => widget(at).locator('section[aria-busy=false]').filter({ has: at.locator('ul, .state-message') })

beforeAll(async () => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	driver = await startDriver()
	browser = await launchBrowser()
	// Once for all: the layout of a dashboard belongs to the account.
	for (const account of [driver.user, driver.colleague]) {
		await come(account)
		await driver.toggleWidget(page, WIDGET)
		await widget().getByRole('button', { name: 'Connect to Nepenthes' }).waitFor()
		await visit.close()
	}
})

afterAll(async () => {
	await browser?.close()
	await driver?.close()
})

beforeEach(() => {
	driver.nepenthes.clearNotifications(driver.user.login)
	driver.nepenthes.clearNotifications(driver.colleague.login)
})

afterEach(async () => {
	await visit.close()
	await driver.nepenthes.setDown(false)
})

/** Signs in and opens the dashboard. */
async function come(account: Account = driver.user, options: BrowserContextOptions = {}) {
	visit = await openVisit(browser, options)
	page = visit.page
	await driver.signIn(page, account)
	await driver.openDashboard(page)
}

/** The same, with the account connected. */
async function comeConnected(account: Account = driver.user, options: BrowserContextOptions = {}) {
	await come(account, options)
	await connected(account)
}

async function connected(account: Account, at = page) {
	const offer = widget(at).getByRole('button', { name: /^(?:Connect to Nepenthes|Mit Nepenthes verbinden)$/ })
	await offer.or(list(at).first()).first().waitFor()
	if (await offer.isVisible()) {
		await offer.click()
		await authorizeAtNepenthes(at, account.login)
		await at.waitForURL(/dashboard/)
		await list(at).first().waitFor()
	}
}

const row = (subject: string, at = page) => widget(at).getByRole('article').filter({ hasText: subject })
const rows = (at = page) => widget(at).getByRole('article').count()
const tell = (subject: string, reason = 'mentioned') => driver.nepenthes.notify({ user: driver.user.login, reason, workPackage: subject, actor: driver.colleague.login })
const unreadInNepenthes = () => driver.nepenthes.notificationsOf(driver.user.login).filter(({ read }) => !read).length
const check = (subject: string) => row(subject).getByRole('button', { name: /as read$/ })

/** The user comes back to the window: a browser under control always shows all of them. */
const lookAgain = (at = page) => at.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))

/** Chromium complains of every 409, which is how the app says that nobody is connected. */
const complaints = () => visit.complaints.filter((complaint) => !complaint.includes('status of 409'))

const photograph = (name: string) => page.screenshot({ path: join(SCREENSHOTS, `dashboard-${name}.png`) })

describe('what people are told in Nepenthes', () => {
	it('stands on the dashboard, whatever the reason', async () => {
		const { nepenthes, user, colleague } = driver
		const told: [subject: string, reason: string, said: RegExp][] = [
			[RIM, 'mentioned', /Mentioned · .+ · Bob Builder · now/],
			['Camera that counts visits to a pitcher', 'watched', /Watched · /],
			['Photograph all hybrids for the catalogue', 'assigned', /Assigned · /],
			['Minutes of the spring meeting', 'subscribed', /Subscribed · /],
			['Which vents stick in wet weather', 'shared', /Shared · /],
			['Book porters for the summit trail', 'scheduled', /Dates changed · /],
			['Thermostat shows Fahrenheit after the update', 'prioritized', /Priority changed · /],
			['Pump in the rain barrel starts twice', 'commented', /Commented · /],
			['Watering plan that knows the weather forecast', 'responsible', /Accountable · /],
			[GAUGE, 'processed', /Status changed · /],
			[FLYTRAPS, 'created', /Created · /],
			['Renew the phytosanitary certificate', 'reminder', /Reminder · /],
			['Tie up the climbing Nepenthes at the arch', 'dateAlert', /(?:Due (?:on|today)|Overdue since) ?.* · /],
			['Price list that people can read on a phone', 'praised', /Something new · /],
		]
		for (const [workPackage, reason] of told) {
			nepenthes.notify({ user: user.login, reason, workPackage, actor: ['reminder', 'dateAlert'].includes(reason) ? null : colleague.login })
		}
		tell(RIM, 'assigned')
		await comeConnected()
		for (const [subject, , said] of told) {
			await row(subject).filter({ hasText: said }).waitFor()
		}
		await row(RIM).filter({ hasText: 'Assigned · Mentioned' }).waitFor()
		await widget().getByRole('tab', { name: 'Notifications 15', selected: true }).waitFor()
		await widget().getByText('15 unread').first().waitFor()
		await photograph('every-reason')
		expect(complaints()).toEqual([])
	})

	it('says the two newest of many reasons, so that project, people and time stay in sight', async () => {
		for (const reason of ['watched', 'assigned', 'scheduled', 'prioritized', 'mentioned']) {
			tell(RIM, reason)
		}
		await comeConnected()
		const facts = row(RIM).locator('.work-package-row__facts')
		await facts.filter({ hasText: /^Unread: Mentioned · Priority changed · and 3 more \(Dates changed, Assigned, Watched\) · Garden · .*Bob Builder · now$/ }).waitFor()
		expect(await facts.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
		await expect(row(RIM).getByTitle('Dates changed, Assigned, Watched').count()).resolves.toBe(1)
	})

	it('can be marked as read with the keyboard: where the focus is, is seen whole', async () => {
		tell(RIM)
		await comeConnected()
		await check(RIM).waitFor()
		await row(RIM).getByRole('link').focus()
		await page.keyboard.press('Tab')
		const room = await check(RIM).evaluate((button) => {
			const { outlineWidth, outlineOffset, boxShadow } = getComputedStyle(button)
			const ring = Math.max(parseFloat(outlineWidth) + parseFloat(outlineOffset), ...[...boxShadow.matchAll(/(\d+)px(?:,|$)/g)].map(([, spread]) => Number(spread)))
			return button.closest('ul')!.getBoundingClientRect().right - button.getBoundingClientRect().right - ring
		})
		expect(room).toBeGreaterThanOrEqual(0)
	})

	it('opens in Nepenthes, in a new tab', async () => {
		tell(RIM)
		await comeConnected()
		const opened = page.waitForEvent('popup')
		await row(RIM).getByRole('link').click()
		const inNepenthes = await opened
		await inNepenthes.waitForURL((url) => url.href.startsWith(driver.nepenthes.url))
		await expect(widget().getByRole('link', { name: 'Open notification centre' }).getAttribute('href')).resolves.toContain(driver.nepenthes.url)
	})

	it('is text, whatever it looks like', async () => {
		tell(SCRIPT)
		tell('<b>Bold</b> label in the plant list is shown as text')
		await comeConnected()
		await row(SCRIPT).waitFor()
		await row('<b>Bold</b> label').waitFor()
		await check(SCRIPT).waitFor()
		expect(await widget().locator('b, script').count()).toBe(0)
		expect(complaints()).toEqual([])
	})

	it('comes page by page, one row for each work package', async () => {
		for (let time = 0; time < 60; time++) {
			tell(GAUGE)
			tell(FLYTRAPS)
		}
		tell(RIM)
		await comeConnected()
		await widget().getByText('121 unread').first().waitFor()
		expect(await rows()).toBe(3)
		await widget().getByRole('button', { name: 'Show more' }).click()
		await widget().getByRole('button', { name: 'Show more' }).waitFor({ state: 'detached' })
		expect(await rows()).toBe(3)
	})

	it('may be nothing', async () => {
		await comeConnected()
		await widget().getByText('Nothing new').last().waitFor()
		expect(await widget().getByRole('button', { name: 'Mark all as read' }).count()).toBe(0)
		await photograph('nothing-new')
	})
})

describe('reading', () => {
	it('of one is done at once, in Nepenthes too, and leads to the next', async () => {
		tell(FLYTRAPS)
		tell(GAUGE)
		tell(RIM)
		await comeConnected()
		await row(GAUGE).hover()
		await check(GAUGE).click()
		await row(GAUGE).waitFor({ state: 'detached' })
		await eventually(unreadInNepenthes).toBe(2)
		expect(await row(FLYTRAPS).evaluate((element) => element.contains(document.activeElement))).toBe(true)
		await widget().getByRole('tab', { name: 'Notifications 2' }).waitFor()
		await lookAgain()
		await eventually(() => rows()).toBe(2)
	})

	it('of one by a double click leaves the next as it is', async () => {
		tell(FLYTRAPS)
		tell(GAUGE)
		tell(RIM)
		await comeConnected()
		await check(RIM).dblclick()
		await row(RIM).waitFor({ state: 'detached' })
		await eventually(unreadInNepenthes).toBe(2)
		expect(await rows()).toBe(2)
	})

	it('of all empties the list', async () => {
		tell(GAUGE)
		tell(RIM)
		await comeConnected()
		await widget().getByRole('button', { name: 'Mark all as read' }).click()
		await widget().getByText('Nothing new').last().waitFor()
		await eventually(unreadInNepenthes).toBe(0)
	})

	it('that fails is undone, with a word', async () => {
		tell(RIM)
		await comeConnected()
		await row(RIM).waitFor()
		await driver.nepenthes.setDown(true)
		await check(RIM).click()
		await widget().getByRole('alert').filter({ hasText: `“${RIM}” could not be marked as read` }).first().waitFor()
		await widget().getByText('Nepenthes does not answer').first().waitFor()
		await row(RIM).waitFor()
		await photograph('mark-refused')
		await widget().getByRole('button', { name: 'Dismiss' }).click()
		expect(unreadInNepenthes()).toBe(1)
	})

	it('in Nepenthes shows here when one looks again', async () => {
		tell(GAUGE)
		tell(RIM)
		await comeConnected()
		await row(RIM).waitFor()
		driver.nepenthes.markNotificationsRead(driver.user.login, RIM)
		await lookAgain()
		await row(RIM).waitFor({ state: 'detached' })
		expect(await rows()).toBe(1)
	})

	it('shows in another tab at once', async () => {
		tell(GAUGE)
		tell(RIM)
		await comeConnected()
		const other = await page.context().newPage()
		await driver.openDashboard(other)
		await row(RIM, other).waitFor()
		await page.bringToFront()
		await check(RIM).click()
		await row(RIM, other).waitFor({ state: 'detached' })
		await row(GAUGE, other).waitFor()
	})
})

it('an answer that is the same changes nothing in the page', async () => {
	// So old that what is told of its age stays the same for a while.
	driver.nepenthes.notify({ user: driver.user.login, reason: 'mentioned', workPackage: RIM, actor: driver.colleague.login, at: new Date(Date.now() - 30 * 3_600_000) })
	await comeConnected()
	await row(RIM).waitFor()
	await settled(page)
	const changes = await widget().evaluateHandle((element) => {
		const seen: string[] = []
		new MutationObserver((records) => seen.push(...records.map(({ type, target }) => `${type} ${target.nodeName}`))).observe(element, { subtree: true, childList: true, attributes: true, characterData: true })
		return seen
	})
	for (let time = 0; time < 2; time++) {
		const answer = page.waitForResponse(/\/api\/notifications\?/)
		await lookAgain()
		await (await answer).finished()
	}
	tell(GAUGE)
	expect(await changes.jsonValue()).toEqual([])
	// The page has had the answers: a new one comes after them.
	await lookAgain()
	await row(GAUGE).waitFor()
	expect(await changes.jsonValue()).not.toEqual([])
})

describe('the other tabs', () => {
	it('list what is assigned to the user, and are remembered', async () => {
		await comeConnected()
		await widget().getByRole('tab', { name: 'My work packages' }).click()
		await widget().getByRole('region', { name: 'My work packages' }).getByRole('article').first().waitFor()
		await photograph('my-work-packages')
		await page.reload()
		await widget().getByRole('tab', { name: 'My work packages', selected: true }).waitFor()
		await widget().getByRole('tab', { name: 'Due soon' }).click()
		await widget().getByRole('region', { name: 'Due soon' }).and(page.locator('[aria-busy=false]')).waitFor()
		await photograph('due-soon')
	})

	it('are reached by arrow keys', async () => {
		tell(RIM)
		await comeConnected()
		await row(RIM).waitFor()
		await widget().getByRole('tab', { name: /^Notifications/ }).focus()
		await page.keyboard.press('ArrowRight')
		await widget().getByRole('tab', { name: 'My work packages', selected: true }).and(page.locator(':focus')).waitFor()
		await page.keyboard.press('End')
		await widget().getByRole('tab', { name: 'Due soon', selected: true }).waitFor()
		await page.keyboard.press('ArrowRight')
		await widget().getByRole('tab', { name: /^Notifications/, selected: true }).and(page.locator(':focus')).waitFor()
	})
})

it('everything can be done with the keyboard alone', async () => {
	tell(GAUGE)
	tell(RIM)
	await comeConnected()
	await row(RIM).waitFor()
	await widget().getByRole('tab', { name: /^Notifications/ }).focus()
	const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '')
	const order: string[] = []
	for (let step = 0; step < 4; step++) {
		await page.keyboard.press('Tab')
		order.push(await focused())
	}
	expect(order).toEqual(['Mark all as read', 'Open notification centre', expect.stringContaining(RIM), `Mark “${RIM}” as read`])
	await page.keyboard.press('Enter')
	await row(RIM).waitFor({ state: 'detached' })
	await eventually(focused).toBe(`Mark “${GAUGE}” as read`)
	await page.keyboard.press('Enter')
	await widget().getByText('Nothing new').last().waitFor()
	expect(await widget().evaluate((element) => element.contains(document.activeElement))).toBe(true)
})

it('a browser in which our script fails has the widget that Nextcloud draws, until the script runs again', async () => {
	tell(RIM)
	await comeConnected()
	await row(RIM).waitFor()
	const script = '**/apps/integration_nepenthes/assets/main-*.js'
	await page.route(script, (route) => route.abort())
	await driver.openDashboard(page)
	const drawn = page.locator('.panel', { has: page.getByRole('heading', { name: 'Nepenthes notifications' }) })
	await drawn.getByRole('link', { name: RIM }).waitFor()
	expect(await widget().count()).toBe(0)
	await page.unroute(script)
	// This page is still made for a browser without it.
	await driver.openDashboard(page)
	await drawn.getByRole('link', { name: RIM }).waitFor()
	await driver.openDashboard(page)
	await row(RIM).waitFor()
})

describe('without a list', () => {
	it('who is not connected connects, and comes back to the dashboard', async () => {
		await driver.disconnect(driver.user)
		tell(RIM)
		await come()
		await widget().getByText('Connect your Nepenthes account').waitFor()
		await photograph('not-connected')
		await connected(driver.user)
		await row(RIM).waitFor()
		expect(complaints()).toEqual([])
	})

	it('whose connection has run out can read the last one, and connect again', async () => {
		tell(RIM)
		await comeConnected()
		await row(RIM).waitFor()
		driver.nepenthes.revokeTokens(driver.user.login)
		await lookAgain()
		await widget().getByText('Your connection has run out. Connect again to go on.').waitFor()
		await row(RIM).waitFor()
		expect(await check(RIM).count()).toBe(0)
		await photograph('expired')
		await widget().getByRole('button', { name: 'Connect to Nepenthes' }).click()
		await page.waitForURL((url) => url.href.startsWith(driver.nepenthes.url))
	})

	it('while Nepenthes is away, the last one stays, with its time', async () => {
		tell(RIM)
		await comeConnected()
		await row(RIM).waitFor()
		await driver.nepenthes.setDown(true)
		await lookAgain()
		await widget().getByText('Nepenthes does not answer').last().waitFor()
		await widget().getByText(/^as of \d/).waitFor()
		await row(RIM).waitFor()
		await photograph('unreachable')

		await driver.nepenthes.setDown(false)
		await widget().getByRole('button', { name: 'Try again' }).click()
		await widget().getByText(/^as of \d/).waitFor({ state: 'detached' })
		await row(RIM).waitFor()
	})

	it('while Nepenthes is away from the start, there is a way to try again', async () => {
		await comeConnected()
		await page.evaluate(() => sessionStorage.clear())
		await driver.nepenthes.setDown(true)
		await page.reload()
		await widget().getByText('Nepenthes does not answer').last().waitFor()
		await photograph('unreachable-from-the-start')
		await driver.nepenthes.setDown(false)
		await widget().getByRole('button', { name: 'Try again' }).click()
		await widget().getByText('Nothing new').last().waitFor()
	})

	it('a Nextcloud without a Nepenthes has the dashboard that it has without us', async () => {
		await driver.setNepenthesUrl(null)
		try {
			await come()
			await page.locator('.panel').first().waitFor()
			expect(await widget().count()).toBe(0)
			expect(complaints()).toEqual([])
		} finally {
			await driver.setNepenthesUrl(driver.nepenthes.url)
		}
	})
})

it('who takes the widget away and puts it back finds the list again', async () => {
	tell(RIM)
	await comeConnected()
	await row(RIM).waitFor()
	await driver.toggleWidget(page, WIDGET)
	await widget().waitFor({ state: 'detached' })
	await driver.toggleWidget(page, WIDGET)
	await row(RIM).waitFor()
	expect(complaints()).toEqual([])
})

it('two people who use a browser one after the other see nothing of each other', async () => {
	tell(RIM)
	driver.nepenthes.notify({ user: driver.colleague.login, reason: 'mentioned', workPackage: GAUGE, actor: driver.user.login })
	await comeConnected()
	await row(RIM).waitFor()
	const left = await page.context().newPage()
	await driver.openDashboard(left)
	await row(RIM, left).waitFor()

	await page.bringToFront()
	await driver.signOut(page)
	await page.context().clearCookies({ domain: new URL(driver.nepenthes.url).hostname, name: /autologin|_session/ })
	await driver.fillSignIn(page, driver.colleague)
	await driver.openDashboard(page)
	await connected(driver.colleague)
	await row(GAUGE).waitFor()
	expect(await rows()).toBe(1)

	// The tab that was left open is still a page of the first.
	await lookAgain(left)
	await widget(left).getByText('You are signed out').last().waitFor()
	expect(await rows(left)).toBe(0)
	await row(GAUGE).waitFor()
	expect(driver.nepenthes.notificationsOf(driver.colleague.login).filter(({ read }) => !read)).toHaveLength(1)
})

describe('how it looks', () => {
	/** What there is to see, one after the other. */
	async function look(at: (stop: string, part: Locator) => Promise<void>) {
		await row(RIM).waitFor()
		await row(RIM).hover()
		await settled(page)
		await at('list', widget())
		for (const [name, index] of [['my-work-packages', 1], ['due-soon', 2]] as const) {
			await widget().getByRole('tab').nth(index).click()
			await list().first().waitFor()
			await settled(page)
			await at(name, widget())
		}
		await widget().getByRole('tab').first().click()
		await driver.nepenthes.setDown(true)
		await lookAgain()
		await widget().getByText(/\d:\d\d/).waitFor()
		await settled(page)
		await at('unreachable', widget())
		await driver.nepenthes.setDown(false)
	}

	function several() {
		tell(GAUGE, 'commented')
		driver.nepenthes.notify({ user: driver.user.login, reason: 'dateAlert', workPackage: 'Tie up the climbing Nepenthes at the arch', actor: null })
		tell(SCRIPT)
		tell('إعادة زراعة النباتات المتسلقة في البيت الزجاجي', 'assigned')
		tell(RIM, 'processed')
		driver.nepenthes.notify({ user: driver.user.login, reason: 'mentioned', workPackage: RIM, actor: driver.administrator.login })
	}

	const overflow = (part: Locator) => part.evaluate((element) => Math.max(
		element.scrollWidth - element.clientWidth,
		...[...element.querySelectorAll('section, [role=tablist], article')].map((inner) => inner.scrollWidth - inner.clientWidth),
		document.documentElement.scrollWidth - window.innerWidth,
	))

	// Where contrast is asked for, WCAG 2.2, 1.4.6 counts: at least 7.
	it.each<[Theme, number]>([
		['light', 4.5],
		['dark', 4.5],
		['light-highcontrast', 7],
		['dark-highcontrast', 7],
	])('is legible in the theme %s', async (theme, minimum) => {
		await driver.setTheme(driver.user, theme)
		try {
			several()
			await comeConnected()
			const pale: unknown[] = []
			await look(async (stop, part) => {
				pale.push(...(await contrasts(part)).filter(({ contrast }) => contrast < minimum).map((text) => ({ stop, ...text })))
				await photograph(`${stop}-${theme}`)
			})
			expect(pale).toEqual([])
		} finally {
			await driver.setTheme(driver.user, 'light')
		}
	})

	it('fits into 320 pixels, its buttons as high as fingers need them', async () => {
		several()
		await comeConnected(driver.user, { viewport: { width: 320, height: 740 }, hasTouch: true, isMobile: true })
		const found: unknown[] = []
		await look(async (stop, part) => {
			const pixels = await overflow(part)
			const small = await part.locator('button, article a').evaluateAll((elements) => elements
				.filter((element) => element.checkVisibility() && element.getBoundingClientRect().height < 44)
				.map((element) => element.getAttribute('aria-label') ?? element.textContent))
			if (pixels > 0 || small.length > 0) {
				found.push({ stop, pixels, small })
			}
			await photograph(`${stop}-320`)
		})
		expect(found).toEqual([])
	})

	it('fits in German, and nothing stays English', async () => {
		await driver.setLanguage(driver.user, 'de')
		try {
			several()
			await comeConnected()
			const found: unknown[] = []
			await look(async (stop, part) => {
				const pixels = await overflow(part)
				const texts = await part.locator('p, button, .work-package-row__facts').allTextContents()
				const english = texts.filter((text) => /\b(?:the|your|not|unread|read|due|mentioned|people|show|again)\b/i.test(text))
				if (pixels > 0 || english.length > 0) {
					found.push({ stop, pixels, english })
				}
				await photograph(`${stop}-de`)
			})
			expect(found).toEqual([])
		} finally {
			await driver.setLanguage(driver.user, 'en')
		}
	})

	it('is mirrored where one writes from right to left', async () => {
		several()
		await comeConnected()
		await page.addInitScript(() => addEventListener('DOMContentLoaded', () => {
			document.documentElement.dir = 'rtl'
			document.body.dir = 'rtl'
		}))
		await page.reload()
		await look(async (stop, part) => {
			expect(await overflow(part), stop).toBeLessThanOrEqual(0)
			await photograph(`${stop}-rtl`)
		})
		const box = (await row(RIM).boundingBox())!
		expect((await check(RIM).boundingBox())!.x - box.x).toBeLessThan(box.width / 4)
		await widget().getByRole('tab', { name: /^Notifications/ }).focus()
		await page.keyboard.press('ArrowLeft')
		await widget().getByRole('tab', { name: 'My work packages', selected: true }).waitFor()
	})

	it('nothing of it moves while it loads', async () => {
		several()
		await comeConnected()
		await page.evaluate(() => sessionStorage.clear())
		await page.addInitScript(() => {
			const shifts: string[] = []
			Object.assign(window, { shifts })
			new PerformanceObserver((entries) => {
				for (const { sources } of entries.getEntries() as (PerformanceEntry & { sources: { node: Node | null }[] })[]) {
					shifts.push(...sources.filter(({ node }) => (node instanceof Element ? node : node?.parentElement)?.closest('[data-id=nepenthes_notifications]')).map(({ node }) => node?.nodeName ?? ''))
				}
			}).observe({ type: 'layout-shift', buffered: true })
		})
		let give = () => {}
		const gate = new Promise<void>((resolve) => {
			give = resolve
		})
		await page.route(/\/api\/notifications\?/, async (route) => {
			await gate
			await route.continue()
		})
		await page.reload()
		await widget().locator('section[aria-busy=true]').waitFor()
		await settled(page)
		const before = await widget().boundingBox()
		await photograph('loading')
		give()
		await row(RIM).waitFor()
		await settled(page)
		expect(await widget().boundingBox()).toEqual(before)
		expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual([])
	})

	it('nothing of it moves for who wants less motion', async () => {
		await comeConnected(driver.user, { reducedMotion: 'reduce' })
		await page.evaluate(() => sessionStorage.clear())
		await page.route(/\/api\/notifications\?/, () => undefined)
		await page.reload()
		await widget().locator('section[aria-busy=true]').waitFor()
		await settled(page)
		expect(await widget().evaluate((element) => element.getAnimations({ subtree: true }).filter(({ playState }) => playState === 'running').length)).toBe(0)
	})
})

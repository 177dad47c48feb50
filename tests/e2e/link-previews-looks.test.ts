// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreview } from '../../sidecar/contract/link-preview.ts'
import type { Theme } from './driver.ts'
import type { EmbeddedDriver } from './drivers/embedded.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { addWorkPackage } from '../peers/nepenthes/planning/work-packages.ts'
import { openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { eventually } from './eventually.ts'
import { settled } from './tour-of-the-tab.ts'
import { wherePeopleWrite } from './where-people-write.ts'

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

/** Colours from pale to dark and none, open and closed, long words, both directions of writing. */
const SUBJECTS = [
	'Pitcher leaks at the lower rim',
	'Wash the algae from the lower glazing',
	'Level the bog bed after the storm',
	'Buy tap water softener',
	'وصف نباتات الجرة على سفح الجبل',
	'Feed the flytraps 🪰🌱 before the open day 🎉',
]
const DESCRIBED = 'Donaudampfschifffahrtsgesellschaftskapitänsgewächshausschlüsselanhänger'
/** What cards tell instead of a work package. */
const HINDRANCES: LinkPreview['state'][] = ['hidden', 'not-connected', 'expired', 'unreachable']

const { stage, openText } = wherePeopleWrite({ hasTouch: true })

let driver: EmbeddedDriver
let links: string[]

beforeAll(async () => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	driver = stage.driver as EmbeddedDriver
	const { nepenthes } = driver
	const { project, type, status, priority } = nepenthes.workPackageBySubject(SUBJECTS[0]!)
	const assigneeId = nepenthes.instance.users.byLogin(driver.colleague.login)!.id
	const now = new Date()
	addWorkPackage(nepenthes.instance, { projectId: project.id, typeId: type.id, statusId: status.id, priorityId: priority.id, authorId: assigneeId, assigneeId, subject: DESCRIBED, description: 'First of all, look whether the door is closed. '.repeat(20), dueDate: '2031-12-31', createdAt: now, updatedAt: now })
	links = [
		...[DESCRIBED, ...SUBJECTS].map((subject) => `${nepenthes.url}/work_packages/${nepenthes.workPackageBySubject(subject).id}`),
		...HINDRANCES.map((_, index) => `${nepenthes.url}/work_packages/${999_990 + index}`),
	]
	// While the user still speaks English.
	const visit = await openVisit(stage.browser)
	await stage.connectOnce(visit.page, driver.user)
	await visit.close()
})

const cards = () => stage.page.locator('.link-preview-card')
const photograph = (name: string) => stage.page.screenshot({ path: join(SCREENSHOTS, `link-previews-${name}.png`) })

/** Opens a text with a card of every look, as it is after everything has come. */
async function openAll() {
	const { page } = stage
	await stage.connectOnce(page, driver.user)
	await page.route('**/references/extract', async (route) => {
		const response = await route.fetch()
		const answer = await response.json() as { ocs: { data: { references: Record<string, { richObject: { preview: LinkPreview } }> } } }
		HINDRANCES.forEach((state, index) => {
			answer.ocs.data.references[links.at(index - HINDRANCES.length)!]!.richObject.preview = { state } as LinkPreview
		})
		await route.fulfill({ response, json: answer })
	})
	// They would be asked for again.
	await page.route('**/api/link-previews', (route) => route.fulfill({ json: { items: [] } }))
	await openText(links.join('\n'))
	const places = page.locator('.widget-custom')
	await eventually(() => places.count()).toBe(links.length)
	for (const place of await places.all()) {
		await place.scrollIntoViewIfNeeded()
		await place.locator('.link-preview-card').waitFor()
	}
	await page.mouse.move(0, 0)
	await settled(page)
}

/** By how many pixels something sticks out of the cards, or of the page. */
function overflow() {
	return stage.page.evaluate(() => Math.max(
		document.documentElement.scrollWidth - window.innerWidth,
		...[...document.querySelectorAll('.link-preview-card')].map((card) => card.scrollWidth - card.clientWidth),
	))
}

/** The last cards, then the first. */
async function photographAll(name: string) {
	await photograph(`last-${name}`)
	await cards().first().scrollIntoViewIfNeeded()
	await photograph(`first-${name}`)
}

describe('cards', () => {
	// Where contrast is asked for, WCAG 2.2, 1.4.6 counts: at least 7.
	it.each<[Theme, number]>([
		['light', 4.5],
		['dark', 4.5],
		['light-highcontrast', 7],
		['dark-highcontrast', 7],
	])('are legible in the theme %s', async (theme, minimum) => {
		await driver.setTheme(driver.user, theme)
		try {
			await openAll()
			const pale: unknown[] = []
			for (const card of await cards().all()) {
				pale.push(...(await contrasts(card)).filter(({ contrast }) => contrast < minimum))
			}
			await photographAll(theme)
			expect(pale).toEqual([])
		} finally {
			await driver.setTheme(driver.user, 'light')
		}
	})

	it('fit into 320 pixels, their buttons and links as high as fingers need them', async () => {
		await stage.page.setViewportSize({ width: 320, height: 740 })
		await openAll()
		expect(await overflow()).toBe(0)
		const small = await cards().locator('button, a.previewed-work-package').evaluateAll((elements) => elements
			.filter((element) => element.getBoundingClientRect().height < 44)
			.map((element) => element.textContent))
		expect(small).toEqual([])
		await photographAll('320')
	})

	it('speak German, and nothing stays English', async () => {
		await driver.setLanguage(driver.user, 'de')
		try {
			await openAll()
			await cards().getByText('fällig').first().waitFor()
			const english = (await cards().allInnerTexts()).flatMap((text) => text.split('\n')).filter((line) => /\b(?:due|you|may|access|connect|again|answer|opens|assignee)\b/i.test(line) && !line.includes('First of all'))
			expect(english).toEqual([])
			expect(await overflow()).toBe(0)
			await photographAll('de')
		} finally {
			await driver.setLanguage(driver.user, 'en')
		}
	})

	it('are mirrored where one writes from right to left', async () => {
		await stage.page.addInitScript(() => addEventListener('DOMContentLoaded', () => {
			document.documentElement.dir = 'rtl'
			document.body.dir = 'rtl'
		}))
		await driver.setLanguage(driver.user, 'ar')
		try {
			await openAll()
			expect(await overflow()).toBe(0)
			const pitcher = cards().filter({ hasText: SUBJECTS[0]! })
			const [type, number] = await Promise.all([pitcher.getByText('Bug', { exact: true }).boundingBox(), pitcher.getByText('#1042', { exact: true }).boundingBox()])
			expect(number!.x).toBeLessThan(type!.x)
			await photographAll('ar')
		} finally {
			await driver.setLanguage(driver.user, 'en')
		}
	})

	it('move nothing when their content comes', async () => {
		const { page } = stage
		let give = () => {}
		const gate = new Promise<void>((resolve) => {
			give = resolve
		})
		await page.route('**/assets/card-content-*.js', async (route) => {
			await gate
			await route.continue()
		})
		await stage.connectOnce(page, driver.user)
		await page.addInitScript(() => {
			const shifts: string[] = []
			Object.assign(window, { shifts })
			new PerformanceObserver((entries) => {
				for (const { sources } of entries.getEntries() as (PerformanceEntry & { sources: { node: Node | null }[] })[]) {
					shifts.push(...sources.map(({ node }) => node?.nodeName ?? ''))
				}
			}).observe({ type: 'layout-shift', buffered: true })
		})
		await openText([...links.slice(0, 3), links.at(-1)].join('\n'))
		const places = page.locator('.widget-custom')
		await eventually(() => places.count()).toBe(4)
		// They have their room, and say that they are loading.
		await places.first().getByRole('status').waitFor()
		await settled(page)
		await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts.splice(0))
		const boxes = () => places.evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().toJSON() as object))
		const before = await boxes()
		await photograph('loading')
		give()
		await cards().first().waitFor()
		await settled(page)
		expect(await boxes()).toEqual(before)
		expect(await page.evaluate(() => (window as unknown as { shifts: string[] }).shifts)).toEqual([])
	})
})

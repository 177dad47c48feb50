// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver, Theme } from './driver.ts'

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'
import { eventually } from './eventually.ts'
import { tourOfCreation, tourOfManyFiles } from './tour-of-the-dialogs.ts'
import { visiting } from './visiting.ts'

/** Milliseconds; a tour has many stops. */
const TOUR = 180_000

const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

const LEAK = 'Pitcher leaks at the lower rim'

const stage = visiting()

let visit: Visit | undefined

beforeAll(() => {
	mkdirSync(SCREENSHOTS, { recursive: true })
	stage.driver.nepenthes.addCustomFieldsOfEveryKind({ types: ['Feature'], projects: ['garden'] })
})

afterEach(async () => {
	const { nepenthes } = stage.driver
	nepenthes.fileLinksOf(nepenthes.workPackageBySubject(LEAK).id).forEach(({ id }) => nepenthes.deleteFileLink(id))
	await visit?.close()
	visit = undefined
})

/** A window of another kind; what the browser complains about there belongs to what the tours show. */
async function come(options: BrowserContextOptions = {}): Promise<Page> {
	visit = await openVisit(stage.browser, options)
	await stage.connectOnce(visit.page, stage.driver.user)
	return visit.page
}

const tours: [name: string, tour: (page: Page, driver: Driver, look: (stop: string, part: Locator) => Promise<void>) => Promise<void>][] = [
	['for many files', (page, driver, look) => tourOfManyFiles(page, driver, LEAK, look)],
	['for a new work package', (page, driver, look) => tourOfCreation(page, driver, { project: 'Garden', type: 'Feature' }, look)],
]

const photograph = (page: Page, name: string) => page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })

/** By how many pixels something sticks out to the side. */
function overflow(part: Locator) {
	return part.evaluate((element) => Math.max(
		...[element, ...element.querySelectorAll('.dialog__content, .modal-container__content')].map(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
		document.documentElement.scrollWidth - window.innerWidth,
	))
}

// Where contrast is asked for, WCAG 2.2, 1.4.6 counts: at least 7.
describe.each<[Theme, number]>([
	['light', 4.5],
	['dark', 4.5],
	['light-highcontrast', 7],
	['dark-highcontrast', 7],
])('in the theme %s', (theme, minimum) => {
	it.each(tours)('the dialog %s is legible whatever it shows', { timeout: TOUR }, async (_, tour) => {
		await stage.driver.setTheme(stage.driver.user, theme)
		try {
			const page = await come()
			const pale: { stop: string, text: string, contrast: number }[] = []
			await tour(page, stage.driver, async (stop, part) => {
				await page.mouse.move(0, 0)
				await photograph(page, `${stop}-${theme}`)
				pale.push(...(await contrasts(part)).filter(({ contrast }) => contrast < minimum).map((text) => ({ stop, ...text })))
			})
			expect(pale).toEqual([])
		} finally {
			await stage.driver.setTheme(stage.driver.user, 'light')
		}
	})
})

describe('where there is little room', () => {
	it.each(tours)('the dialog %s fits into 320 pixels, its buttons as high as fingers need them', { timeout: TOUR }, async (_, tour) => {
		const page = await come({ viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true })
		const outside: { stop: string, pixels: number }[] = []
		const small: { stop: string, name: string | null, height: number }[] = []
		await tour(page, stage.driver, async (stop, part) => {
			const pixels = await overflow(part)
			if (pixels > 0) {
				outside.push({ stop, pixels })
			}
			const targets = await part.locator('button, [role=option], article a').evaluateAll((elements) => elements
				.filter((element) => element.checkVisibility())
				.map((element) => ({ name: element.getAttribute('aria-label') ?? element.textContent, height: element.getBoundingClientRect().height })))
			small.push(...targets.filter(({ height }) => height < 44).map((target) => ({ stop, ...target })))
			await photograph(page, `${stop}-320`)
		})
		expect({ outside, small }).toEqual({ outside: [], small: [] })
	})
})

describe('in another language', () => {
	it.each(tours)('which is German, in the dialog %s nothing sticks out and nothing stays English', { timeout: TOUR }, async (_, tour) => {
		await stage.driver.setLanguage(stage.driver.user, 'de')
		try {
			const page = await come()
			const outside: { stop: string, pixels: number }[] = []
			const english: { stop: string, text: string }[] = []
			await tour(page, stage.driver, async (stop, part) => {
				const pixels = await overflow(part)
				if (pixels > 0) {
					outside.push({ stop, pixels })
				}
				const texts = await part.locator('h2, p:not([dir=auto]), button:not(:has(.work-package-hit)), h3, label, [role=status]').allTextContents()
				english.push(...texts.filter((text) => /\b(?:the|your|not|again|files?|work packages?|search|more)\b/i.test(text)).map((text) => ({ stop, text })))
				await photograph(page, `${stop}-de`)
			})
			expect({ outside, english }).toEqual({ outside: [], english: [] })
		} finally {
			await stage.driver.setLanguage(stage.driver.user, 'en')
		}
	})

	it.each(tours)('which is written from right to left, the dialog %s is mirrored and nothing sticks out', { timeout: TOUR }, async (_, tour) => {
		await stage.driver.setLanguage(stage.driver.user, 'ar')
		try {
			const page = await come()
			const outside: { stop: string, pixels: number }[] = []
			await tour(page, stage.driver, async (stop, part) => {
				const pixels = await overflow(part)
				if (pixels > 0) {
					outside.push({ stop, pixels })
				}
				expect(await part.evaluate((element) => getComputedStyle(element).direction), stop).toBe('rtl')
				await photograph(page, `${stop}-rtl`)
			})
			expect(outside).toEqual([])
		} finally {
			await stage.driver.setLanguage(stage.driver.user, 'en')
		}
	})
})

it.each(tours)('who does not see the dialog %s hears what each part is: nothing that can be pressed or filled in is without a name', { timeout: TOUR }, async (_, tour) => {
	const page = await come()
	const nameless: { stop: string, part: string }[] = []
	const titles: { stop: string, name: string }[] = []
	await tour(page, stage.driver, async (stop, part) => {
		const tree = await part.ariaSnapshot()
		nameless.push(...tree.split('\n')
			.filter((line) => /^\s*- (?:dialog|button|combobox|textbox|checkbox|listbox|option|link|progressbar|region|spinbutton)(?:\s*\[[^\]]*\])*:?$/.test(line))
			.map((line) => ({ stop, part: line.trim() })))
		if (await part.getAttribute('role') === 'dialog') {
			titles.push({ stop, name: await part.getByRole('heading', { level: 2 }).textContent() ?? '' })
			expect(await part.getAttribute('aria-labelledby'), stop).not.toBeNull()
		}
	})
	expect(nameless).toEqual([])
	expect(titles.filter(({ name }) => name.trim() === '')).toEqual([])
})

it('what changes by itself is said: that it begins, that it stops, how it ended', async () => {
	const page = await come()
	/** All that live regions have said, in order. */
	await page.addInitScript(() => {
		const said: string[] = []
		Object.assign(window, { said })
		new MutationObserver(() => {
			for (const region of document.querySelectorAll('[role=dialog] [role=status], [role=dialog] [role=alert]')) {
				const text = region.textContent!.trim()
				if (text !== '' && !said.includes(text)) {
					said.push(text)
				}
			}
		}).observe(document, { subtree: true, childList: true, characterData: true })
	})
	await tourOfManyFiles(page, stage.driver, LEAK, async (stop) => {
		const said = () => page.evaluate(() => (window as unknown as { said: string[] }).said.join('\n'))
		switch (stop) {
			case 'many-chosen':
				await eventually(said).toContain('3 will be linked')
				break
			case 'many-under-way':
				await eventually(said).toContain('Linking 3 files')
				break
			case 'many-done':
				await eventually(said).toContain('3 files linked')
				break
			case 'many-failures':
				await eventually(said).toContain('0 removed, 3 could not be removed')
		}
	})
}, TOUR)

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page } from 'playwright-core'
import type { Account, Driver } from './driver.ts'

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openVisit } from './browser.ts'
import { FILES, SHARED } from './driver.ts'
import { eventually } from './eventually.ts'
import { filesInNepenthes } from './nepenthes-pages.ts'
import { visiting } from './visiting.ts'

/** Work packages of the project Garden, where the user is a member and their colleague reads. */
const LEAK = 'Pitcher leaks at the lower rim'
const LABELS = 'Label every pitcher with its hybrid parents'
const CAMERA = 'Camera that counts visits to a pitcher'
const GARDEN = 'garden'
/** One of a project whose work packages have identifiers, such as NEP-2. */
const PORTERS = 'Book porters for the summit trail'

const stage = visiting()

let driver: Driver
let page: Page

const idOf = (subject: string) => driver.nepenthes.workPackageBySubject(subject).id

beforeAll(() => {
	driver = stage.driver
})

beforeEach(() => {
	page = stage.page
})

afterEach(async () => {
	const { nepenthes, user } = driver
	nepenthes.faults.clear()
	await nepenthes.setDown(false)
	nepenthes.setPermissions(user.login, GARDEN, ['view_work_packages', 'view_file_links', 'manage_file_links'])
	for (const link of [LEAK, LABELS, CAMERA].flatMap((subject) => nepenthes.fileLinksOf(idOf(subject)))) {
		nepenthes.deleteFileLink(link.id)
	}
})

/** A link that was there before; `path` is that of the user's file. */
async function givenLink(subject: string, path: string = FILES.file) {
	const { nepenthes, storage, user } = driver
	nepenthes.linkFile(idOf(subject), storage.id, { id: await driver.fileId(user, path), name: path.split('/').at(-1)! })
}

const searchField = (on = page) => on.getByRole('combobox', { name: 'Search by subject or number …' })
const hit = (subject: string, on = page) => on.getByRole('option').filter({ hasText: subject })
const card = (subject: string, on = page) => on.getByRole('article').filter({ hasText: subject })
const menuOf = (subject: string) => card(subject).getByRole('button', { name: /^Actions for/ })
const dialog = () => page.getByRole('dialog', { name: 'Remove link?' })
const linkedFiles = (subject: string) => driver.nepenthes.fileLinksOf(idOf(subject)).map(({ origin: { name } }) => name)
const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement)

async function openNepenthesTab({ account = driver.user, name = FILES.file as string, on = page }: { account?: Account, name?: string, on?: Page } = {}) {
	await stage.connectOnce(on, account)
	await driver.openFiles(on)
	await driver.openDetails(on, name)
	const tab = await driver.openTab(on, 'Nepenthes')
	await searchField(on).waitFor()
	return tab
}

async function askToUnlink(subject: string) {
	await menuOf(subject).click()
	await page.getByRole('menuitem', { name: 'Unlink work package' }).click()
	await dialog().getByText('The file stays where it is. It will no longer be listed in this work package.').waitFor()
}

describe('who is connected', () => {
	it('finds a work package by words, links the file, and sees it on its page in Nepenthes; unlinks it, and it is gone there', async () => {
		const tab = await openNepenthesTab()
		await tab.getByText('No work packages linked yet').waitFor()
		await searchField().fill('leaks rim')
		await hit(LEAK).waitFor()
		await page.keyboard.press('Enter')
		await page.keyboard.press('Enter')
		await card(LEAK).waitFor()
		await tab.getByRole('status').getByText(`#${idOf(LEAK)} linked`).waitFor()
		expect(await searchField().inputValue()).toBe('')

		const there = await filesInNepenthes(page, driver, idOf(LEAK))
		await there.getByText(FILES.file).waitFor()
		expect(await card(LEAK).getByRole('link').getAttribute('href')).toBe(`${driver.nepenthes.url}/work_packages/${idOf(LEAK)}`)
		expect(await card(LEAK).getByRole('link').getAttribute('target')).toBe('_blank')

		await askToUnlink(LEAK)
		await dialog().getByRole('button', { name: 'Remove link' }).click()
		await tab.getByText('No work packages linked yet').waitFor()
		await tab.getByRole('status').getByText(`Link to #${idOf(LEAK)} removed`).waitFor()
		const afterwards = await filesInNepenthes(page, driver, idOf(LEAK))
		await afterwards.getByText('No files are linked.').waitFor()
	})

	it('sees what matters of a work package on its card', async () => {
		await givenLink(LEAK)
		await openNepenthesTab()
		const { type, status, assignee, dueDate } = driver.nepenthes.workPackageBySubject(LEAK)
		await card(LEAK).waitFor()
		for (const text of [type.name, 'Garden', `#${idOf(LEAK)}`, status.name, assignee!.name]) {
			expect(await card(LEAK).getByText(text, { exact: true }).isVisible(), text).toBe(true)
		}
		expect(await card(LEAK).getByRole('time').getAttribute('datetime')).toBe(dueDate)
	})

	it('sees the new card on top of the others', async () => {
		await givenLink(LABELS)
		await openNepenthesTab()
		await card(LABELS).waitFor()
		await searchField().fill(CAMERA)
		await hit(CAMERA).click()
		await card(CAMERA).waitFor()
		expect(await page.getByRole('article').first().textContent()).toContain(CAMERA)
		expect(await page.getByRole('heading', { name: 'Linked work packages' }).locator('..').textContent()).toMatch(/2\s*$/)
	})

	it('may change their mind before the link is removed', async () => {
		await givenLink(LEAK)
		await openNepenthesTab()
		await askToUnlink(LEAK)
		await dialog().getByRole('button', { name: 'Cancel' }).click()
		await dialog().waitFor({ state: 'detached' })
		expect(await card(LEAK).isVisible()).toBe(true)
		expect(linkedFiles(LEAK)).toEqual([FILES.file])
	})

	it('links a folder as well', async () => {
		await openNepenthesTab({ name: FILES.folder })
		await searchField().fill(`#${idOf(LEAK)}`)
		await hit(LEAK).click()
		await card(LEAK).waitFor()
		const there = await filesInNepenthes(page, driver, idOf(LEAK))
		await there.getByText(FILES.folder).waitFor()
	})

	it('does everything with the keyboard alone, from the tab to the link and back, and the focus never gets lost', async () => {
		await openNepenthesTab()
		const press = async (...keys: string[]) => {
			for (const key of keys) {
				await page.keyboard.press(key)
				expect(await page.evaluate(() => document.activeElement === document.body), `after ${key}`).toBe(false)
			}
		}
		await page.getByRole('tab', { name: 'Nepenthes' }).focus()
		await press('Tab', 'Tab')
		expect(await isFocused(searchField())).toBe(true)
		await page.keyboard.type('pitcher')
		await hit(LEAK).waitFor()
		const labels = await page.getByRole('option').allTextContents()
		await press(...labels.slice(0, labels.findIndex((label) => label.includes(LEAK)) + 1).map(() => 'ArrowDown'))
		expect(await hit(LEAK).getAttribute('aria-selected')).toBe('true')
		expect(await searchField().getAttribute('aria-activedescendant')).toBe(await hit(LEAK).getAttribute('id'))
		await press('Enter')
		await card(LEAK).waitFor()
		expect(await isFocused(searchField())).toBe(true)

		// Between the two stands the button for a new work package.
		await press('Tab', 'Tab')
		expect(await isFocused(card(LEAK).getByRole('link'))).toBe(true)
		await press('Tab')
		expect(await isFocused(menuOf(LEAK))).toBe(true)
		await press('Enter')
		await eventually(() => isFocused(page.getByRole('menuitem', { name: 'Open in Nepenthes' }))).toBe(true)
		await press('ArrowDown', 'ArrowDown', 'Enter')
		await eventually(() => dialog().evaluate((element) => element.contains(document.activeElement))).toBe(true)
		// Escape leaves it as it is, and the focus where it was.
		await page.keyboard.press('Escape')
		await dialog().waitFor({ state: 'detached' })
		await eventually(() => isFocused(menuOf(LEAK))).toBe(true)

		await press('Enter')
		await eventually(() => isFocused(page.getByRole('menuitem', { name: 'Open in Nepenthes' }))).toBe(true)
		await press('ArrowDown', 'ArrowDown', 'Enter')
		await eventually(() => dialog().evaluate((element) => element.contains(document.activeElement))).toBe(true)
		for (let steps = 0; !await isFocused(dialog().getByRole('button', { name: 'Remove link' })) && steps < 4; steps++) {
			await press('Tab')
		}
		await page.keyboard.press('Enter')
		await card(LEAK).waitFor({ state: 'detached' })
		await eventually(() => isFocused(searchField())).toBe(true)
		expect(linkedFiles(LEAK)).toEqual([])
	})
})

describe('the search', () => {
	it('takes a number, an identifier, and an address as it was copied', async () => {
		await openNepenthesTab()
		const { displayId } = driver.nepenthes.workPackageBySubject(PORTERS)
		for (const [words, subject] of [
			[`#${idOf(LEAK)}`, LEAK],
			[displayId, PORTERS],
			[String(idOf(LEAK)), LEAK],
			[`${driver.nepenthes.url}/projects/NEP/work_packages/${displayId}/activity`, PORTERS],
			[`${driver.nepenthes.url}/projects/garden/work_packages/details/${idOf(LEAK)}/overview`, LEAK],
		] as const) {
			await searchField().fill(words)
			await hit(subject).waitFor()
			expect(await page.getByRole('option').count(), words).toBe(1)
		}
	})

	it('shows 20 at a time, says how many there are, and more on demand', async () => {
		const tab = await openNepenthesTab()
		await searchField().fill('the')
		await page.getByRole('option', { name: /^20 of \d+ · Show more$/ }).waitFor()
		const [, total] = (await page.getByRole('option').last().textContent())!.match(/of (\d+)/)!
		await tab.getByRole('status').getByText(`${total} work packages found`).waitFor()
		await page.getByRole('option').last().click()
		await page.getByRole('option', { name: /^40 of \d+ · Show more$/ }).waitFor()
		expect(await page.getByRole('option').count()).toBe(41)
		expect(await isFocused(searchField())).toBe(true)
	})

	it('says when nothing is found', async () => {
		const tab = await openNepenthesTab()
		await searchField().fill('unobtainium')
		await tab.getByRole('status').getByText('No work package matches “unobtainium”').waitFor()
		expect(await page.getByRole('option').filter({ hasText: /#\d|NEP-\d/ }).count()).toBe(0)
	})

	it('marks what is linked already and does not offer it', async () => {
		await givenLink(LEAK)
		await openNepenthesTab()
		await card(LEAK).waitFor()
		await searchField().fill('leaks rim')
		await hit(LEAK).getByText('Already linked').waitFor()
		expect(await hit(LEAK).getAttribute('aria-disabled')).toBe('true')
		await hit(LEAK).click({ force: true })
		expect(await card(LEAK).count()).toBe(1)
		expect(linkedFiles(LEAK)).toEqual([FILES.file])
	})

	it('stays closed when the last card is unlinked and the focus comes to its words; a click or a key opens it', async () => {
		await givenLink(LEAK)
		const tab = await openNepenthesTab()
		await card(LEAK).waitFor()
		await searchField().fill('label')
		await hit(LABELS).waitFor()
		await page.keyboard.press('Escape')
		await hit(LABELS).waitFor({ state: 'hidden' })
		await askToUnlink(LEAK)
		await dialog().getByRole('button', { name: 'Remove link' }).click()
		await tab.getByText('No work packages linked yet').waitFor()
		await eventually(() => isFocused(searchField())).toBe(true)
		await dialog().waitFor({ state: 'detached' })
		expect(await searchField().inputValue()).toBe('label')
		expect(await searchField().getAttribute('aria-expanded')).toBe('false')
		expect(await hit(LABELS).isVisible()).toBe(false)
		await page.keyboard.press('ArrowDown')
		await hit(LABELS).waitFor()
		await page.keyboard.press('Escape')
		await hit(LABELS).waitFor({ state: 'hidden' })
		await searchField().click()
		await hit(LABELS).waitFor()
	})

	it('closes by Escape, which leaves the details open', async () => {
		await openNepenthesTab()
		await searchField().fill('leaks rim')
		await hit(LEAK).waitFor()
		await page.keyboard.press('Escape')
		await hit(LEAK).waitFor({ state: 'hidden' })
		expect(await isFocused(searchField())).toBe(true)
	})
})

describe('what goes wrong', () => {
	it('is the permission that was taken away meanwhile: the card goes again, and a message tells why', async () => {
		stage.expected.push(/status of 403/)
		const tab = await openNepenthesTab()
		await searchField().fill('leaks rim')
		await hit(LEAK).waitFor()
		driver.nepenthes.setPermissions(driver.user.login, GARDEN, ['view_work_packages', 'view_file_links'])
		await hit(LEAK).click()
		await tab.getByRole('alert').getByText(`${FILES.file} could not be linked to #${idOf(LEAK)}`).waitFor()
		await tab.getByRole('alert').getByText('Ask someone who manages the project in Nepenthes for the permission.').waitFor()
		await card(LEAK).waitFor({ state: 'detached' })
		await tab.getByRole('button', { name: 'Dismiss' }).click()
		await eventually(() => tab.getByRole('alert').textContent()).toBe('')
		expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false)
	})

	it('is unlinking without the permission: the card comes back', async () => {
		stage.expected.push(/status of 403/)
		await givenLink(LEAK)
		const tab = await openNepenthesTab()
		await card(LEAK).waitFor()
		driver.nepenthes.setPermissions(driver.user.login, GARDEN, ['view_work_packages', 'view_file_links'])
		await askToUnlink(LEAK)
		await dialog().getByRole('button', { name: 'Remove link' }).click()
		await tab.getByRole('alert').getByText(`The link of ${FILES.file} to #${idOf(LEAK)} could not be removed`).waitFor()
		await card(LEAK).waitFor()
		expect(linkedFiles(LEAK)).toEqual([FILES.file])
	})

	it('is a second click: it does no harm', async () => {
		await openNepenthesTab()
		let sent = 0
		await page.route('**/api/files/*/work-packages/*', (route) => {
			sent += 1
			return route.continue()
		})
		await searchField().fill('leaks rim')
		await hit(LEAK).dblclick()
		await card(LEAK).waitFor()
		await page.getByText(`#${idOf(LEAK)} linked`).waitFor({ state: 'attached' })
		expect(await card(LEAK).count()).toBe(1)
		expect(linkedFiles(LEAK)).toEqual([FILES.file])
		expect(sent).toBe(1)
	})

	it('is nothing when two windows link the same: both show it once', async () => {
		const other = await openVisit(stage.browser)
		try {
			await openNepenthesTab()
			await openNepenthesTab({ on: other.page })
			for (const on of [page, other.page]) {
				await searchField(on).fill('leaks rim')
				await hit(LEAK, on).waitFor()
			}
			await Promise.all([hit(LEAK).click(), hit(LEAK, other.page).click()])
			for (const on of [page, other.page]) {
				await on.getByRole('status').getByText(`#${idOf(LEAK)} linked`).waitFor()
				expect(await card(LEAK, on).count()).toBe(1)
			}
			expect(linkedFiles(LEAK)).toEqual([FILES.file])
			expect(other.complaints).toEqual([])
		} finally {
			await other.close()
		}
	})

	it('is a link that someone else removed meanwhile: removing it again is fine', async () => {
		await givenLink(LEAK)
		await openNepenthesTab()
		await card(LEAK).waitFor()
		driver.nepenthes.fileLinksOf(idOf(LEAK)).forEach(({ id }) => driver.nepenthes.deleteFileLink(id))
		await askToUnlink(LEAK)
		await dialog().getByRole('button', { name: 'Remove link' }).click()
		await page.getByRole('status').getByText(`Link to #${idOf(LEAK)} removed`).waitFor()
	})

	it('is Nepenthes, which does not answer: what was listed stays readable, with its time, until "Try again" works', async () => {
		stage.expected.push(/status of 50[0-9]/)
		await givenLink(LEAK)
		await page.clock.install()
		const tab = await openNepenthesTab()
		await card(LEAK).waitFor()
		await driver.nepenthes.setDown(true)
		await driver.openTab(page, 'Activity')
		await page.clock.fastForward('01:00')
		await driver.openTab(page, 'Nepenthes')
		await tab.getByText('Nepenthes does not answer', { exact: true }).first().waitFor()
		await tab.getByText(/as of \d/).waitFor()
		expect(await card(LEAK).isVisible()).toBe(true)

		await driver.nepenthes.setDown(false)
		await tab.getByRole('button', { name: 'Try again' }).focus()
		await page.keyboard.press('Enter')
		await tab.getByText(/as of \d/).waitFor({ state: 'detached' })
		expect(await card(LEAK).isVisible()).toBe(true)
		expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false)
	})
})

describe('another file', () => {
	it('that is selected while one loads shows its own work packages', async () => {
		await givenLink(LEAK, FILES.file)
		await givenLink(LABELS, FILES.otherFile)
		const id = await driver.fileId(driver.user, FILES.file)
		let answer = () => {}
		const asked = new Promise<void>((resolve) => {
			void page.route(`**/api/files/${id}/work-packages?*`, async (route) => {
				resolve()
				await new Promise<void>((go) => {
					answer = go
				})
				// Given up by then, perhaps.
				await route.continue().catch(() => undefined)
			})
		})
		await stage.connectOnce(page, driver.user)
		await driver.openFiles(page)
		await driver.openDetails(page, FILES.file)
		const tab = await driver.openTab(page, 'Nepenthes')
		await asked
		await driver.openDetails(page, FILES.otherFile)
		answer()
		await card(LABELS).waitFor()
		await tab.getByRole('region', { name: `Work packages of ${FILES.otherFile}` }).waitFor()
		expect(await card(LEAK).count()).toBe(0)
	})

	it('is not what is linked: the link belongs to the file it was begun with', async () => {
		await openNepenthesTab()
		await searchField().fill('leaks rim')
		await hit(LEAK).waitFor()
		driver.nepenthes.faults.add({ kind: 'slow', route: '/file_links', method: 'POST', delay: 500 })
		await hit(LEAK).click()
		await card(LEAK).waitFor()
		await driver.openDetails(page, FILES.otherFile)
		await page.getByText('No work packages linked yet').waitFor()
		await eventually(() => linkedFiles(LEAK)).toEqual([FILES.file])
		expect(await card(LEAK).count()).toBe(0)
		await driver.openDetails(page, FILES.file)
		await card(LEAK).waitFor()
	})
})

describe('who may see but not change', () => {
	it('sees what others linked to a file that is shared with them, without a way to remove it; and finds nothing to link', async () => {
		await givenLink(LEAK, `${SHARED.folder}/${SHARED.name}`)
		const tab = await openNepenthesTab({ account: driver.colleague, name: SHARED.name })
		await card(LEAK).waitFor()
		await menuOf(LEAK).click()
		await page.getByRole('menuitem', { name: 'Open in Nepenthes' }).waitFor()
		expect(await page.getByRole('menuitem', { name: 'Unlink work package' }).count()).toBe(0)
		await page.keyboard.press('Escape')
		await searchField().fill('pitcher')
		await tab.getByRole('status').getByText('No work package matches “pitcher”').waitFor()
	})
})

describe('who may see nothing', () => {
	it('is told whom to ask', async () => {
		stage.expected.push(/status of 409 .*\/api\/files\//)
		await driver.upload(driver.stranger, FILES.file)
		await stage.connectOnce(page, driver.stranger)
		await driver.openFiles(page)
		await driver.openDetails(page, FILES.file)
		const tab = await driver.openTab(page, 'Nepenthes')
		await tab.getByText(/once this Nextcloud is a file storage of one of your projects in Nepenthes\. Ask your administrator\.$/).waitFor()
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page } from 'playwright-core'
import type { Account, Driver } from './driver.ts'

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FILES, SHARED } from './driver.ts'
import { filesInNepenthes } from './nepenthes-pages.ts'
import { visiting } from './visiting.ts'

/** Work packages of the project Garden, where the user is a member and their colleague reads. */
const LEAK = 'Pitcher leaks at the lower rim'
const LABELS = 'Label every pitcher with its hybrid parents'
const GARDEN = 'garden'
const ALL = Object.values(FILES)

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

afterEach(() => {
	const { nepenthes, user } = driver
	nepenthes.faults.clear()
	nepenthes.setPermissions(user.login, GARDEN, ['view_work_packages', 'view_file_links', 'manage_file_links'])
	for (const link of [LEAK, LABELS].flatMap((subject) => nepenthes.fileLinksOf(idOf(subject)))) {
		nepenthes.deleteFileLink(link.id)
	}
})

/** Links that were there before; `paths` are those of the user's files. */
async function givenLinks(subject: string, ...paths: string[]) {
	const { nepenthes, storage, user } = driver
	for (const path of paths) {
		nepenthes.linkFile(idOf(subject), storage.id, { id: await driver.fileId(user, path), name: path.split('/').at(-1)! })
	}
}

const row = (name: string) => page.locator(`[data-cy-files-list-row-name="${name}"]`)
const menuOf = (name: string) => row(name).locator('[data-cy-files-list-row-actions] button').last()
const menuOfSelection = () => page.locator('[data-cy-files-list-selection-actions]').getByRole('button', { name: 'Actions' })
const entry = (name: string) => page.getByRole('menuitem', { name })
const dialog = () => page.getByRole('dialog')
/** One of those below; the dialog has a cross besides. */
const button = (name: string) => dialog().getByRole('region').getByRole('button', { name, exact: true })
const searchField = () => dialog().getByRole('combobox', { name: 'Search by subject or number …' })
const hit = (subject: string) => page.getByRole('option').filter({ hasText: subject })
const says = (text: string | RegExp) => dialog().getByText(text).last().waitFor()
const linkedFiles = (subject: string) => driver.nepenthes.fileLinksOf(idOf(subject)).map(({ origin: { name } }) => name).sort()
const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement)
const getsFocus = (locator: Locator) => expect.poll(() => isFocused(locator), { timeout: 10_000 }).toBe(true)

async function select(names: readonly string[], account: Account = driver.user) {
	await stage.connectOnce(page, account)
	await driver.openFiles(page)
	for (const name of names) {
		await row(name).getByRole('checkbox').check()
	}
}

async function openForSelection(action: 'Link to work package' | 'Remove links…', names: readonly string[], account?: Account) {
	await select(names, account)
	await menuOfSelection().click()
	await entry(action).click()
	await dialog().waitFor()
}

async function choose(subject: string) {
	await searchField().fill(subject)
	await hit(subject).click()
}

/** Nepenthes refuses the next requests for links. */
function givenRefusals(times: number) {
	driver.nepenthes.faults.add({
		kind: 'fail',
		route: '/file_links',
		method: 'POST',
		times,
		status: 422,
		contentType: 'application/hal+json',
		body: JSON.stringify({
			_type: 'Error',
			errorIdentifier: 'urn:openproject-org:api:v3:errors:PropertyConstraintViolation',
			message: 'Origin name is reserved for moss.',
		}),
	})
}

describe('who selects several files and a folder', () => {
	it('sees beforehand what will be linked, links it in one go, sees it in Nepenthes, and takes back only this', async () => {
		await givenLinks(LEAK, FILES.otherFile)
		await openForSelection('Link to work package', ALL)
		await page.getByRole('dialog', { name: 'Link 3 files to a work package' }).waitFor()
		await choose(LEAK)
		await says('2 will be linked · 1 is linked already')
		await button('Link').click()
		await says('2 files linked')
		expect(linkedFiles(LEAK)).toEqual([...ALL].sort())
		const there = await filesInNepenthes(page, driver, idOf(LEAK))
		for (const name of ALL) {
			await there.getByText(name).waitFor()
		}

		await button('Undo').click()
		await says('2 links removed')
		expect(linkedFiles(LEAK)).toEqual([FILES.otherFile])
		await button('Close').click()
		await dialog().waitFor({ state: 'detached' })
	})

	it('is told when all of it is linked already, and has nothing to press', async () => {
		await givenLinks(LEAK, ...ALL)
		await openForSelection('Link to work package', ALL)
		await choose(LEAK)
		await says('3 are linked already')
		expect(await button('Link').count()).toBe(0)
	})

	it('may choose another work package before anything is linked', async () => {
		await openForSelection('Link to work package', ALL)
		await choose(LEAK)
		await says('3 will be linked')
		await button('Change').click()
		await choose(LABELS)
		await says('3 will be linked')
		await button('Link').click()
		await says('3 files linked')
		expect(linkedFiles(LEAK)).toEqual([])
		expect(linkedFiles(LABELS)).toEqual([...ALL].sort())
	})

	it('may press "Link" twice by habit: the files are linked once, and the result stays to be read', async () => {
		await openForSelection('Link to work package', ALL)
		await choose(LEAK)
		await says('3 will be linked')
		await button('Link').dblclick()
		await says('3 files linked')
		expect(linkedFiles(LEAK)).toEqual([...ALL].sort())
	})

	it('leaves all as it is with Escape, and goes on at the list', async () => {
		await openForSelection('Link to work package', ALL)
		await choose(LEAK)
		await says('3 will be linked')
		await page.keyboard.press('Escape')
		await dialog().waitFor({ state: 'detached' })
		expect(linkedFiles(LEAK)).toEqual([])
		await expect.poll(() => page.evaluate(() => document.activeElement === document.body), { timeout: 10_000 }).toBe(false)
	})

	it('removes links the same way: those of one work package, and no others', async () => {
		await givenLinks(LEAK, FILES.file, FILES.folder)
		await givenLinks(LABELS, FILES.file)
		await openForSelection('Remove links…', ALL)
		await dialog().getByRole('button').filter({ hasText: LEAK }).click()
		await says('2 of 3 files are linked to it')
		await says('The files stay where they are. They will no longer be listed in this work package.')
		await button('Remove 2 links').click()
		await says('2 links removed')
		expect(linkedFiles(LEAK)).toEqual([])
		expect(linkedFiles(LABELS)).toEqual([FILES.file])

		await button('Undo').click()
		await says('2 files linked')
		expect(linkedFiles(LEAK)).toEqual([FILES.folder, FILES.file].sort())
	})

	it('is told when there are no links to remove', async () => {
		await openForSelection('Remove links…', ALL)
		await says('None of these files is linked to a work package.')
	})
})

describe('what goes wrong', () => {
	it('is one file: the others are linked, the reason stands beside its name, and "Retry failed" completes it', async () => {
		// For the sake of one file the request for all is refused, then the one for it alone.
		givenRefusals(2)
		await openForSelection('Link to work package', ALL)
		await choose(LEAK)
		await says('3 will be linked')
		await button('Link').click()
		await says('2 linked, 1 could not be linked')
		const failure = dialog().getByRole('listitem').filter({ hasText: 'Origin name is reserved for moss.' })
		const [missing] = ALL.filter((name) => !linkedFiles(LEAK).includes(name))
		expect(linkedFiles(LEAK)).toHaveLength(2)
		await failure.getByText(missing!, { exact: true }).waitFor()

		await button('Retry failed').click()
		await says('3 files linked')
		expect(linkedFiles(LEAK)).toEqual([...ALL].sort())
	})

	it('is the permission that was taken away meanwhile: nothing is linked, and it is said whom to ask', async () => {
		await openForSelection('Link to work package', ALL)
		await choose(LEAK)
		await says('3 will be linked')
		driver.nepenthes.setPermissions(driver.user.login, GARDEN, ['view_work_packages', 'view_file_links'])
		await button('Link').click()
		await says('0 linked, 3 could not be linked')
		await says(/Ask someone who manages the project in Nepenthes for the permission/)
		expect(linkedFiles(LEAK)).toEqual([])

		driver.nepenthes.setPermissions(driver.user.login, GARDEN, ['view_work_packages', 'view_file_links', 'manage_file_links'])
		await button('Retry failed').click()
		await says('3 files linked')
		expect(linkedFiles(LEAK)).toEqual([...ALL].sort())
	})
})

it('is all done with the keyboard alone, and the focus comes back to the list', async () => {
	await select([])
	for (const name of [FILES.file, FILES.folder]) {
		await row(name).getByRole('checkbox').focus()
		await page.keyboard.press('Space')
	}
	await menuOfSelection().focus()
	await page.keyboard.press('Enter')
	await entry('Link to work package').waitFor()
	await getsFocus(page.getByRole('menuitem').first())
	const names = await page.getByRole('menuitem').allTextContents()
	for (let steps = names.findIndex((name) => name.includes('Link to work package')); steps > 0; steps--) {
		await page.keyboard.press('ArrowDown')
	}
	expect(await isFocused(entry('Link to work package'))).toBe(true)
	await page.keyboard.press('Enter')

	await searchField().waitFor()
	await getsFocus(searchField())
	await page.keyboard.type('leaks rim')
	await hit(LEAK).waitFor()
	await page.keyboard.press('Enter')
	await page.keyboard.press('Enter')
	await says('2 will be linked')
	await getsFocus(button('Link'))
	await page.keyboard.press('Enter')
	await says('2 files linked')
	await getsFocus(button('Close'))
	await page.keyboard.press('Enter')
	await dialog().waitFor({ state: 'detached' })
	expect(linkedFiles(LEAK)).toEqual([FILES.folder, FILES.file].sort())
	await expect.poll(async () => await isFocused(menuOf(FILES.file)) || await isFocused(menuOf(FILES.folder)), { timeout: 10_000 }).toBe(true)
})

describe('a single file', () => {
	it('has the same in its own menu, which has the focus again afterwards', async () => {
		await select([])
		await menuOf(FILES.file).click()
		await entry('Link to work package').click()
		await page.getByRole('dialog', { name: 'Link 1 file to a work package' }).waitFor()
		await choose(LEAK)
		await button('Link').click()
		await says('1 file linked')
		await button('Close').click()
		await dialog().waitFor({ state: 'detached' })
		expect(linkedFiles(LEAK)).toEqual([FILES.file])
		await getsFocus(menuOf(FILES.file))
	})
})

describe('who may see but not change', () => {
	it('sees which work packages the files are linked to, and that they may not remove it', async () => {
		await givenLinks(LEAK, `${SHARED.folder}/${SHARED.name}`)
		await openForSelection('Remove links…', [SHARED.name, FILES.file], driver.colleague)
		const option = dialog().getByRole('button').filter({ hasText: LEAK })
		await option.getByText('You may not remove links here').waitFor()
		expect(await option.getAttribute('aria-disabled')).toBe('true')
		await option.click({ force: true })
		expect(await dialog().getByRole('button', { name: /^Remove \d+ link/ }).count()).toBe(0)
		expect(linkedFiles(LEAK)).toEqual([SHARED.name])
	})

	it('finds nothing to link', async () => {
		await openForSelection('Link to work package', [SHARED.name, FILES.file], driver.colleague)
		await searchField().fill('pitcher')
		await says('No work package matches “pitcher”')
	})
})

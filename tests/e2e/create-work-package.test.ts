// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page } from 'playwright-core'
import type { Driver } from './driver.ts'

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FILES } from './driver.ts'
import { visiting } from './visiting.ts'

/** A work package of the project Garden, where a bug must say how urgent it is, and a task need not. */
const LABELS = 'Label every pitcher with its hybrid parents'
/** What the name of the file suggests. */
const SUGGESTED = 'Pitcher plan'

const stage = visiting()

let driver: Driver
let page: Page
/** Numbers of the work packages that were there before the scenario. */
let before: Set<number>

const newWorkPackages = () => driver.nepenthes.workPackagesBy(driver.user.login).filter(({ id }) => !before.has(id))

beforeAll(() => {
	driver = stage.driver
})

beforeEach(() => {
	page = stage.page
	before = new Set(driver.nepenthes.workPackagesBy(driver.user.login).map(({ id }) => id))
})

afterEach(() => {
	const { nepenthes } = driver
	nepenthes.faults.clear()
	for (const { id } of [nepenthes.workPackageBySubject(LABELS), ...newWorkPackages()]) {
		nepenthes.fileLinksOf(id).forEach((link) => nepenthes.deleteFileLink(link.id))
	}
})

const opener = () => page.getByRole('button', { name: 'Create and link a work package' })
const dialog = () => page.getByRole('dialog', { name: 'Create and link a work package' })
const choice = (name: string) => dialog().getByRole('combobox', { name, exact: true })
const subject = () => dialog().getByRole('textbox', { name: 'Subject', exact: true })
const createButton = () => dialog().getByRole('button', { name: 'Create', exact: true })
const card = (text: string) => page.getByRole('article').filter({ hasText: text })
const linkedFiles = (id: number) => driver.nepenthes.fileLinksOf(id).map(({ origin: { name } }) => name)
const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement)
const getsFocus = (locator: Locator) => expect.poll(() => isFocused(locator), { timeout: 10_000 }).toBe(true)

async function choose(field: string, name: string) {
	await choice(field).fill(name)
	await page.getByRole('option', { name, exact: true }).click()
}

async function openForm() {
	await stage.connectOnce(page, driver.user)
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	await driver.openTab(page, 'Nepenthes')
	await opener().click()
	await choice('Project').waitFor()
}

/** A new task in the garden, as Nepenthes suggests it: it needs nothing but a subject, which comes from the name of the file. */
async function openTask() {
	await openForm()
	await choose('Project', 'Garden')
	await expect.poll(() => choice('Type').inputValue(), { timeout: 10_000 }).toBe('Task')
}

describe('who has a file for which there is no work package yet', () => {
	it('creates one from the tab: each mistake stands at its field, the first has the focus; then it is the topmost card, and linked', async () => {
		const { nepenthes, storage, user } = driver
		nepenthes.linkFile(nepenthes.workPackageBySubject(LABELS).id, storage.id, { id: await driver.fileId(user, FILES.file), name: FILES.file })
		await openForm()
		await getsFocus(choice('Project'))
		await choose('Project', 'Garden')
		await choose('Type', 'Bug')
		await choice('Urgency').waitFor()
		expect(await choice('Urgency').getAttribute('aria-required')).toBe('true')
		expect(await subject().inputValue()).toBe(SUGGESTED)

		await subject().fill('')
		await createButton().click()
		await dialog().getByText('Subject must be filled in.').waitFor()
		await dialog().getByText('Urgency must be filled in.').waitFor()
		await getsFocus(subject())
		expect(await choice('Urgency').getAttribute('aria-invalid')).toBe('true')

		await subject().fill('Slug in the pitcher')
		await createButton().click()
		await getsFocus(choice('Urgency'))
		expect(await dialog().getByText('Subject must be filled in.').count()).toBe(0)
		await choose('Urgency', 'Today')
		await createButton().click()
		await dialog().waitFor({ state: 'detached' })

		await card('Slug in the pitcher').waitFor()
		expect(await page.getByRole('article').first().textContent()).toContain('Slug in the pitcher')
		expect(await page.getByRole('article').count()).toBe(2)
		expect(newWorkPackages()).toMatchObject([{ subject: 'Slug in the pitcher', project: { name: 'Garden' }, type: { name: 'Bug' } }])
		expect(linkedFiles(newWorkPackages()[0]!.id)).toEqual([FILES.file])
		expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false)
	})

	it('reads at its field what Nepenthes itself has against it', async () => {
		await openTask()
		await subject().fill('Moss '.repeat(60))
		await createButton().click()
		await dialog().getByText(/too long/).waitFor()
		expect(await subject().getAttribute('aria-invalid')).toBe('true')
		await getsFocus(subject())
		expect(newWorkPackages()).toEqual([])
	})

	it('may click "Create" twice by habit: there is one', async () => {
		await openTask()
		await createButton().dblclick()
		await dialog().waitFor({ state: 'detached' })
		await card(SUGGESTED).waitFor()
		expect(newWorkPackages()).toMatchObject([{ subject: SUGGESTED, type: { name: 'Task' } }])
		expect(await card(SUGGESTED).count()).toBe(1)
	})

	it('may take another type: what only the first asked for goes, what was written stays', async () => {
		await openForm()
		await choose('Project', 'Garden')
		await choose('Type', 'Bug')
		await choose('Urgency', 'Today')
		await subject().fill('Hang the pitchers higher')
		await choose('Type', 'Task')
		await choice('Urgency').waitFor({ state: 'detached' })
		expect(await subject().inputValue()).toBe('Hang the pitchers higher')
		await createButton().click()
		await card('Hang the pitchers higher').waitFor()
		expect(newWorkPackages()).toMatchObject([{ subject: 'Hang the pitchers higher', type: { name: 'Task' } }])
	})
})

describe('a draft', () => {
	it('survives the cross, which gives the focus back; one may go on with it, or start over', async () => {
		await openTask()
		await subject().fill('Half a thought')
		await dialog().getByRole('button', { name: 'Close', exact: true }).click()
		await dialog().waitFor({ state: 'detached' })
		await getsFocus(opener())
		expect(newWorkPackages()).toEqual([])

		await page.keyboard.press('Enter')
		await dialog().getByText('What you had entered before is here again.').waitFor()
		expect(await subject().inputValue()).toBe('Half a thought')
		expect(await choice('Type').inputValue()).toBe('Task')
		await dialog().getByRole('button', { name: 'Start over' }).click()
		await expect.poll(() => subject().inputValue(), { timeout: 10_000 }).toBe(SUGGESTED)
	})
})

describe('what goes wrong', () => {
	it('is the answer that gets lost: the user is asked whether it is the one that is there, and no second is created', async () => {
		stage.expected.push(/status of 50\d .*\/api\/work-packages/)
		await openTask()
		driver.nepenthes.faults.add({ kind: 'lose', route: '/work_packages(\\?.*)?$', method: 'POST', times: 1 })
		await createButton().click()
		const question = dialog().getByRole('heading', { name: 'Is it one of these?' })
		await question.waitFor()
		await getsFocus(question)
		expect(newWorkPackages()).toHaveLength(1)
		const { id } = newWorkPackages()[0]!
		await dialog().getByRole('article').getByText(`#${id}`).waitFor()

		await dialog().getByRole('button', { name: `Link #${id}` }).click()
		await dialog().waitFor({ state: 'detached' })
		await card(SUGGESTED).waitFor()
		expect(newWorkPackages()).toHaveLength(1)
		expect(linkedFiles(id)).toEqual([FILES.file])
	})

	it('is Nepenthes, which creates nothing: that is said, what was entered stays, and the next try does it', async () => {
		stage.expected.push(/status of 50\d .*\/api\/work-packages/)
		await openTask()
		await subject().fill('Second try')
		driver.nepenthes.faults.add({ kind: 'fail', status: 503, route: '/work_packages(\\?.*)?$', method: 'POST', times: 1 })
		await createButton().click()
		await dialog().getByRole('alert').getByText('The work package has not been created').waitFor()
		expect(newWorkPackages()).toEqual([])
		await createButton().click()
		await card('Second try').waitFor()
		expect(newWorkPackages()).toMatchObject([{ subject: 'Second try' }])
	})

	it('is the link alone: the new work package is shown, and the link can be tried again', async () => {
		await openTask()
		driver.nepenthes.faults.add({ kind: 'fail', status: 500, route: '/file_links', method: 'POST', times: 1 })
		await createButton().click()
		await dialog().getByText('The work package has been created').waitFor()
		await dialog().getByText('1 file could not be linked to it.').waitFor()
		await dialog().getByRole('button', { name: 'Try to link again' }).click()
		await dialog().waitFor({ state: 'detached' })
		await card(SUGGESTED).waitFor()
		expect(newWorkPackages()).toHaveLength(1)
		expect(linkedFiles(newWorkPackages()[0]!.id)).toEqual([FILES.file])
	})
})

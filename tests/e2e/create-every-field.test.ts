// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator } from 'playwright-core'
import type { CustomField } from '../peers/nepenthes/planning/custom-fields.ts'
import type { FieldsOfEveryKind } from '../peers/nepenthes/seed/fields-of-every-kind.ts'

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FILES } from './driver.ts'
import { eventually } from './eventually.ts'
import { visiting } from './visiting.ts'

/** Milliseconds; a form with all its fields is long. */
const LONG = 120_000

/** In this project features have a field of every kind, and notes must have each of them. */
const PROJECT = 'Garden'
const PARENT = 'Pitcher leaks at the lower rim'

const stage = visiting()

let optional: FieldsOfEveryKind
let required: FieldsOfEveryKind
/** Numbers of the work packages that were there before the scenario. */
let before: Set<number>

beforeAll(() => {
	const projects = ['garden']
	optional = stage.driver.nepenthes.addCustomFieldsOfEveryKind({ types: ['Feature'], projects })
	required = stage.driver.nepenthes.addCustomFieldsOfEveryKind({ types: ['Note'], projects, required: true })
})

const own = () => stage.driver.nepenthes.workPackagesBy(stage.driver.user.login)

beforeEach(() => {
	before = new Set(own().map(({ id }) => id))
})

afterEach(() => {
	const { nepenthes } = stage.driver
	own().forEach(({ id }) => nepenthes.fileLinksOf(id).forEach((link) => nepenthes.deleteFileLink(link.id)))
})

const newWorkPackage = () => own().find(({ id }) => !before.has(id))!
const opener = () => stage.page.getByRole('button', { name: 'Create and link a work package' })
const dialog = () => stage.page.getByRole('dialog', { name: 'Create and link a work package' })
const choice = (name: string) => dialog().getByRole('combobox', { name, exact: true })
const text = (name: string) => dialog().getByRole('textbox', { name, exact: true })
/** Their names bear the star of what is required. */
const date = (name: string) => dialog().getByLabel(new RegExp(`^${name}(?: \\*)?$`))
const option = (name: string) => stage.page.getByRole('option', { name, exact: true })
const createButton = () => dialog().getByRole('button', { name: 'Create', exact: true })
const moreFields = () => dialog().getByRole('button', { name: 'More fields' })
const isFocused = (locator: Locator) => locator.evaluate((element) => element === document.activeElement)
const getsFocus = (locator: Locator) => eventually(() => isFocused(locator)).toBe(true)

async function choose(field: string, name: string) {
	await choice(field).fill(name)
	await option(name).click()
}

/** Several of a list, one after the other: it stays open. */
async function chooseSeveral(field: string, ...names: string[]) {
	await choice(field).click()
	for (const name of names) {
		await option(name).click()
		await dialog().getByRole('list', { name: field }).getByText(name, { exact: true }).waitFor()
	}
	await stage.page.keyboard.press('Escape')
}

async function openForm(type: string) {
	const { driver, page } = stage
	await stage.connectOnce(page, driver.user)
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	await driver.openTab(page, 'Nepenthes')
	await opener().click()
	await choice('Project').waitFor()
	if (await choice('Project').inputValue() !== PROJECT) {
		await choose('Project', PROJECT)
	}
	await eventually(() => choice('Type').inputValue()).not.toBe('')
	if (await choice('Type').inputValue() !== type) {
		await choose('Type', type)
	}
	await eventually(() => dialog().locator('[aria-busy=true]').count()).toBe(0)
}

async function create() {
	await createButton().click()
	await dialog().waitFor({ state: 'detached' })
	await stage.page.getByRole('article').filter({ hasText: newWorkPackage().subject }).waitFor()
	return newWorkPackage()
}

const valueOf = (field: CustomField) => stage.driver.nepenthes.customValueOf(newWorkPackage().id, field)
/** How many are chosen. */
const countIn = (field: CustomField) => [valueOf(field)].flat().length

/** Writes and chooses something in each of the fields that an administrator has added. */
async function fillEveryKind() {
	await text('Batch number').fill('NP-42')
	await text('Care notes (Markdown)').fill('Rain water **only** 💧')
	await text('Source').fill('https://nursery.example/?q=bical&x=<1>')
	await text('Number of pots').fill('12')
	await text('Acidity').fill('4,5')
	await dialog().getByText(/^Poisonous(?: \*)?$/).click()
	await eventually(() => dialog().getByRole('checkbox', { name: 'Poisonous', exact: true }).isChecked()).toBe(true)
	await date('Sown on').fill('2026-02-28')
	await choose('Pot', 'Net pot')
	await chooseSeveral('Pots to try', 'Clay', 'Basket')
	await choose('Waters', 'Bob Builder')
	await chooseSeveral('May enter', 'Alice Archer', 'Bob Builder')
	await choose('Shown at', 'Open day')
	await chooseSeveral('Also shown at', 'Open day', 'Winter rest')
	await choose('Place', 'Shelf')
	await chooseSeveral('Further places', 'Hall', 'Wall')
}

function expectEveryKind(fields: FieldsOfEveryKind) {
	expect({
		text: valueOf(fields.text),
		longText: valueOf(fields.longText),
		link: valueOf(fields.link),
		integer: valueOf(fields.integer),
		float: valueOf(fields.float),
		boolean: valueOf(fields.boolean),
		date: valueOf(fields.date),
	}).toEqual({
		text: 'NP-42',
		longText: 'Rain water **only** 💧',
		link: 'https://nursery.example/?q=bical&x=<1>',
		integer: 12,
		float: 4.5,
		boolean: true,
		date: '2026-02-28',
	})
	const { list, lists, user, users, version, versions, hierarchy, hierarchies } = fields
	expect([list, lists, user, users, version, versions, hierarchy, hierarchies].map(countIn)).toEqual([1, 2, 1, 2, 1, 2, 1, 2])
}

describe('a new work package', () => {
	it('takes a value in every kind of field that there is', { timeout: LONG }, async () => {
		await openForm('Feature')
		await text('Subject').fill('A bed for everything')
		await text('Description (Markdown)').fill('With *all* fields')
		await choose('Status', 'On hold')
		await choose('Assignee', 'Bob Builder')
		await moreFields().click()
		await choose('Priority', 'High')
		await choose('Category', 'Pond')
		await choose('Version', 'Open day')
		await choice('Parent').fill('leaks at the lower')
		await stage.page.getByRole('option').filter({ hasText: PARENT }).click()
		await choose('Accountable', 'Alice Archer')
		await text('Work (hours)').fill('2.5')
		await date('Start date').fill('2026-03-02')
		await date('Finish date').fill('2026-03-04')
		await fillEveryKind()
		expect(await create()).toMatchObject({
			subject: 'A bed for everything',
			description: 'With *all* fields',
			project: { name: PROJECT },
			type: { name: 'Feature' },
			status: { name: 'On hold' },
			priority: { name: 'High' },
			assignee: { name: 'Bob Builder' },
			responsible: { name: 'Alice Archer' },
			category: { name: 'Pond' },
			version: { name: 'Open day' },
			parentId: stage.driver.nepenthes.workPackageBySubject(PARENT).id,
			estimatedTime: 'PT2H30M',
			startDate: '2026-03-02',
			dueDate: '2026-03-04',
		})
		expectEveryKind(optional)
	})

	it('says of a field that is not known here that Nepenthes has it, and leads there', async () => {
		await openForm('Feature')
		await moreFields().click()
		await dialog().getByText('This can only be filled in in Nepenthes.').waitFor()
		const link = dialog().getByRole('link', { name: 'Open the form in Nepenthes' })
		expect(await link.getAttribute('href')).toMatch(new RegExp(`^${stage.driver.nepenthes.url}/projects/\\d+/work_packages/new\\?type=\\d+$`))
		expect(await link.getAttribute('target')).toBe('_blank')
	})
})

describe('fields that only one type demands', () => {
	it('stand among the first for it and for no other, each says what is missing, and with all of them it is created', { timeout: LONG }, async () => {
		await openForm('Task')
		expect(await text('Batch number').count()).toBe(0)
		await choose('Type', 'Note')
		await text('Batch number').waitFor()
		expect(await moreFields().getAttribute('aria-expanded')).toBe('false')
		await createButton().click()
		const { boolean, future, ...kinds } = required
		for (const { name } of Object.values(kinds)) {
			await dialog().getByText(`${name} must be filled in.`, { exact: true }).waitFor()
		}
		// Yes or no is always said, and nobody is asked for what cannot be filled in here.
		for (const { name } of [boolean, future]) {
			expect(await dialog().getByText(`${name} must be filled in.`, { exact: true }).count()).toBe(0)
		}
		await getsFocus(text('Batch number'))

		await fillEveryKind()
		expect((await create()).type.name).toBe('Note')
		expectEveryKind(required)
	})

	it('are judged by Nepenthes in its own words, at the field', { timeout: LONG }, async () => {
		await openForm('Feature')
		await moreFields().click()
		await text('Batch number').fill('42')
		await text('Number of pots').fill('a dozen')
		await createButton().click()
		await dialog().getByText('Number of pots must be a whole number.').waitFor()
		await getsFocus(text('Number of pots'))
		await text('Number of pots').fill('12')
		await createButton().click()
		await getsFocus(text('Batch number'))
		expect(await text('Batch number').getAttribute('aria-invalid')).toBe('true')
		expect(newWorkPackage()).toBeUndefined()
	})
})

it('is created with the keyboard alone, and the focus never gets lost', { timeout: LONG }, async () => {
	const { driver, page } = stage
	await stage.connectOnce(page, driver.user)
	await driver.openFiles(page)
	await driver.openDetails(page, FILES.file)
	await driver.openTab(page, 'Nepenthes')
	await opener().focus()
	await page.keyboard.press('Enter')
	await choice('Project').waitFor()
	/** Goes on until something has the focus; nothing else is beyond a few steps. */
	const tabTo = async (target: Locator) => {
		for (let steps = 0; !await isFocused(target); steps++) {
			expect(steps, 'steps with the Tab key').toBeLessThan(12)
			await page.keyboard.press('Tab')
			expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false)
		}
	}

	await eventually(() => dialog().evaluate((element) => element.contains(document.activeElement))).toBe(true)
	await choice('Project').focus()
	await page.keyboard.press('ControlOrMeta+a')
	await page.keyboard.type('Gard')
	await option('Garden').waitFor()
	await page.keyboard.press('Enter')
	await eventually(() => choice('Type').inputValue()).not.toBe('')

	await tabTo(choice('Type'))
	await page.keyboard.type('Bug')
	await option('Bug').waitFor()
	await page.keyboard.press('Enter')
	await choice('Urgency').waitFor()
	await tabTo(text('Subject'))
	await page.keyboard.press('ControlOrMeta+a')
	await page.keyboard.type('Without a mouse')
	await tabTo(choice('Urgency'))
	await page.keyboard.press('ArrowDown')
	await option('Today').waitFor()
	await page.keyboard.press('End')
	await page.keyboard.press('ArrowDown')
	await page.keyboard.press('ArrowUp')
	await eventually(async () => await choice('Urgency').getAttribute('aria-activedescendant') === await option('Today').getAttribute('id')).toBe(true)
	await page.keyboard.press('Enter')
	expect(await choice('Urgency').inputValue()).toBe('Today')
	await tabTo(moreFields())
	await page.keyboard.press('Space')
	await date('First seen').waitFor()
	await page.keyboard.press('Space')
	await date('First seen').waitFor({ state: 'detached' })
	await tabTo(createButton())
	await page.keyboard.press('Enter')
	await dialog().waitFor({ state: 'detached' })
	await page.getByRole('article').filter({ hasText: 'Without a mouse' }).waitFor()
	expect(newWorkPackage()).toMatchObject({ subject: 'Without a mouse', type: { name: 'Bug' } })
	expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false)
})

it('is a draft after Escape: what was entered in every kind of field is there again', { timeout: LONG }, async () => {
	const { page } = stage
	await openForm('Feature')
	await text('Subject').fill('Begun, not done')
	await moreFields().click()
	await fillEveryKind()
	await text('Subject').focus()
	await page.keyboard.press('Escape')
	await dialog().waitFor({ state: 'detached' })
	await getsFocus(opener())
	expect(newWorkPackage()).toBeUndefined()

	await page.keyboard.press('Enter')
	await dialog().getByText('What you had entered before is here again.').waitFor()
	await moreFields().click()
	expect(await text('Subject').inputValue()).toBe('Begun, not done')
	expect(await text('Acidity').inputValue()).toBe('4,5')
	expect(await dialog().getByRole('checkbox', { name: 'Poisonous' }).isChecked()).toBe(true)
	expect(await date('Sown on').inputValue()).toBe('2026-02-28')
	expect(await choice('Place').inputValue()).toBe('Shelf')
	await dialog().getByRole('list', { name: 'Pots to try' }).getByText('Basket').waitFor()
	await create()
	expectEveryKind(optional)
})

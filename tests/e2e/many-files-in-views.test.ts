// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { afterEach, describe, expect, it } from 'vitest'
import { embeddedDriver } from './drivers/embedded.ts'
import { visiting } from './visiting.ts'

const LEAK = 'Pitcher leaks at the lower rim'
const ACTIONS = ['Link to work package', 'Nepenthes', 'Remove links…']

// What is in these views belongs to the embedded Nextcloud.
const stage = visiting({ start: embeddedDriver })

const links = () => stage.driver.nepenthes.fileLinksOf(stage.driver.nepenthes.workPackageBySubject(LEAK).id)

afterEach(() => links().forEach(({ id }) => stage.driver.nepenthes.deleteFileLink(id)))

const row = (name: string) => stage.page.locator('[data-cy-files-list-row]').filter({ hasText: name })
const entry = (name: string) => stage.page.getByRole('menuitem', { name, exact: true })

async function open(view: string) {
	await stage.connectOnce(stage.page, stage.driver.user)
	await stage.page.goto(`${stage.driver.url}/index.php/apps/files/${view}`)
	await stage.page.locator('[data-cy-files-list-row]').first().waitFor()
}

async function openMenu(name: string) {
	await row(name).getByRole('button', { name: /^Actions/ }).click()
	await stage.page.getByRole('menuitem').first().waitFor()
}

/** Links a file by the menu of its row. */
async function link(name: string) {
	await openMenu(name)
	for (const action of ACTIONS) {
		expect(await entry(action).isVisible(), action).toBe(true)
	}
	await entry('Link to work package').click()
	const dialog = stage.page.getByRole('dialog', { name: 'Link 1 file to a work package' })
	await dialog.getByRole('combobox').fill(LEAK)
	await stage.page.getByRole('option').filter({ hasText: LEAK }).click()
	await dialog.getByRole('region').getByRole('button', { name: 'Link', exact: true }).click()
	await dialog.getByText('1 file linked').last().waitFor()
	return links().map(({ origin: { id, name: linked } }) => [String(id), linked])
}

describe('a file is linked from', () => {
	it.each([
		['All files', 'files', 'Readme.md', 'Readme.md'],
		['Personal files', 'personal', 'Readme.md', 'Readme.md'],
		['Recent', 'recent', 'Leaf list.txt', 'Leaf list.txt'],
		['Shares', 'shareoverview', 'Annual report.pdf', 'Documents/Annual report.pdf'],
		['what others share', 'sharingin', 'bricks.csv', 'bricks.csv'],
		['the tree of folders', 'folders?dir=/Projects/House', 'roof.pdf', 'Projects/House/roof.pdf'],
		['a team folder', 'files?dir=/Botany team', 'opening-hours.md', 'Botany team/opening-hours.md'],
	])('%s', async (_, view, name, path) => {
		const { driver } = stage
		await open(view)
		expect(await link(name)).toEqual([[await driver.fileId(driver.user, path), name]])
	})

	it('Favorites', async () => {
		const { driver, page } = stage
		await open('files')
		await openMenu('Pitcher plan.txt')
		await entry('Add to favorites').click()
		await row('Pitcher plan.txt').getByRole('img', { name: 'Favorite' }).waitFor()
		await page.getByRole('link', { name: 'Favorites' }).click()
		await row('Leaf list.txt').waitFor({ state: 'detached' })
		expect(await link('Pitcher plan.txt')).toEqual([[await driver.fileId(driver.user, 'Pitcher plan.txt'), 'Pitcher plan.txt']])
	})

	it('a tag', async () => {
		const { driver, page } = stage
		await open('tags')
		await page.getByRole('link', { name: 'To check' }).click()
		await row('letter.txt').waitFor()
		expect(await link('letter.txt')).toEqual([[await driver.fileId(driver.user, 'Documents/letter.txt'), 'letter.txt']])
	})

	it('what a search has found', async () => {
		const { driver, page } = stage
		await open('files')
		await page.getByRole('searchbox', { name: 'Search here' }).fill('roof')
		await row('roof.pdf').waitFor()
		expect(await link('roof.pdf')).toEqual([[await driver.fileId(driver.user, 'Projects/House/roof.pdf'), 'roof.pdf']])
	})
})

describe('nothing is offered for', () => {
	it.each([
		['what is in the trash', 'trashbin', 'old-plan.pdf', 'Delete permanently'],
		['a folder that is end-to-end encrypted', 'files', 'Encrypted notes', null],
	])('%s', async (_, view, name, other) => {
		await open(view)
		await row(name).waitFor()
		if (other !== null) {
			await openMenu(name)
			await entry(other).waitFor()
		}
		for (const action of ACTIONS) {
			expect(await entry(action).count(), action).toBe(0)
		}
		await row(name).getByRole('checkbox').check()
		await stage.page.locator('[data-cy-files-list-selection-actions]').getByText('1 selected').waitFor()
		expect(await stage.page.locator('[data-cy-files-list-selection-action^="nepenthes"]').count()).toBe(0)
	})

	it('a tag, which is no file', async () => {
		await open('tags')
		await row('To check').waitFor()
		await row('To check').getByRole('checkbox').check()
		await stage.page.locator('[data-cy-files-list-selection-actions]').getByText('1 selected').waitFor()
		expect(await stage.page.locator('[data-cy-files-list-selection-action^="nepenthes"]').count()).toBe(0)
	})

	it('several files of which one is encrypted', async () => {
		await open('files')
		const bar = stage.page.locator('[data-cy-files-list-selection-actions]')
		await row('Readme.md').getByRole('checkbox').check()
		await bar.getByRole('button', { name: 'Actions' }).click()
		await entry('Link to work package').waitFor()
		await stage.page.keyboard.press('Escape')
		await row('Encrypted notes').getByRole('checkbox').check()
		await bar.getByText('2 selected').waitFor()
		if (await bar.getByRole('button', { name: 'Actions' }).count() > 0) {
			await bar.getByRole('button', { name: 'Actions' }).click()
			await stage.page.getByRole('menuitem').first().waitFor()
		}
		expect(await entry('Link to work package').count()).toBe(0)
	})
})

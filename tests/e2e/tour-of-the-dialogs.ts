// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page, Route } from 'playwright-core'
import type { FileLinksResult } from '../../sidecar/contract/file-links.ts'
import type { Creation } from '../../sidecar/contract/form.ts'
import type { Driver } from './driver.ts'

import { FILES } from './driver.ts'
import { LIST, settled } from './tour-of-the-tab.ts'

type Look = (stop: string, part: Locator) => Promise<void>

const ALL = Object.values(FILES)

/** What Nepenthes may have against a file: as long as sentences get. */
const REASONS: FileLinksResult['results'] = [
	{ fileId: '', state: 'failed', code: 'nepenthes-refused', detail: 'Origin name is reserved for moss, of which there is plenty in every bed of this garden already.' },
	{ fileId: '', state: 'failed', code: 'file-not-found' },
	{ fileId: '', state: 'failed', code: 'nepenthes-refused', detail: 'وصف نباتات الجرة على سفح الجبل' },
]

const problem = (code: string, status: number) => ({ status, contentType: 'application/problem+json', json: { type: 'about:blank', title: '', status, code } })

/** A way into the answers of the app: what is given here answers instead of it, as long as it is given. */
async function interception(page: Page, pattern: RegExp) {
	let answer: ((route: Route) => Promise<unknown>) | null = null
	await page.route(pattern, (route) => answer === null ? route.continue() : answer(route))
	return {
		with(next: ((route: Route) => Promise<unknown>) | null) {
			answer = next
		},
		/** Answers nothing until this is called. */
		hold() {
			let go = () => {}
			const gone = new Promise<void>((resolve) => {
				go = resolve
			})
			answer = async (route) => {
				await gone
				await route.continue()
			}
			return () => {
				answer = null
				go()
			}
		},
	}
}

/** Finds by what does not depend on the language. */
function findersOf(page: Page, driver: Driver) {
	const dialog = page.getByRole('dialog')
	const actions = dialog.locator('.many-files__actions')
	const field = (key: string) => dialog.locator(`[data-field="${key}"] :is(input, textarea)`)
	return {
		dialog,
		primary: actions.getByRole('button').last(),
		secondary: actions.getByRole('button').first(),
		popup: page.locator('[popover]:popover-open').filter({ has: page.getByRole('listbox') }),
		field,
		async open(action: 'link' | 'unlink') {
			await driver.openFiles(page)
			for (const name of ALL) {
				await page.locator(`[data-cy-files-list-row-name="${name}"]`).getByRole('checkbox').check()
			}
			await page.locator('[data-cy-files-list-selection-actions] [aria-haspopup=menu]').click()
			await page.locator(`[data-cy-files-list-selection-action="nepenthes-${action}"]`).click()
			await dialog.waitFor()
		},
		async choose(subject: string) {
			await dialog.getByRole('combobox').fill(subject)
			await page.getByRole('option').filter({ hasText: subject }).click()
			await dialog.getByRole('article').waitFor()
		},
		async chooseIn(key: string, name: string) {
			await field(key).fill(name)
			await page.getByRole('option', { name, exact: true }).click()
		},
	}
}

/**
 * Leads through all that the dialog for many files can show.
 *
 * @param page of a user who is connected
 * @param driver
 * @param subject of a work package that they may link
 * @param look is called at every stop, with its name and the part of the page that is to be looked at
 */
export async function tourOfManyFiles(page: Page, driver: Driver, subject: string, look: Look): Promise<void> {
	const { dialog, primary, secondary, popup, open, choose } = findersOf(page, driver)
	const changes = await interception(page, /\/file-links(?:\/removal)?$/)
	const previews = await interception(page, /\/file-links\/preview$/)
	const lists = await interception(page, /\/work-packages\/of-files$/)
	const stop = async (name: string, part = dialog) => {
		await settled(page)
		await look(`many-${name}`, part)
	}

	await open('link')
	await dialog.getByRole('combobox').waitFor()
	await stop('choice')
	await dialog.getByRole('combobox').fill('pitcher')
	await popup.getByRole('option').first().waitFor()
	await stop('hits', popup)
	await choose(subject)
	await primary.and(page.locator(':not([aria-disabled=true])')).waitFor()
	await stop('chosen')
	const release = changes.hold()
	await primary.click()
	await dialog.getByRole('progressbar').waitFor()
	await stop('under-way')
	await secondary.click()
	await stop('cancelling')
	release()
	await dialog.getByRole('progressbar').waitFor({ state: 'detached' })
	await stop('done')

	changes.with((route) => {
		const { fileIds } = route.request().postDataJSON() as { fileIds: string[] }
		return route.fulfill({ json: { results: fileIds.map((fileId, index) => ({ ...REASONS[index % REASONS.length]!, fileId })) } satisfies FileLinksResult })
	})
	await secondary.click()
	await dialog.getByRole('listitem').first().waitFor()
	await stop('failures')
	changes.with(null)

	await open('unlink')
	await dialog.getByRole('listitem').first().waitFor()
	await stop('removal-choice')
	await dialog.getByRole('listitem').getByRole('button').first().click()
	await dialog.getByRole('article').waitFor()
	await primary.and(page.locator(':not([aria-disabled=true])')).waitFor()
	await stop('removal-chosen')
	await primary.click()
	await dialog.getByRole('progressbar').waitFor({ state: 'detached' })
	await stop('removed')

	lists.with((route) => route.fulfill({ json: { items: [], total: 0, nextPage: null, complete: true } }))
	await open('unlink')
	await dialog.locator('.state-message').waitFor()
	await stop('nothing-to-remove')

	previews.with((route) => route.fulfill(problem('nepenthes-unreachable', 502)))
	await open('link')
	await choose(subject)
	await dialog.locator('.quiet-note').waitFor()
	await stop('preview-failed')
	previews.with((route) => route.fulfill(problem('connection-expired', 409)))
	await dialog.locator('.quiet-note').getByRole('button').click()
	await dialog.locator('.state-message').waitFor()
	await stop('expired')
}

/**
 * Leads through all that the dialog for a new work package can show.
 *
 * @param page of a user who is connected
 * @param driver
 * @param choices by name
 * @param choices.project in which there is a type with fields of every kind
 * @param choices.type of which that is
 * @param look is called at every stop, with its name and the part of the page that is to be looked at
 */
export async function tourOfCreation(page: Page, driver: Driver, { project, type }: { project: string, type: string }, look: Look): Promise<void> {
	const { dialog, popup, field, chooseIn } = findersOf(page, driver)
	const projects = await interception(page, /\/forms\/projects\?/)
	const creations = await interception(page, /\/api\/work-packages$/)
	const own = await interception(page, /\/work-packages\/own$/)
	const stop = async (name: string, part = dialog) => {
		await settled(page)
		await look(`create-${name}`, part)
	}
	const submit = dialog.locator('[type=submit]')
	const buttons = dialog.locator('.dialog__actions').getByRole('button')
	const openForm = async () => {
		await driver.openFiles(page)
		await driver.openDetails(page, FILES.file)
		const tab = await driver.openTab(page, 'Nepenthes')
		await tab.locator('.linked-list__create').click()
		await dialog.waitFor()
	}

	projects.with((route) => route.fulfill({ json: { items: [], total: 0, nextPage: null } }))
	await openForm()
	await dialog.locator('.state-message').waitFor()
	await stop('nowhere')
	projects.with((route) => route.fulfill(problem('nepenthes-unreachable', 502)))
	await openForm()
	await dialog.locator('.state-message').waitFor()
	await stop('not-opened')

	const release = projects.hold()
	await openForm()
	await dialog.locator('.form-skeleton').waitFor()
	await stop('opening')
	release()
	await field('project').waitFor()
	await stop('without-project')
	await field('project').click()
	await popup.getByRole('option').first().waitFor()
	await stop('choices', popup)
	await chooseIn('project', project)
	await field('status').waitFor()
	await chooseIn('type', type)
	await dialog.locator('[aria-busy=true]').waitFor({ state: 'detached' })
	await stop('form')
	await field('subject').fill('')
	await submit.click()
	await dialog.locator('[data-field=subject] [aria-invalid=true]').waitFor()
	await stop('mistakes')
	await dialog.locator('.form-fields__more').click()
	await field('priority').waitFor()
	await stop('more-fields')
	await page.keyboard.press('Escape')

	creations.with((route) => route.fulfill(problem('nepenthes-forbidden', 403)))
	await openForm()
	await field('subject').fill('Half a thought')
	await submit.click()
	await dialog.getByRole('alert').locator('p').first().waitFor()
	await stop('refused')

	creations.with((route) => route.fulfill(problem('nepenthes-unreachable', 502)))
	own.with((route) => route.fulfill({ json: { ...LIST, items: LIST.items.slice(0, 2), nextPage: null } }))
	await submit.click()
	await dialog.getByRole('article').first().waitFor()
	await stop('lost-answer')
	await buttons.first().click()
	own.with((route) => route.fulfill(problem('nepenthes-unreachable', 502)))
	await submit.click()
	await dialog.locator('.lost-answer__again').waitFor()
	await stop('unclear')
	await buttons.first().click()

	own.with((route) => route.fulfill({ json: { items: [], total: 0, nextPage: null, complete: true } }))
	creations.with((route) => {
		const { fileIds } = route.request().postDataJSON() as { fileIds: string[] }
		return route.fulfill({ json: { state: 'created', workPackage: LIST.items[1]!, results: fileIds.map((fileId) => ({ ...REASONS[0]!, fileId })) } satisfies Creation })
	})
	await submit.click()
	await dialog.getByRole('article').waitFor()
	await stop('not-linked')
}

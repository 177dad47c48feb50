// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Route } from 'playwright-core'

import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addWorkPackage } from '../peers/nepenthes/planning/work-packages.ts'
import { FILES } from './driver.ts'
import { settled } from './tour-of-the-tab.ts'
import { visiting } from './visiting.ts'

/** Milliseconds; many files take a while on a busy machine. */
const LONG = 120_000

const LEAK = 'Pitcher leaks at the lower rim'
const ALL = Object.values(FILES)
const PLANS = { folder: 'Bed plans', names: Array.from({ length: 200 }, (_, index) => `bed-${String(index + 1).padStart(4, '0')}.txt`) }
const SURVEYS = { folder: 'Surveys', names: Array.from({ length: 1000 }, (_, index) => `survey-${String(index + 1).padStart(4, '0')}.txt`) }
/** As far as files may be called so. */
const NAMES = {
	folder: 'Odd names',
	names: [
		'<img src=x onerror=harmed=true><b>bold<b>.txt',
		'Stra\u00DFe & \u201Cquotes\u201D, e\u0301tude & {name} %n.txt',
		'\u05E9\u05DC\u05D5\u05DD \u05E2\u05D5\u05DC\u05DD.pdf',
		'\u6DF7\u5408\u690D\u7269\u306E\u8A08\u753B.txt',
		'\u{1F469}\u200D\u{1F33E}\u{1FAB4}.png',
		`${'Endless'.repeat(36).slice(0, 246)}.txt`,
	],
}

const stage = visiting()

beforeAll(async () => {
	for (const { folder, names } of [PLANS, SURVEYS, NAMES]) {
		await stage.driver.uploadFolder(stage.driver.user, folder, names)
	}
}, LONG)

const idOf = (subject: string) => stage.driver.nepenthes.workPackageBySubject(subject).id

afterEach(() => {
	const { nepenthes, user } = stage.driver
	nepenthes.faults.clear()
	for (const id of [idOf(LEAK), ...nepenthes.workPackagesBy(user.login).map((workPackage) => workPackage.id)]) {
		nepenthes.fileLinksOf(id).forEach((link) => nepenthes.deleteFileLink(link.id))
	}
})

const row = (name: string) => stage.page.locator('[data-cy-files-list-row]').filter({ has: stage.page.locator(`[data-cy-files-list-row-name-link][aria-label=${JSON.stringify(name)}]`) })
const dialog = () => stage.page.getByRole('dialog')
/** One of those below; the dialog has a cross besides. */
const button = (name: string) => dialog().getByRole('region').getByRole('button', { name, exact: true })
const says = (text: string | RegExp) => dialog().getByText(text).last().waitFor()
const linkedFiles = (subject = LEAK) => stage.driver.nepenthes.fileLinksOf(idOf(subject)).map(({ origin: { name } }) => name).sort()

async function openFor(folder: string, names: readonly string[] | 'all') {
	const { driver, page } = stage
	await stage.connectOnce(page, driver.user)
	await driver.openFiles(page, `/${folder}`)
	if (names === 'all') {
		await page.getByRole('checkbox', { name: 'Select all' }).check()
	} else {
		for (const name of names) {
			await row(name).getByRole('checkbox').check()
		}
	}
	await page.locator('[data-cy-files-list-selection-actions]').getByRole('button', { name: 'Actions' }).click()
	await page.getByRole('menuitem', { name: 'Link to work package' }).click()
	await dialog().waitFor()
}

async function choose(subject: string) {
	await dialog().getByRole('combobox', { name: 'Search by subject or number …' }).fill(subject)
	await stage.page.getByRole('option').filter({ hasText: subject }).click()
}

/**
 * Looks at each request of the page that changes links: how many files it is about, and what becomes of it.
 *
 * @param answer is given the route and the number of the request, from 1
 */
async function interceptLinks(answer: (route: Route, number: number) => Promise<unknown>): Promise<number[]> {
	const sizes: number[] = []
	await stage.page.route(/\/file-links(?:\/removal)?$/, (route) => answer(route, sizes.push((route.request().postDataJSON() as { fileIds: string[] }).fileIds.length)))
	return sizes
}

/** Something that others wait for until it happens. */
function gate() {
	let open = () => {}
	const opened = new Promise<void>((resolve) => {
		open = resolve
	})
	return { open, opened }
}

describe('two hundred files', () => {
	it('are linked in steps that one sees; who stops keeps what was under way, goes on, and takes all of it back', { timeout: LONG }, async () => {
		await openFor(PLANS.folder, 'all')
		await choose(LEAK)
		await says('200 will be linked')
		const { open, opened } = gate()
		const sizes = await interceptLinks(async (route, number) => {
			if (number > 1) {
				await opened
			}
			await route.continue()
		})
		await button('Link').click()
		const bar = dialog().getByRole('progressbar', { name: 'Linking 200 files' })
		await says(/^Linking 21 of 200 – bed-\d+\.txt$/)
		expect(await bar.getAttribute('aria-valuetext')).toBe('20 of 200')
		expect(await bar.evaluate((element: HTMLProgressElement) => element.value)).toBe(20)
		// It cannot be closed by accident meanwhile.
		expect(await dialog().getByRole('button', { name: 'Close' }).count()).toBe(0)

		await button('Cancel').click()
		await says('Stopping after what is under way …')
		open()
		await says('120 of 200 files linked')
		await says('You stopped before 80 files were tried.')
		expect(linkedFiles()).toHaveLength(120)

		await button('Continue').click()
		await says('200 files linked')
		expect(linkedFiles()).toEqual(PLANS.names)
		expect(sizes).toEqual(Array.from({ length: 10 }, () => 20))

		await button('Undo').click()
		await says('200 links removed')
		expect(linkedFiles()).toEqual([])
	})

	it('of which some were linked when the network was cut: nothing is claimed that is not sure, and a second run completes it', { timeout: LONG }, async () => {
		stage.expected.push(/ERR_FAILED/)
		await openFor(PLANS.folder, 'all')
		await choose(LEAK)
		await says('200 will be linked')
		const { open: lose, opened: lost } = gate()
		const { open: cut, opened: isCut } = gate()
		await interceptLinks(async (route, number) => {
			if (number <= 3) {
				await route.continue()
				return
			}
			if (number === 4) {
				// Done, but nobody hears of it.
				await route.fetch()
				lose()
			}
			await Promise.all([lost, isCut])
			await route.abort()
		})
		await button('Link').click()
		await says(/^Linking 61 of 200/)
		cut()
		await says('60 linked, 140 could not be linked')
		await dialog().getByRole('listitem').first().getByText('The Nepenthes app in Nextcloud does not answer.').waitFor()
		expect(linkedFiles()).toHaveLength(80)
		await button('Close').click()
		await dialog().waitFor({ state: 'detached' })

		await stage.page.unrouteAll()
		await openFor(PLANS.folder, 'all')
		await choose(LEAK)
		await says('120 will be linked · 80 are linked already')
		await button('Link').click()
		await says('120 files linked')
		expect(linkedFiles()).toEqual(PLANS.names)
	})
})

it('a thousand files leave the page to the user: Cancel is answered while they are linked, and no file has a request of its own', { timeout: LONG }, async () => {
	await openFor(SURVEYS.folder, 'all')
	await choose(LEAK)
	await says('1,000 will be linked')
	const { open, opened } = gate()
	const sizes = await interceptLinks(async (route, number) => {
		if (number > 3) {
			await opened
		}
		await route.continue()
	})
	await button('Link').click()
	await says(/^Linking \d01 of 1,000/)
	await button('Cancel').click()
	await says('Stopping after what is under way …')
	open()
	await says(/^\d00 of 1,000 files linked$/)
	await button('Continue').click()
	await says('1,000 files linked')
	expect(linkedFiles()).toEqual(SURVEYS.names)
	expect(sizes.reduce((sum, size) => sum + size)).toBe(1000)
	expect(sizes.length).toBeLessThanOrEqual(20)
})

describe('many files for which there is no work package yet', () => {
	it('get one, and are linked to it at once', async () => {
		const { driver } = stage
		await openFor('', ALL)
		await dialog().getByRole('button', { name: 'Create and link a work package' }).click()
		const form = stage.page.getByRole('dialog', { name: 'Create and link a work package' })
		await form.getByText('3 files will be linked to it.').waitFor()
		// What stands for many has a name of its own.
		const subject = form.getByRole('textbox', { name: 'Subject', exact: true })
		expect(await subject.inputValue()).toBe('')
		// Until it stands still, the dialog below has the focus, and takes it back.
		await settled(stage.page)
		const project = form.getByRole('combobox', { name: 'Project', exact: true })
		await project.and(stage.page.locator(':focus')).waitFor()
		await project.fill('Garden')
		await stage.page.getByRole('option', { name: 'Garden', exact: true }).click()
		await subject.fill('Sort all of this')
		await form.getByRole('button', { name: 'Create', exact: true }).click()
		await form.waitFor({ state: 'detached' })
		await says('3 files linked')
		await dialog().getByRole('article').getByText('Sort all of this').waitFor()
		expect(driver.nepenthes.workPackagesBy(driver.user.login).filter((workPackage) => workPackage.subject === 'Sort all of this')).toHaveLength(1)
		expect(linkedFiles('Sort all of this')).toEqual([...ALL].sort())
		await button('Close').click()
		await dialog().waitFor({ state: 'detached' })
	})

	it('go back to the search when the form is closed', async () => {
		await openFor('', ALL)
		await dialog().getByRole('button', { name: 'Create and link a work package' }).click()
		const form = stage.page.getByRole('dialog', { name: 'Create and link a work package' })
		await form.getByRole('combobox', { name: 'Project', exact: true }).waitFor()
		await form.getByRole('button', { name: 'Cancel' }).click()
		await form.waitFor({ state: 'detached' })
		// It gives the focus back, and one goes on from there.
		await dialog().getByRole('button', { name: 'Create and link a work package' }).and(stage.page.locator(':focus')).waitFor()
		await settled(stage.page)
		await choose(LEAK)
		await says('3 will be linked')
	})
})

it('a work package that was deleted meanwhile is said to be gone, and nothing is linked', async () => {
	const { nepenthes, user } = stage.driver
	const { project, type, status, priority } = nepenthes.workPackageBySubject(LEAK)
	const authorId = nepenthes.instance.users.byLogin(user.login)!.id
	addWorkPackage(nepenthes.instance, { projectId: project.id, typeId: type.id, statusId: status.id, priorityId: priority.id, authorId, subject: 'Soon to be gone', createdAt: new Date(), updatedAt: new Date() })
	await openFor('', ALL)
	await choose('Soon to be gone')
	await says('3 will be linked')
	nepenthes.instance.database.run('DELETE FROM work_packages WHERE subject = ?', 'Soon to be gone')
	await button('Link').click()
	await says('0 linked, 3 could not be linked')
	await dialog().getByRole('listitem').first().getByText(/^This work package cannot be found\./).waitFor()
})

it('names of every kind are shown as they are, one line each while they pass, and do nothing', { timeout: LONG }, async () => {
	await openFor(NAMES.folder, NAMES.names)
	await choose(LEAK)
	await says('6 will be linked')
	stage.driver.nepenthes.faults.add({
		kind: 'fail',
		route: '/file_links',
		method: 'POST',
		status: 422,
		contentType: 'application/hal+json',
		body: JSON.stringify({ _type: 'Error', errorIdentifier: 'urn:openproject-org:api:v3:errors:PropertyConstraintViolation', message: 'Origin name is reserved for <b>moss</b>.' }),
	})
	await button('Link').click()
	await says('0 linked, 6 could not be linked')
	const failures = dialog().getByRole('listitem').filter({ hasText: 'Origin name is reserved for <b>moss</b>.' })
	for (const name of NAMES.names) {
		await failures.getByText(name, { exact: true }).waitFor()
	}
	expect(await dialog().locator('[src="x"], [onerror], b').count()).toBe(0)
	expect(await stage.page.evaluate(() => 'harmed' in window)).toBe(false)
	expect(await dialog().evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)

	stage.driver.nepenthes.faults.clear()
	await button('Retry failed').click()
	await says('6 files linked')
	expect(linkedFiles()).toEqual([...NAMES.names].sort())
})

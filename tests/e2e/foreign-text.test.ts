// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver } from './driver.ts'

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { addWorkPackage } from '../peers/nepenthes/planning/work-packages.ts'
import { launchBrowser, openVisit } from './browser.ts'
import { FILES } from './driver.ts'
import { connectingOnce } from './signed-in.ts'
import { startDriver } from './start-driver.ts'

/** Would run, and be seen as something else, if anybody took it for markup. */
const MARKUP = '<img src=x onerror="window.harmed=true"><script>window.harmed=true</script><b>bold</b>'
/** As far as a file may be called so. */
const MARKUP_NAME = '<img src=x onerror=harmed=true><b>bold<b>.txt'
const LONG = 'Pitcherplant'.repeat(834).slice(0, 10_000)

let driver: Driver
let connectOnce: ReturnType<typeof connectingOnce>
let browser: Browser
let visit: Visit
let page: Page
/** Whatever the page asks by a dialog of the browser. */
let dialogs: string[]

beforeAll(async () => {
	driver = await startDriver()
	connectOnce = connectingOnce(driver)
	browser = await launchBrowser()

	// A work package of which everything that a card shows is somebody's own text, and one that never ends.
	const { user, nepenthes } = driver
	const { database, users } = nepenthes.instance
	const { project, type, status, priority } = nepenthes.workPackageBySubject('Pitcher leaks at the lower rim')
	const assigneeId = users.byLogin(driver.colleague.login)!.id
	for (const subject of [MARKUP, LONG]) {
		addWorkPackage(nepenthes.instance, { projectId: project.id, typeId: type.id, statusId: status.id, priorityId: priority.id, authorId: assigneeId, assigneeId, subject, createdAt: new Date(), updatedAt: new Date() })
	}
	database.run('UPDATE projects SET name = ? WHERE id = ?', MARKUP, project.id)
	database.run('UPDATE types SET name = ? WHERE id = ?', MARKUP, type.id)
	database.run('UPDATE statuses SET name = ? WHERE id = ?', MARKUP, status.id)
	database.run('UPDATE users SET first_name = ? WHERE id = ?', MARKUP, assigneeId)
	await driver.upload(user, MARKUP_NAME)
})

afterAll(async () => {
	await browser?.close()
	await driver?.close()
})

afterEach(async () => {
	expect(dialogs).toEqual([])
	expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
	await visit.close()
	expect(visit.complaints).toEqual([])
})

async function openNepenthesTab(name: string, options: Parameters<typeof openVisit>[1] = {}) {
	visit = await openVisit(browser, options)
	page = visit.page
	dialogs = []
	page.on('dialog', (dialog) => {
		dialogs.push(dialog.message())
		return dialog.dismiss()
	})
	await connectOnce(page, driver.user)
	await driver.openFiles(page)
	await driver.openDetails(page, name)
	return driver.openTab(page, 'Nepenthes')
}

const searchField = () => page.getByRole('combobox')
const option = () => page.getByRole('option').first()
const idOf = (subject: string) => driver.nepenthes.workPackageBySubject(subject).id
/** Elements that only the markup asks for. */
const strangers = () => page.locator('[src="x"], [onerror], article b, [role=option] b, [role=alert] b, article script')

it('that looks like markup is shown as text wherever it stands, and does nothing', async () => {
	const tab = await openNepenthesTab(MARKUP_NAME)
	await tab.getByRole('region', { name: `Work packages of ${MARKUP_NAME}` }).waitFor()
	await searchField().fill('<b>nothing</b>')
	await page.getByText('No work package matches “<b>nothing</b>”').first().waitFor()

	await searchField().fill(`#${idOf(MARKUP)}`)
	await option().getByText(MARKUP).first().waitFor()
	expect(await option().getByText(MARKUP).count()).toBe(3)
	await option().click()
	const card = page.getByRole('article')
	await card.getByText(`${MARKUP} Builder`).waitFor()
	expect(await card.getByText(MARKUP).count()).toBe(5)
	await tab.getByRole('status').getByText(`#${idOf(MARKUP)} linked`).waitFor()
	expect(await strangers().count()).toBe(0)

	await card.getByRole('button').click()
	await page.getByRole('menuitem', { name: 'Unlink work package' }).click()
	await page.getByRole('dialog').getByRole('button', { name: 'Remove link' }).click()
	await card.waitFor({ state: 'detached' })
})

it('is harmless in a refusal as well, which tells what Nepenthes says', async () => {
	const tab = await openNepenthesTab(MARKUP_NAME)
	driver.nepenthes.faults.add({
		kind: 'fail',
		route: '/file_links',
		method: 'POST',
		status: 422,
		contentType: 'application/hal+json',
		body: JSON.stringify({ _type: 'Error', errorIdentifier: 'urn:openproject-org:api:v3:errors:PropertyConstraintViolation', message: MARKUP }),
	})
	try {
		await searchField().fill(`#${idOf(MARKUP)}`)
		await option().click()
		await tab.getByRole('alert').getByText(MARKUP).waitFor()
		await tab.getByRole('alert').getByText(`${MARKUP_NAME} could not be linked to #${idOf(MARKUP)}`).waitFor()
		expect(await strangers().count()).toBe(0)
	} finally {
		driver.nepenthes.faults.clear()
		visit.complaints.splice(0, visit.complaints.length, ...visit.complaints.filter((complaint) => !complaint.includes('status of 422')))
	}
})

describe('of 10,000 characters', () => {
	it('does not break the layout at 320 pixels: the card stays a card', async () => {
		const tab = await openNepenthesTab(FILES.file, { viewport: { width: 320, height: 640 } })
		await searchField().fill(`#${idOf(LONG)}`)
		await option().waitFor()
		expect((await option().boundingBox())!.height).toBeLessThan(120)
		await option().click()
		const card = page.getByRole('article')
		await card.waitFor()
		expect((await card.boundingBox())!.height).toBeLessThan(240)
		expect(await tab.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0)
		expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
	})
})

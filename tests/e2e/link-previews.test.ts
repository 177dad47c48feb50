// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from 'playwright-core'
import type { Account } from './driver.ts'
import type { EmbeddedDriver } from './drivers/embedded.ts'

import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addWorkPackage } from '../peers/nepenthes/planning/work-packages.ts'
import { openVisit } from './browser.ts'
import { eventually } from './eventually.ts'
import { authorizeAtNepenthes, decideAtNepenthes } from './nepenthes-pages.ts'
import { wherePeopleWrite } from './where-people-write.ts'

/** Work packages of the embedded Nepenthes, in projects that user and colleague may see, but not the stranger. */
const RIM = 'Pitcher leaks at the lower rim'
const GAUGE = 'Rain gauge at the north wall reads double'
const PORTERS = 'Book porters for the summit trail'
const HIDDEN = 'Work package – you may not have access'

const { stage, openText, preview, enterRoom, composer, messages, say, card } = wherePeopleWrite()

let driver: EmbeddedDriver
let page: Page

beforeAll(() => {
	driver = stage.driver as EmbeddedDriver
})

beforeEach(() => {
	page = stage.page
})

afterEach(async () => {
	driver.nepenthes.faults.clear()
	await driver.nepenthes.setDown(false)
})

const addressOf = (subject: string) => `${driver.nepenthes.url}/work_packages/${driver.nepenthes.workPackageBySubject(subject).id}`
/** Of no work package. */
const nowhere = () => `${driver.nepenthes.url}/work_packages/999999`

/** Adds a work package to the project Garden: a bug in progress of the colleague; gives its address. */
function added(more: { subject: string, description?: string, dueDate?: string }): string {
	const { users } = driver.nepenthes.instance
	const { project, type, status, priority } = driver.nepenthes.workPackageBySubject(RIM)
	const bob = users.byLogin(driver.colleague.login)!.id
	const now = new Date()
	return `${driver.nepenthes.url}/wp/${addWorkPackage(driver.nepenthes.instance, { projectId: project.id, typeId: type.id, statusId: status.id, priorityId: priority.id, authorId: bob, assigneeId: bob, createdAt: now, updatedAt: now, ...more })}`
}

const connectButton = () => preview().getByRole('button', { name: 'Connect', exact: true })

/** The user comes back to the window: a browser under control always shows all of them. */
const lookAgain = () => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))

/** Requests for work packages that reach Nepenthes from now on. */
function questions() {
	const before = driver.nepenthes.requests.length
	return () => driver.nepenthes.requests.slice(before).filter(({ url }) => url.includes('/work_packages')).length
}

/** Signs an account in that is not connected. */
async function comeUnconnected(account: Account) {
	await stage.signInOnce(page, account)
	await driver.disconnect(account)
}

describe('a link to a work package', () => {
	it('becomes a card with all that matters of it, and leads to Nepenthes', async () => {
		const link = added({ subject: 'Frost has cracked the bog pond', description: 'Seen on Monday, at the **north** end.', dueDate: '2031-03-03' })
		await stage.connectOnce(page, driver.user)
		await openText(`What to do first:\n\n${link}`)
		const shown = card('Frost has cracked the bog pond')
		for (const words of ['Bug', 'Garden', `#${link.split('/').at(-1)}`, 'In progress', 'Bob Builder', 'Seen on Monday, at the **north** end.', /^due .*Mar.*2031/]) {
			await shown.getByText(words, { exact: true }).waitFor()
		}
		const opened = page.waitForEvent('popup')
		await shown.getByRole('link').click()
		await (await opened).waitForURL(/\/work_packages\/\d+$/)
		await (await opened).getByText('Frost has cracked the bog pond').first().waitFor()
	})

	it('is reached and followed by the keyboard', async () => {
		await stage.connectOnce(page, driver.user)
		await openText(`See ${addressOf(RIM)}`)
		const link = card(RIM).getByRole('link')
		await link.waitFor()
		await preview().getByRole('link').first().focus()
		await page.keyboard.press('Tab')
		expect(await link.evaluate((element) => element === document.activeElement)).toBe(true)
		const opened = page.waitForEvent('popup')
		await page.keyboard.press('Enter')
		await (await opened).waitForURL(addressOf(RIM))
	})

	it('is a card for everyone in a chat, as soon as it is said', async () => {
		const other = await openVisit(stage.browser)
		await stage.connectOnce(other.page, driver.user)
		await comeUnconnected(driver.colleague)
		const token = await enterRoom({ page: other.page })
		await enterRoom({ token })
		await say(`Look: ${added({ subject: 'Snail on the sundew' })}`, other.page)
		await card('Snail on the sundew', messages(other.page)).getByText('In progress').waitFor()
		await messages().getByRole('article', { name: /^Alice Archer/ }).getByText('Connect to see this work package').waitFor()
		expect((await composer(other.page).innerText()).trim()).toBe('')
		expect(other.complaints).toEqual([])
		await other.close()
	})

	it('says no more of one that the reader may not see than of one that does not exist', async () => {
		await stage.connectOnce(page, driver.stranger)
		await openText(`${addressOf(RIM)}\n${nowhere()}`, { of: driver.stranger })
		await eventually(() => preview().getByText(HIDDEN).count()).toBe(2)
		const [first, second] = await page.locator('.link-preview-card').allInnerTexts()
		expect(first!.replace(addressOf(RIM), '')).toBe(second!.replace(nowhere(), ''))
		expect(await preview().innerText()).not.toContain('Pitcher')
		expect(await preview().getByRole('button').count()).toBe(0)
	})

	it('stands among links to other sites, each in its place', async () => {
		driver.nextcloud.webPages.add({ url: 'https://botany.example/a', title: 'Pitcher plants' })
		driver.nextcloud.webPages.add({ url: 'https://botany.example/b', title: 'Sundews' })
		await stage.connectOnce(page, driver.user)
		await openText(['https://botany.example/a', addressOf(RIM), 'https://botany.example/b', addressOf(GAUGE), nowhere()].join('\n'))
		const order = ['Pitcher plants', RIM, 'Sundews', GAUGE, HIDDEN]
		for (const title of order) {
			await preview().getByText(title, { exact: true }).waitFor()
		}
		const shown = await preview().innerText()
		expect(order.toSorted((one, other) => shown.indexOf(one) - shown.indexOf(other))).toEqual(order)
	})

	it('is shown as it is, however it is written', async () => {
		await stage.connectOnce(page, driver.user)
		const { displayId } = driver.nepenthes.workPackageBySubject(PORTERS)
		const { id } = driver.nepenthes.workPackageBySubject(RIM)
		await openText([`${driver.nepenthes.url}/wp/${displayId}`, `${driver.nepenthes.url}/projects/garden/work_packages/${id}/activity#activity-3`].join('\n'))
		await card(PORTERS).getByText(displayId, { exact: true }).waitFor()
		await card(RIM).waitFor()
	})
})

describe('who cannot see it yet', () => {
	it('connects on the card, and is back at the very page, where it is', async () => {
		await comeUnconnected(driver.colleague)
		await openText(`See\n\n${added({ subject: 'Hose drips' })}`, { of: driver.colleague })
		await preview().getByText('Connect to see this work package').waitFor()
		const address = page.url()
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.colleague.login)
		await card('Hose drips').getByText('In progress').waitFor()
		expect(page.url()).toBe(address)
	})

	it('connects on one of several, and sees them all', async () => {
		await comeUnconnected(driver.colleague)
		await openText([added({ subject: 'Hose is too short' }), added({ subject: 'Hose is too long' })].join('\n'), { of: driver.colleague })
		await eventually(() => connectButton().count()).toBe(2)
		await connectButton().last().press('Enter')
		await authorizeAtNepenthes(page, driver.colleague.login)
		await card('Hose is too short').waitFor()
		await card('Hose is too long').waitFor()
	})

	it('connects again when the connection has run out', async () => {
		await comeUnconnected(driver.colleague)
		await openText(added({ subject: 'Ants at the door' }), { of: driver.colleague })
		await connectButton().click()
		await authorizeAtNepenthes(page, driver.colleague.login)
		await card('Ants at the door').waitFor()

		driver.nepenthes.revokeTokens(driver.colleague.login)
		await openText(added({ subject: 'Ants in the pitchers' }), { of: driver.colleague })
		await preview().getByText('Connect again to see this work package').waitFor()
		await connectButton().click()
		await decideAtNepenthes(page, 'approve')
		await card('Ants in the pitchers').waitFor()
	})

	it('tries again when Nepenthes did not answer, once for all cards', async () => {
		const links = [added({ subject: 'Moss on the glass' }), added({ subject: 'Gate does not close' })]
		await stage.connectOnce(page, driver.user)
		await driver.nepenthes.setDown(true)
		await openText(links.join('\n'))
		await eventually(() => preview().getByText('Nepenthes does not answer').count()).toBe(2)
		const again = preview().getByRole('button', { name: 'Try again' })
		const answer = page.waitForResponse(/\/api\/link-previews/)
		await again.first().click()
		await (await answer).finished()
		await eventually(() => again.first().getAttribute('aria-disabled')).toBe('false')
		expect(await again.count()).toBe(2)

		await driver.nepenthes.setDown(false)
		await again.first().focus()
		await page.keyboard.press('Enter')
		await card('Moss on the glass').waitFor()
		await card('Gate does not close').waitFor()
		// Who pressed the button is not thrown out of the text.
		expect(await card('Moss on the glass').getByRole('link').evaluate((element) => element === document.activeElement)).toBe(true)
	})

	it('has the text at once, with plain links, while Nepenthes takes its time', async () => {
		const link = added({ subject: 'Slow as a sundew' })
		await stage.connectOnce(page, driver.user)
		driver.nepenthes.faults.add({ kind: 'hang', route: '/api/v3/work_packages' })
		await openText(`First words\n\n${link}\n\nLast words`)
		await preview().getByText('Last words').waitFor()
		await preview().getByRole('link', { name: link, exact: true }).waitFor()
		driver.nepenthes.faults.clear()
		await page.reload()
		await card('Slow as a sundew').waitFor()
	})
})

describe('two hundred links in one text', () => {
	it('cost Nepenthes few questions, and the page stays of use', async () => {
		const links = Array.from({ length: 200 }, (_, index) => added({ subject: `Pot ${index}.` }))
		await stage.connectOnce(page, driver.user)
		const asked = questions()
		await openText(links.join('\n'))
		// A text makes its cards when they come into sight.
		const places = preview().locator('.widget-custom')
		await eventually(() => places.count()).toBe(100)
		await places.first().scrollIntoViewIfNeeded()
		await card('Pot 0.').waitFor()
		await page.getByRole('textbox', { name: 'Title' }).fill('All pots')
		await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
		await page.getByRole('link', { name: 'All pots' }).waitFor()
		await places.last().scrollIntoViewIfNeeded()
		await card('Pot 99.').waitFor()
		expect(asked()).toBeLessThanOrEqual(2)
	})
})

describe('what others have written', () => {
	const MARKUP = '<img src="https://spy.example/x.png" onerror="window.harmed=true"><script>window.harmed=true</script><b>bold</b>'

	it('is text, whatever it looks like, and brings nothing from elsewhere', async () => {
		const hosts = new Set<string>()
		page.on('request', (request) => {
			const url = new URL(request.url())
			if (/^https?:$/.test(url.protocol)) {
				hosts.add(url.host)
			}
		})
		const table = Array.from({ length: 500 }, (_, row) => `| ${row} | <td>${'cell '.repeat(20)} |`).join('\n')
		const links = [
			added({ subject: MARKUP, description: `![](https://spy.example/y.png) ${MARKUP}` }),
			added({ subject: 'A table beyond measure', description: table }),
			addressOf('<script>alert(1)</script>'),
		]
		await stage.connectOnce(page, driver.user)
		hosts.clear()
		await openText(links.join('\n'))
		await card(MARKUP).getByText(MARKUP, { exact: true }).waitFor()
		await card('A table beyond measure').waitFor()
		await card('<script>alert(1)</script>').waitFor()
		expect(await page.locator('.link-preview-card').locator('b, script, table, [onerror], img[src*=spy]').count()).toBe(0)
		expect((await card('A table beyond measure').boundingBox())!.height).toBeLessThan(200)
		expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
		expect([...hosts]).toEqual([new URL(driver.url).host])
	})
})

describe('a guest in a public room', () => {
	it('sees the link as it is: no card, nothing of ours, and Nepenthes hears nothing of it', async () => {
		driver.nextcloud.webPages.add({ url: 'https://botany.example/a', title: 'Pitcher plants' })
		const token = driver.nextcloud.chatRooms.add({ name: 'Open day', members: [driver.user.id], public: true })
		driver.nextcloud.chatRooms.say(token, driver.user.id, `See ${addressOf(RIM)}`)
		driver.nextcloud.chatRooms.say(token, driver.user.id, 'Read https://botany.example/a')
		const urls: string[] = []
		page.on('request', (request) => urls.push(request.url()))
		const before = driver.nepenthes.requests.length
		await enterRoom({ token })
		await messages().getByRole('link', { name: 'Pitcher plants' }).waitFor()
		await messages().getByRole('link', { name: addressOf(RIM) }).waitFor()
		await eventually(() => urls.filter((url) => url.includes('/references/resolvePublic')).length).toBe(2)
		expect(await page.locator('.link-preview-card').count()).toBe(0)
		expect(await messages().innerText()).not.toContain('Pitcher leaks')
		expect(urls.filter((url) => url.includes('integration_nepenthes'))).toEqual([])
		expect(driver.nepenthes.requests.length).toBe(before)
	})
})

describe('a card that has grown old', () => {
	it('is as new as the work package when it is seen again', async () => {
		const link = added({ subject: 'Sow in spring' })
		await stage.connectOnce(page, driver.user)
		await page.clock.install()
		await openText(`See ${link}`)
		await card('Sow in spring').waitFor()
		const asked = questions()
		driver.nepenthes.instance.database.run('UPDATE work_packages SET subject = ? WHERE id = ?', 'Sow in autumn', Number(link.split('/').at(-1)))
		// What the sidecar remembers for a moment goes with it.
		await driver.restart()
		await lookAgain()
		await page.clock.fastForward('00:59')
		await lookAgain()
		await page.clock.fastForward('00:02')
		expect(asked()).toBe(0)
		await lookAgain()
		await card('Sow in autumn').waitFor()
		expect(asked()).toBe(1)
		expect(await card('Sow in spring').count()).toBe(0)
	})

	it('stays as it is while Nepenthes is away', async () => {
		await stage.connectOnce(page, driver.user)
		await page.clock.install()
		await openText(`See ${addressOf(RIM)}`)
		await card(RIM).waitFor()
		await driver.restart()
		await driver.nepenthes.setDown(true)
		await page.clock.fastForward('01:01')
		const answer = page.waitForResponse(/\/api\/link-previews/)
		await lookAgain()
		await (await answer).finished()
		await page.clock.fastForward('00:01')
		await card(RIM).getByText('In progress').waitFor()
	})
})

describe('who has switched link previews off', () => {
	it('has what Nextcloud makes of the link; and the card again once they are on', async () => {
		await stage.connectOnce(page, driver.user)
		await page.goto(`${driver.url}/index.php/settings/user/integration_nepenthes`)
		// Nextcloud moves the content once more when it draws the navigation around it.
		await page.locator('a[href$="/settings/user/integration_nepenthes"]').waitFor({ state: 'attached' })
		await page.getByRole('switch', { name: 'Show link previews' }).press('Space')
		await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
		try {
			const asked = questions()
			const resolved = page.waitForResponse(/\/references\/resolve/)
			await openText(`See ${addressOf(RIM)}`)
			await (await resolved).finished()
			// The link, and the page that it leads to, as any other.
			await eventually(() => preview().getByRole('link', { name: addressOf(RIM) }).count()).toBe(2)
			expect(await page.locator('.link-preview-card').count()).toBe(0)
			expect(asked()).toBe(0)
		} finally {
			await driver.choose(driver.user, 'linkPreviews', true)
		}
		// For an hour, browsers keep what Nextcloud says of a link that a text asks for alone.
		await openText(`${addressOf(RIM)}\n${addressOf(GAUGE)}`)
		await card(RIM).waitFor()
	})
})

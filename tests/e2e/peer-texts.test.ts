// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Nextcloud } from '../peers/nextcloud/index.ts'
import type { Visit } from './browser.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { launchBrowser, openVisit } from './browser.ts'
import { eventually } from './eventually.ts'
import { appInFront } from './foreign-app.ts'

const PLANTS = 'https://botany.example/pitcher-plants'

let nextcloud: Nextcloud
let browser: Browser
let visit: Visit
let page: Page
/** What the browser complains about where the server is made to fail. */
let provoked: RegExp | undefined

beforeAll(async () => {
	nextcloud = await startNextcloud({ webroot: '/nextcloud', rateLimits: false })
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await nextcloud?.close()
})

async function come(uid: string) {
	const opened = await openVisit(browser)
	await opened.page.context().addCookies((await nextcloud.signIn(uid, `${uid}-password`)).split('; ').map((pair) => {
		const [name, value] = pair.split('=') as [string, string]
		return { name, value, url: nextcloud.url }
	}))
	return opened
}

beforeEach(async () => {
	provoked = undefined
	visit = await come('alice')
	page = visit.page
})

afterEach(async () => {
	await visit.close()
	nextcloud.faults.clear()
	expect(visit.complaints.filter((complaint) => !provoked?.test(complaint))).toEqual([])
})

const fileLink = (path: string) => `${nextcloud.url}/f/${nextcloud.fileId('alice', path)}`
const content = () => page.getByRole('textbox', { name: 'Content' })
const preview = () => page.getByRole('region', { name: 'Preview' })
const messages = (of: Page = page) => of.getByRole('log', { name: 'Messages' })
const composer = (of: Page = page) => of.getByRole('textbox', { name: 'Message' })

/** Opens a document of Alice that says this. */
async function open(text: string) {
	const id = nextcloud.documents.add('alice', { title: 'Notes', content: text })
	await page.goto(`${nextcloud.url}/apps/peer_text/${id}`)
	await content().waitFor()
	return id
}

async function enter(token: string, of: Page = page) {
	await of.goto(`${nextcloud.url}/call/${token}`)
	await composer(of).waitFor()
}

async function say(message: string, of: Page = page) {
	await composer(of).fill(message)
	await of.getByRole('button', { name: 'Send' }).click()
}

describe('the page Text', () => {
	it('shows a file for a link to it, and for a link to another site what the page says of itself', async () => {
		await open(`The plan:\n\n${fileLink('Projects/House/roof.pdf')}\n\nWorth reading: ${PLANTS}`)
		const file = preview().getByRole('link', { name: 'roof.pdf /Projects/House/roof.pdf' })
		await file.waitFor()
		const site = preview().getByRole('link', { name: 'Pitcher plants' })
		await site.waitFor()
		expect(await site.getAttribute('href')).toBe(PLANTS)
		await eventually(() => site.getByRole('presentation').or(site.locator('img')).evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(400)
	})

	it('says of a file that the user may not see no more than of one that is not there', async () => {
		const ofBob = `${nextcloud.url}/f/${nextcloud.fileId('bob', 'Bob.md')}`
		await open(`${ofBob}\n\n${nextcloud.url}/f/99999999`)
		await eventually(() => preview().getByText('The file is not there, or you may not see it').count()).toBe(2)
	})

	it('keeps what is typed, and shows it again', async () => {
		const id = await open('First words')
		await content().click()
		await page.keyboard.press('Control+End')
		await page.keyboard.type(' and more')
		await page.getByRole('textbox', { name: 'Title' }).fill('Diary')
		await page.getByRole('link', { name: 'Diary' }).waitFor()
		await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
		expect(nextcloud.documents.get('alice', id)).toMatchObject({ title: 'Diary', content: 'First words and more' })
		await page.reload()
		await preview().getByText('First words and more').waitFor()
	})

	it('says when what was typed could not be kept, and tries again', async () => {
		const id = await open('Old')
		nextcloud.faults.add({ kind: 'fail', route: '/peer_text/api/', method: 'PUT', status: 500, times: 1 })
		await content().fill('New')
		provoked = /\/peer_text\/api\//
		await page.getByRole('status').filter({ hasText: 'Not saved' }).waitFor()
		await page.getByRole('button', { name: 'Try again' }).click()
		await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
		expect(nextcloud.documents.get('alice', id)?.content).toBe('New')
	})

	it('begins and removes documents', async () => {
		await page.goto(`${nextcloud.url}/apps/peer_text/`)
		await page.getByRole('button', { name: 'New document' }).click()
		const entry = page.getByRole('link', { name: 'New document' })
		await entry.waitFor()
		await content().fill('Short-lived')
		await preview().getByText('Short-lived').waitFor()
		await page.getByRole('button', { name: 'Delete' }).last().click()
		await page.getByText('No document is open').waitFor()
		expect(await entry.count()).toBe(0)
	})

	it('shows two hundred links of one text, for which it asks once', async () => {
		const urls = Array.from({ length: 200 }, (_, index) => `https://page-${index}.example/`)
		urls.forEach((url, index) => nextcloud.webPages.add({ url, title: `Page ${index}.` }))
		nextcloud.requests.clear()
		await open(urls.join('\n'))
		await preview().getByText('Page 199.').waitFor()
		expect(await preview().getByText(/^Page \d+\.$/).allTextContents()).toEqual(urls.map((_, index) => `Page ${index}.`))
		expect(nextcloud.requests.list('/references/').map(({ method, url }) => `${method} ${url}`)).toEqual(['POST /nextcloud/ocs/v2.php/references/extract'])
	})

	it('shows the text at once where previews are slow, and goes on without those that fail', async () => {
		nextcloud.faults.add({ kind: 'hang', route: '/references/' })
		await open(`Words\n\n${PLANTS}`)
		await preview().getByRole('link', { name: PLANTS, exact: true }).waitFor()
		expect(await preview().getByText('Pitcher plants', { exact: true }).count()).toBe(0)
		// Let go, the question is answered.
		nextcloud.faults.clear()
		await preview().getByText('Pitcher plants', { exact: true }).waitFor()
		nextcloud.faults.add({ kind: 'fail', route: '/references/', status: 500 })
		await content().fill(`Words\n\n${fileLink('Readme.md')}`)
		provoked = /\/references\/|\[NcReferenceList\]/
		await preview().getByRole('link', { name: fileLink('Readme.md') }).waitFor()
		await eventually(() => visit.complaints.join()).toContain('[NcReferenceList] Failed to extract references')
		expect(await preview().getByRole('link').allTextContents()).toEqual([fileLink('Readme.md')])
	})
})

describe('the smart picker', () => {
	it('opens with a slash, offers what there is to choose from, and inserts the link to a file', async () => {
		await open('')
		await content().click()
		await page.keyboard.type('See /')
		const offers = page.getByRole('listbox')
		await eventually(() => offers.getByRole('option').allTextContents()).toEqual([' Files', ' Any link'])
		await offers.getByText('Files').click()
		await page.getByRole('textbox', { name: 'Name of a file' }).fill('roof')
		await page.getByRole('button', { name: /^roof\.pdf/ }).click()
		await preview().getByRole('link', { name: 'roof.pdf /Projects/House/roof.pdf' }).waitFor()
		await eventually(async () => (await content().innerText()).trim()).toBe(`See ${fileLink('Projects/House/roof.pdf')}`)
		// What was used last comes first the next time.
		await eventually(() => nextcloud.requests.list('/references/provider/files').map(({ method }) => method)).toContain('PUT')
	})

	it('opens with a button too, shows what a typed link leads to, and inserts it', async () => {
		await open('Read:')
		await page.getByRole('button', { name: 'Insert link' }).click()
		await page.getByRole('dialog').getByRole('combobox').click()
		await page.getByRole('option', { name: 'Any link' }).click()
		await page.getByRole('textbox', { name: 'Enter link' }).fill(PLANTS)
		await page.getByRole('dialog').getByText('Pitcher plants', { exact: true }).waitFor()
		await page.getByRole('textbox', { name: 'Enter link' }).press('Enter')
		await preview().getByRole('link', { name: 'Pitcher plants' }).waitFor()
		expect(await content().innerText()).toContain(PLANTS)
	})

	it('closes without leaving anything in the text', async () => {
		await open('')
		await content().click()
		await page.keyboard.type('See /fil')
		await page.getByRole('listbox').getByText('Files').click()
		await page.getByRole('textbox', { name: 'Name of a file' }).waitFor()
		await page.getByRole('button', { name: 'Close', exact: true }).click()
		await page.getByRole('textbox', { name: 'Name of a file' }).waitFor({ state: 'detached' })
		await eventually(async () => (await content().innerText()).trim()).toBe('See')
	})
})

describe('an app in front of the server', () => {
	const PLANT = 'https://herbarium.example/plants/7'
	const plantReference = {
		richObjectType: 'herbarium_plant',
		richObject: { id: 7, name: '<b>Nepenthes</b> rajah' },
		openGraphObject: { id: PLANT, name: 'Nepenthes rajah', description: 'From the herbarium', thumb: null, link: PLANT },
		accessible: true,
	}

	it('draws its own cards with the widget that its script registers', async () => {
		await appInFront(page, { references: { [PLANT]: plantReference }, script: `
			window._vue_richtext_widgets ??= {}
			window._vue_richtext_widgets.herbarium_plant = {
				id: 'herbarium_plant', hasInteractiveView: false, fullWidth: false,
				callback(element, { richObjectType, richObject, accessible, interactive }) {
					element.textContent = 'Plant ' + richObject.id + ': ' + richObject.name + [richObjectType, accessible, interactive].join(' ')
				},
				onDestroy() {},
			}` })
		await open(`One:\n\n${PLANT}\n\nOthers: ${PLANTS}`)
		await preview().getByText('Plant 7: <b>Nepenthes</b> rajahherbarium_plant true true').waitFor()
		await preview().getByRole('link', { name: 'Pitcher plants' }).waitFor()
	})

	it('is seen as what every client understands, where its script does not run', async () => {
		await appInFront(page, { references: { [PLANT]: plantReference } })
		const token = nextcloud.chatRooms.add({ name: 'Plants', members: ['alice'] })
		nextcloud.chatRooms.say(token, 'alice', PLANT)
		await enter(token)
		await messages().getByRole('link', { name: 'Nepenthes rajah From the herbarium' }).waitFor()
	})

	it('shows its own element in the smart picker, and the link that it submits is inserted', async () => {
		await appInFront(page, { references: { [PLANT]: plantReference }, providers: [{ id: 'herbarium', title: 'Plants', icon_url: '', order: -5 }], script: `
			window._vue_richtext_custom_picker_elements ??= {}
			window._vue_richtext_custom_picker_elements.herbarium = {
				id: 'herbarium', size: 'small', onDestroy() {},
				callback(parent, { providerId }) {
					const element = document.createElement('button')
					element.textContent = 'Pick a plant of ' + providerId
					element.addEventListener('click', () => element.dispatchEvent(new CustomEvent('submit', { detail: '${PLANT}' })))
					parent.append(element)
					return { element, object: {} }
				},
			}` })
		const token = nextcloud.chatRooms.add({ name: 'Plants', members: ['alice'] })
		await enter(token)
		await composer().click()
		await page.keyboard.type('/')
		await page.getByRole('listbox').getByText('Plants').click()
		await page.getByRole('button', { name: 'Pick a plant of herbarium' }).click()
		await eventually(async () => (await composer().innerText()).trim()).toBe(PLANT)
		await page.getByRole('button', { name: 'Send' }).click()
		await messages().getByText('Nepenthes rajah', { exact: true }).waitFor()
	})

	it('is searched in the smart picker without any script of its own', async () => {
		await appInFront(page, { providers: [{ id: 'library', title: 'Library', icon_url: '', order: -5, search_providers_ids: ['files'] }] })
		await open('')
		await content().click()
		await page.keyboard.type('/lib')
		await page.getByRole('listbox').getByText('Library').click()
		await page.getByRole('dialog').getByRole('combobox').fill('roof')
		await page.getByRole('dialog').getByRole('option', { name: 'roof.pdf' }).click()
		await preview().getByRole('link', { name: 'roof.pdf /Projects/House/roof.pdf' }).waitFor()
	})
})

describe('the page Chat', () => {
	let token: string

	beforeEach(() => {
		token = nextcloud.chatRooms.add({ name: 'Greenhouse', members: ['alice', 'bob'] })
	})

	it('shows what others say without a reload, each with the preview of its link', async () => {
		const bob = await come('bob')
		await enter(token)
		await enter(token, bob.page)
		await say(`Have a look: ${fileLink('Shared with Bob/agreement.pdf')}`)
		await messages(bob.page).getByRole('article', { name: /^Alice Archer/ }).getByRole('link', { name: 'agreement.pdf /Shared with Bob/agreement.pdf' }).waitFor()
		await say(`Thank you. ${PLANTS}`, bob.page)
		await messages().getByRole('article', { name: /^Bob Builder/ }).getByRole('link', { name: 'Pitcher plants' }).waitFor()
		await page.reload()
		await eventually(() => messages().getByRole('article').count()).toBe(2)
		expect(bob.complaints).toEqual([])
		await bob.close()
	})

	it('leads from the app menu to the rooms', async () => {
		await page.goto(`${nextcloud.url}/apps/files/`)
		await page.getByRole('button', { name: 'Apps', exact: true }).click()
		await page.getByRole('link', { name: 'Chat' }).click()
		await page.getByRole('link', { name: 'Greenhouse' }).last().click()
		await composer().waitFor()
		expect(new URL(page.url()).pathname).toBe(`/nextcloud/call/${token}`)
	})

	it('shows markup as text, in messages and in previews', async () => {
		const markup = '<img src=x onerror="document.title=\'ran\'"> <script>document.title=\'ran\'</script> <b>bold</b>'
		nextcloud.chatRooms.say(token, 'bob', `${markup} [link](javascript:alert(1)) https://markup.example/`)
		await enter(token)
		await messages().getByText('<b>Bold</b> & <script>alert(1)</script>', { exact: true }).waitFor()
		expect(await messages().locator('b, script, img[src="x"], a[href^="javascript"]').count()).toBe(0)
		expect(await messages().innerText()).toContain('<b>bold</b>')
		expect(await page.title()).not.toContain('ran')
	})

	it('says when a message was not sent, and leaves it to be sent again', async () => {
		await enter(token)
		nextcloud.faults.add({ kind: 'fail', route: '/peer_chat/api/', method: 'POST', status: 500, times: 1 })
		await say('Hello')
		provoked = /\/peer_chat\/api\//
		await page.getByText('The message was not sent. Try again.').waitFor()
		await page.getByRole('button', { name: 'Send' }).click()
		await messages().getByText('Hello').waitFor()
		expect((await composer().innerText()).trim()).toBe('')
	})

	it('lets guests into a public room, who learn only what is the same for everyone', async () => {
		const open = nextcloud.chatRooms.add({ name: 'Open day', members: ['alice'], public: true })
		nextcloud.chatRooms.say(open, 'alice', `Welcome: ${PLANTS}`)
		nextcloud.chatRooms.say(open, 'alice', `Not for you: ${fileLink('Readme.md')}`)
		const guest = await openVisit(browser)
		nextcloud.requests.clear()
		await enter(open, guest.page)
		expect(await guest.page.locator('body').getAttribute('id')).toBe('body-public')
		await messages(guest.page).getByRole('link', { name: 'Pitcher plants' }).waitFor()
		await eventually(() => messages(guest.page).getByRole('link', { name: fileLink('Readme.md') }).count()).toBe(2)
		expect(await messages(guest.page).innerText()).not.toContain('Readme.md\n/')
		expect(nextcloud.requests.list('/references/res').map(({ url }) => url)).toEqual([PLANTS, fileLink('Readme.md')].map((url) => `/nextcloud/ocs/v2.php/references/resolvePublic?reference=${encodeURIComponent(` ${url}`)}&sharingToken=${open}`))
		await say('Thank you', guest.page)
		await enter(open)
		await messages().getByRole('article', { name: /^Guest/ }).getByText('Thank you').waitFor()
		expect(guest.complaints).toEqual([])
		await guest.close()
	})

	it('sends guests who come to any other room to sign in', async () => {
		const guest = await openVisit(browser)
		await guest.page.goto(`${nextcloud.url}/call/${token}`)
		await guest.page.getByRole('button', { name: 'Log in', exact: true }).waitFor()
		await guest.close()
	})
})

describe('where there is little room', () => {
	it.each(['light', 'dark'])('in the theme %s, nothing of the pages sticks out', async (theme) => {
		nextcloud.setTheme('alice', theme)
		await page.setViewportSize({ width: 320, height: 640 })
		const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
		await open(`A long word: ${'pitcher'.repeat(20)}\n\n${PLANTS}\n\n${fileLink('Photos/dawn.png')}`)
		await preview().getByRole('link', { name: 'Pitcher plants' }).waitFor()
		expect(await overflow()).toBe(0)
		const [team] = nextcloud.chatRooms.of('alice')
		await enter(team!.token)
		await messages().getByRole('link', { name: 'agreement.pdf' }).waitFor()
		expect(await overflow()).toBe(0)
		nextcloud.setTheme('alice', 'default')
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, Page } from 'playwright-core'
import type { Nextcloud } from '../peers/nextcloud/index.ts'
import type { Visit } from './browser.ts'

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { launchBrowser } from './browser.ts'
import { eventually } from './eventually.ts'
import { changeOcs, openPeerVisit } from './peer-visit.ts'

let nextcloud: Nextcloud
let browser: Browser
let visit: Visit
let page: Page
/** Of answers that fail on purpose. */
let expectedComplaint: RegExp | undefined

beforeAll(async () => {
	nextcloud = await startNextcloud({ webroot: '/nextcloud' })
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await nextcloud?.close()
})

beforeEach(async () => {
	visit = await openPeerVisit(browser, nextcloud, 'alice')
	page = visit.page
	expectedComplaint = undefined
})

afterEach(async () => {
	nextcloud.faults.clear()
	await visit.close()
	expect(visit.complaints.filter((complaint) => !expectedComplaint?.test(complaint))).toEqual([])
})

const dialog = () => page.getByRole('dialog', { name: 'Unified search' })
const field = () => dialog().getByRole('textbox', { name: 'Search apps, files, tags, messages' })
const results = (provider: string) => dialog().getByRole('list', { name: provider, exact: true }).getByRole('link')
const groups = () => dialog().getByRole('heading', { level: 4 }).allInnerTexts()

async function openPage(path = '/apps/dashboard/') {
	await page.goto(nextcloud.url + path)
	await page.getByRole('button', { name: 'Search apps, files, tags, messages' }).waitFor()
}

async function openSearch(path?: string) {
	await openPage(path)
	await page.getByRole('button', { name: 'Search apps, files, tags, messages' }).click()
	await dialog().getByText('Start typing to search').waitFor()
}

/** What providers are asked from now on: their ids and the parameters. */
function questions() {
	const asked: { provider: string, parameters: Record<string, string> }[] = []
	page.on('request', (request) => {
		const { pathname, searchParams } = new URL(request.url())
		const [, provider] = /\/search\/providers\/([^/]+)\/search$/.exec(pathname) ?? []
		if (provider !== undefined) {
			asked.push({ provider, parameters: Object.fromEntries(searchParams) })
		}
	})
	return asked
}

/** A provider that asks somewhere else, and what it finds. */
async function addProvider(more: object = {}, entry: object = {}) {
	await changeOcs<object[]>(page, '/search/providers', (providers) => [...providers, {
		id: 'elsewhere',
		appId: 'elsewhere',
		name: 'Elsewhere',
		icon: '/nextcloud/core/img/favicon.svg',
		order: 10,
		isExternalProvider: false,
		triggers: ['elsewhere'],
		filters: { term: 'string' },
		inAppSearch: false,
		...more,
	}])
	await page.route((url) => url.pathname.endsWith('/search/providers/elsewhere/search'), (route) => route.fulfill({ json: { ocs: {
		meta: { status: 'ok', statuscode: 200, message: 'OK' },
		data: { name: 'Elsewhere', isPaginated: false, cursor: null, entries: [{ thumbnailUrl: '', title: 'A find', subline: 'far away', resourceUrl: 'https://elsewhere.example/1', icon: '', rounded: false, attributes: [], ...entry }] },
	} } }))
}

describe('the search', () => {
	it('asks every provider, and shows what they find in their order', async () => {
		const asked = questions()
		await openSearch()
		await field().fill('er')
		await results('Settings').getByText('Personal info').waitFor()
		await results('Contacts').getByText('bob@example.org').waitFor()
		await results('Files').first().waitFor()
		expect(await groups()).toEqual(['Files', 'Contacts', 'Settings'])
		expect(asked).toEqual(['files', 'contacts', 'settings'].map((provider) => ({ provider, parameters: { term: 'er', from: '/nextcloud/apps/dashboard/' } })))
	})

	it('shows first what belongs to the app that one is in', async () => {
		await openSearch('/settings/user/security')
		await field().fill('er')
		await results('Files').first().waitFor()
		await eventually(groups).toEqual(['Settings', 'Files', 'Contacts'])
	})

	it('opens by the keyboard, is used by it, and closes by it', async () => {
		await openPage()
		await page.keyboard.press('Control+f')
		await dialog().getByText('Start typing to search').waitFor()
		await eventually(() => field().evaluate((element) => element === document.activeElement)).toBe(true)
		await page.keyboard.type('roof')
		await results('Files').getByText('roof.pdf').waitFor()
		await page.keyboard.press('Escape')
		await dialog().waitFor({ state: 'detached' })

		await page.keyboard.press('Control+f')
		await dialog().getByText('Start typing to search').waitFor()
		await page.keyboard.type('roof')
		await results('Files').first().press('Enter')
		await page.waitForURL(`**/apps/files/files/${nextcloud.fileId('alice', '/Projects/House/roof.pdf')}`)
	})

	it('loads more of one provider by asking for more from the beginning', async () => {
		const asked = questions()
		await openSearch()
		await field().fill('plan-')
		await eventually(() => results('Files').count()).toBe(5)
		const first = await results('Files').allInnerTexts()
		await dialog().getByRole('button', { name: 'Load more results' }).click()
		await eventually(() => results('Files').count()).toBe(10)
		await dialog().getByRole('button', { name: 'Load more results' }).click()
		await eventually(() => results('Files').count()).toBe(15)
		expect((await results('Files').allInnerTexts()).slice(0, 5)).toEqual(first)
		expect(asked.filter(({ provider }) => provider === 'files').map(({ parameters }) => parameters.limit)).toEqual([undefined, '10', '15'])
		expect(asked.filter(({ parameters }) => 'cursor' in parameters)).toEqual([])
	})

	it('shows names as they are, and pictures where there are some', async () => {
		await openSearch()
		await field().fill('onerror')
		await results('Files').getByText('<img src=x onerror=alert(1)>.txt').waitFor()
		await field().fill('garden.png')
		await eventually(() => results('Files').locator('img').evaluateAll((pictures) => pictures.map((picture) => (picture as HTMLImageElement).naturalWidth > 0))).toEqual([true])
	})

	it('says when there is nothing', async () => {
		await openSearch()
		await field().fill('no such thing')
		await dialog().getByText('No matching results').waitFor()
	})
})

describe('the filters of the search', () => {
	it('keep to a time, and set apart what providers without it have found', async () => {
		const asked = questions()
		await openSearch()
		await field().fill('er')
		await results('Settings').first().waitFor()
		await dialog().getByRole('button', { name: 'Date' }).click()
		await page.getByRole('menuitem', { name: 'This year' }).click()
		await dialog().getByText('Partial matches').waitFor()
		await results('Files').first().waitFor()

		const last = (wanted: string) => asked.findLast(({ provider }) => provider === wanted)!.parameters
		const year = new Date().getFullYear()
		expect(last('files')).toMatchObject({ since: new Date(year, 0, 1).toISOString(), until: new Date(year, 11, 31, 23, 59, 59, 999).toISOString() })
		expect(last('settings')).not.toHaveProperty('since')
		await eventually(groups).toEqual(['Files', 'Settings'])

		await dialog().locator('.nc-chip').getByRole('button').click()
		await dialog().getByText('Partial matches').waitFor({ state: 'detached' })
		await results('Settings').first().waitFor()
	})

	it('keep to a person', async () => {
		const asked = questions()
		await openSearch()
		await field().fill('bricks')
		await results('Files').first().waitFor()
		await dialog().getByRole('button', { name: 'People' }).click()
		await page.getByRole('textbox', { name: 'Search people' }).fill('buil')
		await page.getByRole('button', { name: 'Carol Climber' }).waitFor({ state: 'detached' })
		await page.getByRole('button', { name: 'Bob Builder' }).click()
		await results('Files').getByText('bricks.csv').waitFor()
		await eventually(() => asked.at(-1)?.parameters.person ?? asked.at(-2)?.parameters.person).toBe('bob')
	})

	it('keep to a place', async () => {
		await openSearch()
		await field().fill('er')
		await results('Settings').first().waitFor()
		await dialog().getByRole('button', { name: 'Places' }).click()
		const asked = questions()
		await page.getByRole('menuitem', { name: 'Contacts' }).click()
		await eventually(groups).toEqual(['Contacts'])
		expect(asked.map(({ provider }) => provider)).toEqual(['contacts'])
	})

	it('can come from apps, with parameters of their own', async () => {
		const asked = questions()
		await page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => {
			const { OCA, _nc_event_bus: bus } = window as unknown as {
				OCA: { UnifiedSearch: { registerFilterAction: (action: object) => void } }
				_nc_event_bus: { emit: (name: string, event: object) => void }
			}
			OCA?.UnifiedSearch.registerFilterAction({
				id: 'in-photos',
				appId: 'files',
				searchFrom: 'files',
				label: 'In a folder',
				icon: '/nextcloud/core/img/favicon.svg',
				callback: () => setTimeout(() => bus.emit('nextcloud:unified-search:add-filter', { id: 'in-photos', filterUpdateText: 'In Photos', filterParams: { path: '/Photos' } })),
			})
		}))
		await openSearch()
		await field().fill('.png')
		await results('Files').first().waitFor()
		await dialog().getByRole('button', { name: 'Places' }).click()
		await page.getByRole('menuitem', { name: 'In a folder' }).click()
		await results('In Photos').getByText('sea.png').waitFor()
		expect(asked.at(-1)).toMatchObject({ provider: 'files', parameters: { path: '/Photos' } })
	})
})

describe('providers of others', () => {
	it('stand among the server\'s own, by their order', async () => {
		await addProvider({ inAppSearch: true }, { title: '<i>A find</i>' })
		await openSearch()
		await field().fill('er')
		await results('Elsewhere').getByText('<i>A find</i>').waitFor()
		await results('Settings').first().waitFor()
		await eventually(groups).toEqual(['Files', 'Elsewhere', 'Contacts', 'Settings'])
		await dialog().getByRole('button', { name: 'Search in Elsewhere' }).waitFor()
		expect(await results('Elsewhere').getAttribute('target')).toBe('_self')
	})

	it('get nothing of what is typed while they are external, until it is allowed', async () => {
		const asked = questions()
		await addProvider({ isExternalProvider: true })
		await openSearch()
		await field().fill('er')
		await results('Settings').first().waitFor()
		expect(asked.map(({ provider }) => provider)).not.toContain('elsewhere')

		await dialog().getByText('Search connected services').click()
		await results('Elsewhere').getByText('A find').waitFor()
		// From the switch too, as from everywhere in the dialog.
		await page.keyboard.press('Escape')
		await dialog().waitFor({ state: 'detached' })
	})

	it('are asked, external or not, when they are the place that was chosen', async () => {
		await addProvider({ isExternalProvider: true })
		await openSearch()
		await field().fill('er')
		await results('Settings').first().waitFor()
		await dialog().getByRole('button', { name: 'Places' }).click()
		await page.getByRole('menuitem', { name: 'Elsewhere' }).click()
		await eventually(groups).toEqual(['Elsewhere'])
	})

	it('hold up nobody when they are slow', async () => {
		nextcloud.faults.add({ kind: 'hang', route: '/search/providers/contacts/search' })
		await openSearch()
		await field().fill('er')
		await results('Files').first().waitFor()
		await results('Settings').first().waitFor()
		expect(await groups()).toEqual(['Files', 'Settings'])
		nextcloud.faults.clear()
		await eventually(groups).toEqual(['Files', 'Contacts', 'Settings'])
	})

	it('show nothing when they fail', async () => {
		expectedComplaint = /500/
		nextcloud.faults.add({ kind: 'fail', route: '/search/providers/contacts/search' })
		await openSearch()
		await field().fill('er')
		await results('Settings').first().waitFor()
		await eventually(groups).toEqual(['Files', 'Settings'])
	})
})

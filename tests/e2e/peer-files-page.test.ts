// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContext, Page } from 'playwright-core'
import type { Nextcloud } from '../peers/nextcloud/index.ts'

import { chromium } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CHROMIUM_PATH } from '../chromium.ts'
import { startNextcloud } from '../peers/nextcloud/index.ts'

let nextcloud: Nextcloud
let browser: Browser
let context: BrowserContext
let page: Page
/** Whatever the browser complained about: refused by the policy, not found, thrown. */
let complaints: string[]

beforeAll(async () => {
	nextcloud = await startNextcloud({ webroot: '/nextcloud' })
	browser = await chromium.launch({
		executablePath: CHROMIUM_PATH,
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
	})
})

afterAll(async () => {
	await browser?.close()
	await nextcloud?.close()
})

beforeEach(async () => {
	context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
	const cookies = (await nextcloud.signIn('alice', 'alice-password')).split('; ').map((pair) => {
		const [name, value] = pair.split('=') as [string, string]
		return { name, value, url: nextcloud.url }
	})
	await context.addCookies(cookies)
	page = await context.newPage()
	page.setDefaultTimeout(10_000)
	complaints = []
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
	page.on('pageerror', (error) => complaints.push(String(error)))
})

afterEach(async () => {
	await context.close()
	expect(complaints).toEqual([])
})

const row = (name: string) => page.locator(`tr[data-cy-files-list-row-name="${name}"]`)

async function openFiles(query = '') {
	await page.goto(`${nextcloud.url}/apps/files/files${query}`)
	await page.locator('tr[data-cy-files-list-row]').first().waitFor()
}

const openMenuOf = (name: string) => row(name).getByRole('button', { name: 'Actions' }).click()

async function openDetailsOf(name: string) {
	await openMenuOf(name)
	await page.getByRole('menuitem', { name: 'Details' }).click()
	await page.getByRole('tab', { name: 'Sharing' }).waitFor()
}

const tab = (name: string) => page.getByRole('tab', { name })

/**
 * Runs in the page before its scripts: registers a tab, when the registries are filled and nothing is drawn yet, whose
 * element writes down what happens to it.
 */
function registerRecordingTab() {
	// Menus watch their size with an empty document of their own, in which this runs too.
	if (window !== window.top) {
		return
	}
	const happened: string[] = []
	Object.assign(window, { happened })
	let made = 0

	class RecordingTab extends HTMLElement {
		readonly number = ++made
		/** Of what is set: a word that tells it apart. */
		#note(name: string, value: string) {
			happened.push(`${this.number}: ${name} = ${value}`)
		}

		set active(value: boolean) {
			this.#note('active', String(value))
		}

		set node(value: { basename: string }) {
			this.#note('node', value.basename)
		}

		set folder(value: { path: string }) {
			this.#note('folder', value.path)
		}

		set view(value: { id: string }) {
			this.#note('view', value.id)
		}

		connectedCallback() {
			happened.push(`${this.number}: connected`)
		}

		disconnectedCallback() {
			happened.push(`${this.number}: disconnected`)
		}
	}

	document.addEventListener('DOMContentLoaded', () => {
		const scope = (window as unknown as { _nc_files_scope: { v4_0: { filesSidebarTabs: Map<string, unknown> } } })._nc_files_scope.v4_0
		scope.filesSidebarTabs.set('recording', {
			id: 'recording',
			displayName: 'Recording',
			iconSvgInline: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>',
			order: 55,
			tagName: 'recording-files-tab',
			enabled: ({ node }: { node: { basename: string } }) => node.basename !== 'pitcher.png',
			async onInit() {
				happened.push('init')
				// Defined only later, as by a script that has to be loaded first.
				setTimeout(() => customElements.define('recording-files-tab', RecordingTab), 50)
			},
		})
	})
}

const happened = () => page.evaluate(() => (window as unknown as { happened: string[] }).happened)

function forget() {
	return page.evaluate(() => {
		(window as unknown as { happened: string[] }).happened.length = 0
	})
}

describe('a sidebar tab', () => {
	beforeEach(() => page.addInitScript(registerRecordingTab))

	it('stands at its place among the others, and not where it is not enabled', async () => {
		await openFiles()
		await openDetailsOf('Readme.md')
		expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Sharing', 'Activity', 'Recording', 'Versions'])

		await openDetailsOf('pitcher.png')
		await expect.poll(() => page.getByRole('tab').allInnerTexts()).toEqual(['Sharing', 'Activity', 'Versions'])
		await openDetailsOf('Projects')
		await expect.poll(() => page.getByRole('tab').allInnerTexts()).toEqual(['Sharing', 'Activity', 'Recording'])
	})

	it('is made on first activation: properties in their order, then connected', async () => {
		await openFiles()
		await openDetailsOf('Readme.md')
		expect(await happened()).toEqual([])

		await tab('Recording').click()
		await expect.poll(happened).toEqual([
			'init',
			'1: active = true',
			'1: node = Readme.md',
			'1: folder = /',
			'1: view = files',
			'1: connected',
		])
	})

	it('hears that it is left, and is made anew when one returns', async () => {
		await openFiles()
		await openDetailsOf('Readme.md')
		await tab('Recording').click()
		await expect.poll(happened).toContain('1: connected')
		await forget()

		await tab('Activity').click()
		await expect.poll(happened).toEqual(['1: active = false'])
		await forget()

		await tab('Recording').click()
		await expect.poll(happened).toEqual([
			'1: disconnected',
			'2: active = true',
			'2: node = Readme.md',
			'2: folder = /',
			'2: view = files',
			'2: connected',
		])
	})

	it('hears of another file, on the same element, whether it is in front or not', async () => {
		await openFiles()
		await openDetailsOf('Readme.md')
		await tab('Recording').click()
		await expect.poll(happened).toContain('1: connected')
		await forget()

		await openDetailsOf('Projects')
		await expect.poll(happened).toEqual(['1: node = Projects', '1: folder = /'])

		await tab('Activity').click()
		await forget()
		await openDetailsOf('Readme.md')
		await expect.poll(happened).toEqual(['1: active = false', '1: node = Readme.md', '1: folder = /'])
	})

	it('can be opened by other scripts', async () => {
		await openFiles()
		await openDetailsOf('Projects')

		await page.evaluate(() => {
			const { OCA } = window as unknown as { OCA: { Files: { _sidebar(): { setActiveTab(id: string): void } } } }
			OCA.Files._sidebar().setActiveTab('recording')
		})
		await expect.poll(happened).toContain('1: connected')
		expect(await tab('Recording').getAttribute('aria-selected')).toBe('true')
	})
})

interface SidebarHandle {
	available: boolean
	isOpen: boolean
	activeTab?: string
	node?: { basename: string, fileid: number }
	open(node: unknown, tab?: string): void
	close(): void
}

type SidebarWindow = Window & { OCA: { Files: { _sidebar(): SidebarHandle } }, heard: string[] }

/** Runs in the page before its scripts: writes down what the sidebar tells other apps. */
function listenToSidebar() {
	const heard: string[] = []
	Object.assign(window, { heard })
	document.addEventListener('DOMContentLoaded', () => {
		const { _nc_event_bus: bus } = window as unknown as { _nc_event_bus: { subscribe(name: string, handler: (node?: { basename: string }) => void): void } }
		for (const name of ['files:sidebar:opened', 'files:sidebar:closed']) {
			bus.subscribe(name, (node) => heard.push(`${name} ${node?.basename}`))
		}
	})
}

const heard = () => page.evaluate(() => (window as unknown as SidebarWindow).heard)

function sidebarNow() {
	return page.evaluate(() => {
		const { available, isOpen, activeTab, node } = (window as unknown as SidebarWindow).OCA.Files._sidebar()
		return { available, isOpen, activeTab, node: node?.basename, id: node?.fileid }
	})
}

describe('the sidebar, as other scripts reach it', () => {
	beforeEach(() => page.addInitScript(listenToSidebar))

	it('says when an address has opened the details, and then opens the tab that is asked for', async () => {
		const id = nextcloud.fileId('alice', '/Projects/House/roof.pdf')
		await openFiles(`/${id}?opendetails=true`)
		await expect.poll(heard).toEqual(['files:sidebar:opened roof.pdf'])
		expect(await sidebarNow()).toEqual({ available: true, isOpen: true, activeTab: 'sharing', node: 'roof.pdf', id })

		await page.evaluate(() => {
			const sidebar = (window as unknown as SidebarWindow).OCA.Files._sidebar()
			sidebar.open(sidebar.node, 'activity')
		})
		await expect.poll(() => tab('Activity').getAttribute('aria-selected')).toBe('true')
		expect(await sidebarNow()).toMatchObject({ isOpen: true, activeTab: 'activity', node: 'roof.pdf', id })
	})

	it('opens on any tab from an empty start, and says when it has gone', async () => {
		const id = nextcloud.fileId('alice', '/Readme.md')
		await openFiles()
		expect(await sidebarNow()).toEqual({ available: true, isOpen: false })

		await openFiles(`/${id}?opendetails=true`)
		await expect.poll(heard).toEqual(['files:sidebar:opened Readme.md'])
		await page.evaluate(() => (window as unknown as SidebarWindow).OCA.Files._sidebar().close())
		await expect.poll(heard).toEqual(['files:sidebar:opened Readme.md', 'files:sidebar:closed Readme.md'])
		expect(await sidebarNow()).toMatchObject({ isOpen: false })

		await page.evaluate(() => {
			const sidebar = (window as unknown as SidebarWindow).OCA.Files._sidebar()
			sidebar.open(sidebar.node, 'version_vue')
		})
		await expect.poll(heard).toHaveLength(3)
		expect(await tab('Versions').getAttribute('aria-selected')).toBe('true')
	})

	it('opens for a file received from somebody, and for a folder', async () => {
		const received = nextcloud.fileId('bob', '/Building/bricks.csv')
		await openFiles(`/${received}?opendetails=true`)
		await expect.poll(heard).toEqual(['files:sidebar:opened bricks.csv'])
		expect(await sidebarNow()).toMatchObject({ isOpen: true, node: 'bricks.csv', id: received })

		const folder = nextcloud.fileId('alice', '/Projects/Garden')
		await openFiles(`/${folder}?opendetails=true`)
		await expect.poll(heard).toEqual(['files:sidebar:opened Garden'])
		expect(await sidebarNow()).toMatchObject({ isOpen: true, activeTab: 'sharing', id: folder })
	})
})

/** Runs in the page: registers an action as @nextcloud/files does, and writes down what it is done with. */
function registerRecordingAction() {
	const done: unknown[] = []
	Object.assign(window, { done })
	interface Context {
		nodes: { basename: string }[]
		folder: { path: string }
		view: { id: string }
		contents: unknown[]
	}
	const note = (how: string, { nodes, folder, view, contents }: Context) => done.push([how, nodes.map(({ basename }) => basename), folder.path, view.id, contents.length > 5])
	const action = {
		id: 'recording',
		displayName: ({ nodes }: Context) => nodes.length > 1 ? 'Record them' : 'Record it',
		iconSvgInline: () => '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>',
		enabled: ({ nodes }: Context) => nodes.every(({ basename }) => basename !== 'pitcher.png'),
		async exec(context: Context) {
			note('one', context)
			return true
		},
		async execBatch(context: Context) {
			note('many', context)
			return context.nodes.map(({ basename }) => basename !== 'Projects')
		},
	}
	const scope = (window as unknown as { _nc_files_scope: { v4_0: { fileActions: Map<string, unknown>, registry: EventTarget } } })._nc_files_scope.v4_0
	scope.fileActions.set(action.id, action)
	scope.registry.dispatchEvent(new CustomEvent('register:action', { detail: action }))
}

const done = () => page.evaluate(() => (window as unknown as { done: unknown[] }).done)

describe('a file action', () => {
	it('that is registered late is in the menu of a row, does its work and says so', async () => {
		await openFiles()
		await page.evaluate(registerRecordingAction)

		await openMenuOf('Readme.md')
		await page.getByRole('menuitem', { name: 'Record it' }).click()
		await page.getByText('Record it: done').waitFor()
		expect(await done()).toEqual([['one', ['Readme.md'], '/', 'files', true]])

		await openMenuOf('pitcher.png')
		await page.getByRole('menuitem', { name: 'Details' }).waitFor()
		expect(await page.getByRole('menuitem', { name: 'Record it' }).count()).toBe(0)
	})

	it('works on several files, those with which it failed stay selected', async () => {
		await openFiles()
		await page.evaluate(registerRecordingAction)

		for (const name of ['Projects', 'Photos', 'Readme.md']) {
			await row(name).getByRole('checkbox').check()
		}
		await page.getByText('3 selected').waitFor()
		await page.getByRole('button', { name: 'Actions', exact: true }).first().click()
		await page.getByRole('menuitem', { name: 'Record them' }).click()
		await page.getByText('Record them: failed on some elements').waitFor()
		await page.getByText('1 selected').waitFor()
		expect(await row('Projects').getByRole('checkbox').isChecked()).toBe(true)
		expect(await done()).toEqual([['many', ['Photos', 'Projects', 'Readme.md'], '/', 'files', true]])
	})
})

describe('the file list', () => {
	it('goes into folders and back, with an address for each', async () => {
		await openFiles()
		await row('Projects').getByRole('link').click()
		await row('Garden').getByRole('link').click()
		await row('garden.png').waitFor()
		expect(new URL(page.url()).pathname).toBe(`/nextcloud/apps/files/files/${nextcloud.fileId('alice', '/Projects/Garden')}`)
		expect(new URL(page.url()).searchParams.get('dir')).toBe('/Projects/Garden')

		await page.goBack()
		await row('House').waitFor()
		await page.goBack()
		await row('Readme.md').waitFor()
	})

	it('opens the details of the file that the address names', async () => {
		const id = nextcloud.fileId('alice', '/Projects/House/roof.pdf')
		await openFiles(`/${id}?opendetails=true`)

		await row('todo.txt').waitFor()
		await page.getByRole('complementary').getByRole('heading', { name: 'roof.pdf' }).waitFor()
		expect(await tab('Sharing').getAttribute('aria-selected')).toBe('true')
	})

	it('opens the details of the folder that is shown', async () => {
		await openFiles('?dir=/Projects')
		await page.getByRole('button', { name: 'Open details' }).click()
		await page.getByRole('complementary').getByRole('heading', { name: 'Projects' }).waitFor()
	})

	it('shows a folder of 300 files, with a menu at the last one', async () => {
		await openFiles('?dir=/Many files')
		await page.getByText('300 entries').waitFor()
		await openMenuOf('plan-300.txt')
		await page.getByRole('menuitem', { name: 'Details' }).waitFor()
	})

	it('shows names as they are', async () => {
		await openFiles('?dir=/Names')
		for (const name of ['<img src=x onerror=alert(1)>.txt', '100% #1 & more?.txt', '花园计划.md', '🌱 seedlings 🪴.txt']) {
			await page.getByRole('button', { name, exact: true }).waitFor()
		}
	})

	it('marks favorites and lists them', async () => {
		await openFiles()
		await openMenuOf('Documents')
		await page.getByRole('menuitem', { name: 'Add to favorites' }).click()
		await row('Documents').getByRole('img', { name: 'Favorite' }).waitFor()

		await page.getByRole('link', { name: 'Favorites' }).click()
		await row('Readme.md').waitFor({ state: 'detached' })
		await row('Documents').waitFor()
	})

	it('opens the menu of a row again at once, whatever was chosen there or in another row before', async () => {
		await openFiles()
		const favorites = page.getByRole('menuitem', { name: /favorites$/ })
		let offered = ''
		for (const name of ['Documents', 'Readme.md', 'Documents']) {
			await openMenuOf(name)
			offered ||= await favorites.innerText()
			await page.getByRole('menuitem', { name: 'Details' }).click()
			await openMenuOf(name)
			const kept = page.waitForResponse((response) => response.request().method() === 'PROPPATCH')
			await favorites.click()
			// What a menu offers is decided when it opens.
			await kept
		}
		await openMenuOf('Documents')
		// Twice changed, it offers again what it did at first.
		await page.getByRole('menuitem', { name: offered }).waitFor()
	})

	it('can be used by keyboard alone', async () => {
		await openFiles()
		await row('Readme.md').getByRole('button', { name: 'Actions' }).focus()
		await page.keyboard.press('Enter')
		await page.getByRole('menuitem', { name: 'Details' }).waitFor()
		await page.keyboard.press('Escape')
		await expect.poll(() => page.evaluate(() => document.activeElement?.ariaLabel)).toBe('Actions for “Readme.md”')

		await page.keyboard.press('Enter')
		await page.getByRole('menuitem', { name: 'Details' }).press('Enter')
		await page.getByRole('complementary').getByRole('heading', { name: 'Readme.md' }).waitFor()
	})
})

describe('the header', () => {
	it('leads to apps, settings and out', async () => {
		await openFiles()
		await page.getByRole('button', { name: 'Apps', exact: true }).click()
		expect(await page.getByRole('link', { name: 'Files', exact: true }).getAttribute('href')).toBe('/nextcloud/apps/files/')
		await page.keyboard.press('Escape')

		await page.getByRole('button', { name: 'Settings menu' }).click()
		expect(await page.getByRole('link', { name: 'Settings' }).getAttribute('href')).toBe('/nextcloud/settings/user')
		await page.getByRole('link', { name: 'Log out' }).click()
		await page.waitForURL('**/login**')
	})

	it('changes the theme, for the next page too', async () => {
		const background = () => page.locator('.app-content').evaluate((element) => getComputedStyle(element).backgroundColor)
		await openFiles()
		const light = await background()

		await page.getByRole('button', { name: 'Settings menu' }).click()
		const answered = page.waitForResponse((response) => response.url().includes('/theming/'))
		await page.getByRole('radio', { name: 'Dark', exact: true }).check()
		await answered
		const dark = await background()
		expect(dark).not.toBe(light)

		await page.reload()
		await row('Readme.md').waitFor()
		expect(await background()).toBe(dark)
		nextcloud.setTheme('alice', 'default')
	})
})

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
	page.setDefaultTimeout(15_000)
	complaints = []
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
	page.on('pageerror', (error) => complaints.push(String(error)))
	await page.addInitScript(registerWitness)
})

afterEach(async () => {
	await context.close()
	expect(complaints).toEqual([])
})

/** What an action of another app was told about one file. */
interface Witnessed {
	name: string
	id: string
	root: string
	path: string
	source: string
	permissions: number
	attributes: Record<string, unknown>
}

interface Told {
	view: string
	folder: string
	contents: number
	nodes: Witnessed[]
}

type WitnessWindow = Window & { told: Told[], answers: (boolean | null)[], release: () => void }

/** Runs in the page before its scripts: registers an action, as another app would, that writes down all it is told. */
function registerWitness() {
	// Menus watch their size with an empty document of their own, in which this runs too.
	if (window !== window.top) {
		return
	}
	interface Node extends Witnessed { basename: string }
	interface Context { view: { id: string }, folder: { path: string }, contents: unknown[], nodes: Node[] }
	const told: Told[] = []
	Object.assign(window, { told, answers: [], release: () => {} })
	const note = ({ view, folder, contents, nodes }: Context) => told.push({
		view: view.id,
		folder: folder.path,
		contents: contents.length,
		nodes: nodes.map(({ basename: name, id, root, path, source, permissions, attributes }) => ({ name, id, root, path, source, permissions, attributes: { ...attributes } })),
	})
	const action = {
		id: 'witness',
		displayName: () => 'Witness',
		iconSvgInline: () => '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M4 4h16v16H4z"/></svg>',
		enabled: () => true,
		async exec(context: Context) {
			note(context)
			return null
		},
		async execBatch(context: Context) {
			note(context)
			await new Promise<void>((resolve) => Object.assign(window, { release: resolve }))
			const { answers } = window as unknown as WitnessWindow
			return context.nodes.map((_, index) => answers[index % answers.length])
		},
	}
	document.addEventListener('DOMContentLoaded', () => {
		const scope = (window as unknown as { _nc_files_scope: { v4_0: { fileActions: Map<string, unknown>, registry: EventTarget } } })._nc_files_scope.v4_0
		scope.fileActions.set(action.id, action)
		scope.registry.dispatchEvent(new CustomEvent('register:action', { detail: action }))
	})
}

const row = (name: string) => page.locator(`tr[data-cy-files-list-row-name="${name}"]`)
const names = async () => (await page.locator('tr[data-cy-files-list-row] [data-cy-files-list-row-name-link]').evaluateAll((links) => links.map((link) => link.ariaLabel))).toSorted()

async function open(view: string) {
	await page.goto(`${nextcloud.url}/apps/files/${view}`)
	await page.locator('tr[data-cy-files-list-row]').first().waitFor()
}

async function choose(name: string, item: string) {
	await page.getByRole('button', { name: `Actions for “${name}”` }).click()
	await page.getByRole('menuitem', { name: item }).click()
}

/** What the action is told when it is chosen for a file. */
async function toldOf(name: string): Promise<Told & { node: Witnessed }> {
	await choose(name, 'Witness')
	const last = () => page.evaluate(() => (window as unknown as WitnessWindow).told.at(-1))
	await expect.poll(last).toBeDefined()
	const told = (await last())!
	return { ...told, node: told.nodes[0]! }
}

const sourceOf = (path: string) => `${nextcloud.url}/remote.php/dav/files/alice${path}`

describe('the navigation', () => {
	it('names the views, leads to each, and shows those of shares below them', async () => {
		await open('files')
		const navigation = page.getByRole('navigation', { name: 'Files' })
		await navigation.getByRole('link', { name: 'Personal files' }).click()
		await row('Readme.md').waitFor()
		await navigation.getByRole('listitem').filter({ hasText: 'Shares' }).getByRole('button').first().click()
		await navigation.getByRole('link', { name: 'Shared with others' }).click()
		await row('Annual report.pdf').waitFor()
		expect(new URL(page.url()).pathname).toBe('/nextcloud/apps/files/sharingout')
		await navigation.getByRole('link', { name: 'Deleted files' }).click()
		await page.getByRole('button', { name: 'old-plan.pdf', exact: true }).waitFor()
	})

	it('opens the tree of folders step by step', async () => {
		await open('folders')
		const navigation = page.getByRole('navigation', { name: 'Files' })
		const expand = (name: string) => navigation.locator('.app-navigation-entry').filter({ has: page.getByRole('link', { name, exact: true }) }).getByRole('button').click()
		await expand('All folders')
		await expand('Projects')
		await navigation.getByRole('link', { name: 'House', exact: true }).click()
		await row('roof.pdf').waitFor()
		const told = await toldOf('roof.pdf')
		expect(told).toMatchObject({ view: 'folders', folder: '/Projects/House', contents: 2, node: { path: '/Projects/House/roof.pdf' } })
		// Nobody can look into it here.
		expect(await navigation.getByRole('link', { name: 'Encrypted notes' }).count()).toBe(0)
	})
})

describe('an action of another app', () => {
	it('meets in All files what is the user\'s, what was received, and what is a team\'s', async () => {
		await open('files')
		const own = await toldOf('Readme.md')
		expect(own).toMatchObject({ view: 'files', folder: '/' })
		expect(own.node).toMatchObject({
			id: String(nextcloud.fileId('alice', 'Readme.md')),
			root: '/files/alice',
			source: sourceOf('/Readme.md'),
			attributes: { 'mount-type': '', 'owner-id': 'alice' },
		})
		expect((await toldOf('bricks.csv')).node.attributes).toMatchObject({ 'mount-type': 'shared', 'owner-id': 'bob', 'is-mount-root': true })
		expect((await toldOf('Shared with Bob')).node.attributes).toMatchObject({ 'share-types': { 'share-type': 0 } })
		expect((await toldOf('Botany team')).node).toMatchObject({ permissions: 5 | 16, attributes: { 'mount-type': 'group', 'owner-id': 'alice' } })

		await row('Botany team').getByRole('link').click()
		expect((await toldOf('opening-hours.md')).node).toMatchObject({ path: '/Botany team/opening-hours.md', attributes: { 'mount-type': 'group' } })
	})

	it('sees that a folder is end-to-end encrypted, and that nothing is allowed with it', async () => {
		await open('files')
		const { node } = await toldOf('Encrypted notes')
		expect(node).toMatchObject({ permissions: 0, attributes: { 'is-encrypted': 1 } })
		expect(await row('Encrypted notes').getByRole('link').count()).toBe(0)
	})

	it('meets encrypted files where browsers may open them', async () => {
		nextcloud.setEncryptionInBrowser(true)
		await open('files')
		await row('Encrypted notes').getByRole('link').click()
		const file = page.locator('tr[data-cy-files-list-row]').first()
		await page.getByText('2 entries').waitFor()
		const { node, folder } = await toldOf((await file.getAttribute('data-cy-files-list-row-name'))!)
		expect(folder).toBe('/Encrypted notes')
		expect(node.attributes).toMatchObject({ 'e2ee-is-encrypted': 1 })
		nextcloud.setEncryptionInBrowser(false)
	})

	it('meets in Personal files neither what was received nor what is a team\'s', async () => {
		await open('personal')
		await row('Readme.md').waitFor()
		expect(await names()).toEqual(expect.arrayContaining(['Documents', 'Readme.md', 'Shared with Bob']))
		expect(await names()).not.toEqual(expect.arrayContaining(['bricks.csv']))
		expect(await row('Botany team').count()).toBe(0)
		expect((await toldOf('Readme.md')).view).toBe('personal')
		await row('Projects').getByRole('link').click()
		expect(await toldOf('House')).toMatchObject({ view: 'personal', folder: '/Projects' })
	})

	it('meets the same files in Recent', async () => {
		const [id] = nextcloud.addManyFiles('alice', '/Shared with Bob/New', 1)
		await open('recent')
		const told = await toldOf('plan-0001.txt')
		expect(told).toMatchObject({ view: 'recent', folder: '/' })
		expect(told.node).toMatchObject({ id: String(id), root: '/files/alice', source: sourceOf('/Shared with Bob/New/plan-0001.txt'), path: '/Shared with Bob/New/plan-0001.txt' })
	})

	it('meets favorites, and what is in a favorite folder', async () => {
		await open('files')
		await choose('Projects', 'Add to favorites')
		await row('Projects').getByRole('img', { name: 'Favorite' }).waitFor()
		await page.getByRole('link', { name: 'Favorites' }).click()
		await row('Readme.md').waitFor({ state: 'detached' })
		expect(await toldOf('Projects')).toMatchObject({ view: 'favorites', contents: 1, node: { source: sourceOf('/Projects'), attributes: { favorite: 1 } } })
		await row('Projects').getByRole('link').click()
		expect(await toldOf('House')).toMatchObject({ view: 'favorites', folder: '/Projects' })
	})

	it('meets in Shares nodes made of shares, each file once', async () => {
		await open('shareoverview')
		await page.getByText('3 entries').waitFor()
		expect(await names()).toEqual(['Annual report.pdf', 'Shared with Bob', 'bricks.csv'])
		const told = await toldOf('Annual report.pdf')
		expect(told).toMatchObject({ view: 'shareoverview', folder: '/' })
		expect(told.node).toMatchObject({
			id: String(nextcloud.fileId('alice', 'Documents/Annual report.pdf')),
			root: '/files/alice',
			source: sourceOf('/Documents/Annual report.pdf'),
			permissions: 19,
			attributes: { 'share-types': [0], 'owner-id': 'alice', share_with: 'bob' },
		})
		await row('Shared with Bob').getByRole('link').click()
		await row('agreement.pdf').waitFor()
		expect(new URL(page.url()).pathname).toContain('/apps/files/files/')
	})

	it.each([['sharingin', ['bricks.csv']], ['sharingout', ['Annual report.pdf', 'Shared with Bob']]])('meets in %s one side of them', async (view, expected) => {
		await open(view)
		await row(expected[0]!).waitFor()
		expect(await names()).toEqual(expected)
		expect((await toldOf(expected[0]!)).view).toBe(view)
	})

	it('meets tags, which are no files, and in them the files that bear them', async () => {
		await open('tags')
		await row('1').waitFor()
		expect(await names()).toEqual(['Plans', 'To check'])
		expect((await toldOf('To check')).node).toMatchObject({ root: '/systemtags', permissions: 1, attributes: { 'is-tag': true } })
		await page.getByRole('link', { name: 'To check' }).click()
		const told = await toldOf('letter.txt')
		expect(told).toMatchObject({ view: 'tags', contents: 2, node: { root: '/files/alice', source: sourceOf('/Documents/letter.txt'), attributes: { 'owner-id': 'alice' } } })
		expect((await toldOf('bricks.csv')).node.attributes).toMatchObject({ 'mount-type': 'shared' })
	})

	it('meets what a search has found, in all folders, and not what too short a word would find', async () => {
		await open('files')
		await page.getByRole('searchbox', { name: 'Search here' }).fill('ro')
		await page.getByText('Nothing found').waitFor()
		await page.getByRole('searchbox', { name: 'Search here' }).fill('roof')
		const told = await toldOf('roof.pdf')
		expect(told).toMatchObject({ view: 'search', contents: 1, node: { root: '/files/alice', source: sourceOf('/Projects/House/roof.pdf') } })
		expect(new URL(page.url()).searchParams.get('query')).toBe('roof')
		await page.reload()
		await row('roof.pdf').waitFor()
	})

	it('meets in the trash what is no file of the user any more', async () => {
		await open('trashbin')
		const { node, view } = await toldOf('old-plan.pdf')
		expect(view).toBe('trashbin')
		expect(node).toMatchObject({ root: '/trashbin/alice/trash', permissions: 9, attributes: { 'trashbin-filename': 'old-plan.pdf', 'trashbin-original-location': 'old-plan.pdf', 'trashbin-deleted-by-id': 'alice' } })
		expect(node.name).toMatch(/^old-plan\.pdf\.d\d+$/)
		expect(node.source).toBe(`${nextcloud.url}/remote.php/dav/trashbin/alice/trash/${node.name}`)
		expect(Number(node.attributes['trashbin-deletion-time'])).toBeCloseTo(Date.now() / 1000, -3)

		await page.getByRole('link', { name: 'Plans of last year' }).click()
		await row('beds.txt').waitFor()
		expect(await page.getByRole('button', { name: 'Restore' }).count()).toBe(0)
	})
})

describe('the trash', () => {
	it('takes what is deleted and gives it back', async () => {
		const id = nextcloud.fileId('alice', 'Documents/letter.txt')
		await open('files?dir=/Documents')
		await choose('letter.txt', 'Delete file')
		await row('letter.txt').waitFor({ state: 'detached' })
		await page.getByRole('link', { name: 'Deleted files' }).click()
		const deleted = page.locator('tr[data-cy-files-list-row]').filter({ hasText: 'letter.txt' })
		await deleted.getByRole('button', { name: 'Restore' }).click()
		await page.getByText('Restore: done').waitFor()
		await deleted.waitFor({ state: 'detached' })
		expect(nextcloud.fileId('alice', 'Documents/letter.txt')).toBe(id)
	})
})

describe('an action with many files', () => {
	const answer = (answers: (boolean | null)[]) => page.evaluate((given) => {
		Object.assign(window, { answers: given });
		(window as unknown as WitnessWindow).release()
	}, answers)

	const bar = () => page.locator('[data-cy-files-list-selection-actions]')

	async function start() {
		await bar().getByRole('button', { name: 'Actions' }).click()
		await page.getByRole('menuitem', { name: 'Witness' }).click()
		await bar().getByRole('img', { name: 'Working' }).waitFor()
	}

	it('shows that it is at work, in the bar and in each row, and says when it is done', async () => {
		await open('files?dir=/Projects/House')
		await page.getByRole('checkbox', { name: 'Select all' }).check()
		await start()
		await row('roof.pdf').getByRole('img', { name: 'File is loading' }).waitFor()
		await answer([true])
		await page.getByText('Witness: done').waitFor()
		await bar().waitFor({ state: 'detached' })
		expect(await row('roof.pdf').getByRole('img', { name: 'File is loading' }).count()).toBe(0)
	})

	it('keeps selected what it failed with', async () => {
		await open('files?dir=/Projects/House')
		await page.getByRole('checkbox', { name: 'Select all' }).check()
		await start()
		await answer([true, false])
		await page.getByText('Witness: failed on some elements').waitFor()
		await page.getByText('1 selected').waitFor()
		expect(await row('todo.txt').getByRole('checkbox').isChecked()).toBe(true)
	})

	it('is silent where it says itself how it went', async () => {
		await open('files?dir=/Projects/House')
		await page.getByRole('checkbox', { name: 'Select all' }).check()
		await start()
		await answer([null])
		await bar().waitFor({ state: 'detached' })

		await page.getByRole('checkbox', { name: 'Select all' }).check()
		await start()
		await answer([null, false])
		await page.getByText('1 selected').waitFor()
		expect(await page.getByText('Witness:').count()).toBe(0)
	})

	it('can be chosen for a thousand of them at once', async () => {
		const ids = nextcloud.addManyFiles('alice', '/Surveys', 1000)
		await open('files?dir=/Surveys')
		await page.getByText('1000 entries').waitFor()
		await page.getByRole('checkbox', { name: 'Select all' }).check()
		await page.getByText('1000 selected').waitFor()
		await start()
		const told = await page.evaluate(() => (window as unknown as WitnessWindow).told.at(-1)!.nodes.map(({ id }) => Number(id)))
		expect(told.toSorted((left, right) => left - right)).toEqual(ids)
		await answer([true])
		await page.getByText('Witness: done').waitFor()
	})

	it('is not done with what was selected in another view', async () => {
		await open('files')
		await row('bricks.csv').getByRole('checkbox').check()
		await page.getByText('1 selected').waitFor()
		await page.getByRole('link', { name: 'Shares', exact: true }).click()
		await row('Annual report.pdf').waitFor()
		expect(await row('bricks.csv').getByRole('checkbox').isChecked()).toBe(false)
		expect(await bar().count()).toBe(0)
	})
})

describe('a long list', () => {
	it('finds the row of the file that the address names, far down in a long list', async () => {
		const ids = nextcloud.addManyFiles('alice', '/Long list', 600)
		await open(`files/${ids[549]}?dir=/Long list`)
		await row('plan-0550.txt').waitFor()
		expect(await row('plan-0001.txt').count()).toBe(0)
		await page.locator('[data-cy-files-list]').evaluate((list) => list.scrollTo(0, 0))
		await row('plan-0001.txt').waitFor()
		expect(await row('plan-0001.txt').getAttribute('aria-rowindex')).toBe('2')
	})
})

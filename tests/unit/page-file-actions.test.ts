// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ActionContext, ActionContextSingle, IFileAction, INode, IView } from '@nextcloud/files'
import type { FileReference } from '../../src/files/use-link-changes.ts'

import { File, Folder, getFileActions, Permission } from '@nextcloud/files'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { registerActions } from '../../src/files/actions.ts'

/** The dialog; settles when it is closed. */
const show = vi.hoisted(() => vi.fn<(kind: string, files: readonly FileReference[]) => Promise<void>>())
vi.mock('../../src/files/many/dialog-content.ts', () => ({ show }))

const openSidebar = vi.fn<(node: INode, tab: string) => void>()
vi.mock('@nextcloud/files', async (original) => ({ ...await original<object>(), getSidebar: () => ({ open: openSidebar }) }))

const view = (id: string) => ({ id, name: id }) as IView
const root = '/files/alice'
const source = (name: string, below = root) => `https://cloud.example/remote.php/dav${below}/${name}`
const folder = (attributes: Record<string, unknown> = {}) => new Folder({ id: 7, source: source('Plans'), owner: 'alice', root, permissions: Permission.ALL, attributes })
function file(id: number, more: { permissions?: number, attributes?: Record<string, unknown> } = {}) {
	return new File({
		id,
		source: source(`plan-${id}.pdf`),
		mime: 'application/pdf',
		owner: 'alice',
		root,
		permissions: Permission.ALL,
		...more,
	})
}

function contextOf(nodes: INode[], more: Partial<ActionContext> = {}): ActionContext {
	return { nodes, view: view('files'), folder: folder(), contents: nodes, ...more } as ActionContext
}

const action = (id: string): IFileAction => getFileActions().find((registered) => registered.id === id)!
const offered = (context: ActionContext) => getFileActions().filter(({ enabled }) => enabled?.(context)).map(({ id }) => id)

beforeAll(() => registerActions('nepenthes'))

beforeEach(() => {
	show.mockReset().mockResolvedValue()
	openSidebar.mockReset()
	document.documentElement.lang = 'en'
})

describe('files and folders that can be read', () => {
	it.each(['files', 'personal', 'recent', 'favorites', 'shareoverview', 'sharingin', 'sharingout', 'sharinglinks', 'tags', 'search', 'folders', 'groupfolders'])('can be linked in the view %s', (id) => {
		expect(offered(contextOf([file(77)], { view: view(id) }))).toEqual(['nepenthes-link', 'nepenthes-tab', 'nepenthes-unlink'])
		expect(offered(contextOf([file(77), folder()], { view: view(id) }))).toEqual(['nepenthes-link', 'nepenthes-unlink'])
	})

	it('can be linked where the list is of no folder', () => {
		expect(offered(contextOf([file(77)], { folder: undefined as never }))).toContain('nepenthes-link')
	})

	it('can be linked with no more than the right to read', () => {
		expect(offered(contextOf([file(77, { permissions: Permission.READ })]))).toContain('nepenthes-link')
	})
})

describe('nothing is offered', () => {
	it.each<[string, ActionContext]>([
		['for nothing', contextOf([])],
		['for what cannot be read', contextOf([file(77, { permissions: Permission.NONE })])],
		['for a selection of which one cannot be read', contextOf([file(77), file(78, { permissions: Permission.NONE })])],
		['in the trash bin', contextOf([new File({ id: 77, source: source('plan.pdf.d1', '/trashbin/alice/trash'), mime: 'application/pdf', owner: 'alice', root: '/trashbin/alice/trash', permissions: Permission.ALL })], { view: view('trashbin') })],
		['for shares that are not accepted yet', contextOf([file(77)], { view: view('pendingshares') })],
		['for tags', contextOf([new Folder({ id: 3, source: source('3', '/systemtags'), owner: null, root: '/systemtags', permissions: Permission.READ })], { view: view('tags') })],
		['for an end-to-end encrypted folder', contextOf([folder({ 'e2ee-is-encrypted': 1 })])],
		['for a folder that is encrypted by another name', contextOf([folder({ 'is-encrypted': '1' })])],
		['in an end-to-end encrypted folder', contextOf([file(77)], { folder: folder({ 'e2ee-is-encrypted': 1 }) })],
	])('%s', (_, context) => {
		expect(offered(context)).toEqual([])
	})
})

describe('choosing an action', () => {
	const single = (node: INode) => contextOf([node]) as ActionContextSingle

	it('opens the dialog for one, and is silent when that is closed', async () => {
		let close = () => {}
		show.mockImplementationOnce(() => new Promise((resolve) => {
			close = resolve
		}))
		const settled = vi.fn<(result: boolean | null) => void>()
		const done = action('nepenthes-link').exec(single(file(77))).then(settled)
		await vi.waitFor(() => expect(show).toHaveBeenCalledExactlyOnceWith('link', [{ id: '77', name: 'plan-77.pdf' }]))
		expect(settled).not.toHaveBeenCalled()
		close()
		await done
		expect(settled).toHaveBeenCalledExactlyOnceWith(null)
	})

	it('opens the dialog once for many', async () => {
		await expect(action('nepenthes-unlink').execBatch?.(contextOf([file(77), file(78)]))).resolves.toEqual([null, null])
		expect(show).toHaveBeenCalledExactlyOnceWith('unlink', [{ id: '77', name: 'plan-77.pdf' }, { id: '78', name: 'plan-78.pdf' }])
	})

	it('lets Files say that it failed when the dialog cannot be loaded', async () => {
		show.mockRejectedValueOnce(new Error('Failed to fetch dynamically imported module'))
		await expect(action('nepenthes-link').exec(single(file(77)))).rejects.toThrow('Failed to fetch')
	})

	it('opens the tab in the details', async () => {
		const node = file(77)
		await expect(action('nepenthes-tab').exec(single(node))).resolves.toBeNull()
		expect(openSidebar).toHaveBeenCalledExactlyOnceWith(node, 'nepenthes')
	})
})

describe('the words', () => {
	it.each([
		['en', ['Link to work package', 'Nepenthes', 'Remove links…']],
		['de-DE', ['Mit Arbeitspaket verknüpfen', 'Nepenthes', 'Verknüpfungen entfernen …']],
		['fr', ['Link to work package', 'Nepenthes', 'Remove links…']],
	])('are there at once: %s', (language, words) => {
		document.documentElement.lang = language
		expect(getFileActions().map(({ displayName }) => displayName(contextOf([file(77)])))).toEqual(words)
	})
})

it('all stand in the menu, none in the row', () => {
	expect(getFileActions().filter(({ inline, renderInline, default: byClick }) => inline ?? renderInline ?? byClick)).toEqual([])
})

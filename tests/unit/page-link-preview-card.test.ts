// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreview, LinkPreviewObject, LinkPreviews, PreviewedWorkPackage } from '../../sidecar/contract/link-preview.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const getLinkPreviews = vi.hoisted(() => vi.fn<(links: readonly string[], signal: AbortSignal) => Promise<LinkPreviews>>())
const startConnection = vi.hoisted(() => vi.fn<(returnPath: string, signal: AbortSignal) => Promise<{ authorizationUrl: string }>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getLinkPreviews, startConnection }))

const TYPE = 'nepenthes_work_package'
const LINK = 'https://nepenthes.example/work_packages/42'

const WORK_PACKAGE: PreviewedWorkPackage = {
	id: 42,
	displayId: '#42',
	subject: 'Pitcher leaks',
	url: 'https://nepenthes.example/wp/42',
	project: { name: 'Garden' },
	type: { name: 'Bug', color: '#cc0000' },
	status: { name: 'In progress', color: '#1a67a3', closed: false },
	assignee: { name: 'Bo Builder', avatarId: null },
	dueDate: null,
	mayManageLinks: false,
	excerpt: 'At the lower rim.',
}

const shown = (more: Partial<PreviewedWorkPackage> = {}): LinkPreview => ({ state: 'shown', workPackage: { ...WORK_PACKAGE, ...more } })
function reference(preview: LinkPreview, interactive = true) {
	return {
		richObjectType: TYPE,
		richObject: { link: LINK, at: Date.now(), preview } satisfies LinkPreviewObject,
		accessible: true,
		interactive,
	}
}

beforeEach(() => {
	vi.resetModules()
	getLinkPreviews.mockReset()
	startConnection.mockReset()
	delete window._vue_richtext_widgets
	// It tells of everything, as if all was in sight.
	vi.stubGlobal('IntersectionObserver', class {
		readonly #tell: (entries: { target: Element, isIntersecting: boolean }[]) => void
		constructor(tell: (entries: { target: Element, isIntersecting: boolean }[]) => void) {
			this.#tell = tell
		}

		observe(target: Element) {
			this.#tell([{ target, isIntersecting: true }])
		}

		unobserve() {}
	})
})

afterEach(() => {
	vi.unstubAllGlobals()
	document.body.replaceChildren()
})

async function register() {
	const { registerLinkPreviews } = await import('../../src/link-preview/widget.ts')
	registerLinkPreviews()
	return window._vue_richtext_widgets![TYPE]!
}

/** As a text does it: a place in an element of its own, which it names when the card goes. */
async function showCard(preview: LinkPreview, interactive = true) {
	const widget = await register()
	const around = document.createElement('div')
	const place = document.createElement('div')
	around.append(place)
	document.body.append(around)
	widget.callback(place, reference(preview, interactive))
	return { around, place, widget, card: () => place.querySelector('.link-preview-card') }
}

describe('texts find the widget', () => {
	it('on a page where none was registered yet', async () => {
		const widget = await register()
		expect(widget.id).toBe(TYPE)
		expect([widget.hasInteractiveView, widget.fullWidth, widget.isResizable].some(Boolean)).toBe(false)
	})

	it('beside those that were registered before', async () => {
		const other = { id: 'other', callback() {}, onDestroy() {}, hasInteractiveView: true, fullWidth: false, isResizable: false }
		window._vue_richtext_widgets = { other }
		await register()
		expect(window._vue_richtext_widgets.other).toBe(other)
		expect(Object.keys(window._vue_richtext_widgets)).toEqual(['other', TYPE])
	})

	it.each(['before', 'after'])('through Nextcloud\'s own functions, which come %s us', async (order) => {
		if (order === 'before') {
			await import('@nextcloud/vue/functions/registerReference')
		}
		await register()
		const { destroyWidget, isWidgetRegistered, renderWidget } = await import('@nextcloud/vue/functions/registerReference')
		expect(isWidgetRegistered(TYPE)).toBe(true)

		const around = document.createElement('div')
		const place = document.createElement('div')
		around.append(place)
		document.body.append(around)
		const { richObjectType, richObject, accessible, interactive } = reference(shown())
		renderWidget(place, {
			richObjectType,
			richObject: richObject as unknown as Record<string, Record<string, unknown>>,
			openGraphObject: { id: LINK, name: '', description: null, thumb: null, link: LINK },
			accessible,
			interactive,
		})
		await vi.waitFor(() => expect(place.textContent).toContain('Pitcher leaks'))
		// They name the element around the place.
		destroyWidget(TYPE, around)
		expect(place.textContent).toBe('')
	})
})

describe('a card', () => {
	it('is a link to the work package, in a new tab', async () => {
		const { place } = await showCard(shown())
		await vi.waitFor(() => expect(place.querySelector('a')).not.toBeNull())
		const link = place.querySelector('a')!
		expect([link.href, link.target, link.rel]).toEqual([WORK_PACKAGE.url, '_blank', 'noopener noreferrer'])
		expect(link.textContent.replaceAll(/\s+/g, ' ')).toBe('Bug · Garden#42Pitcher leaksIn progressBB Assignee: Bo BuilderAt the lower rim. Opens in a new tab ')
	})

	it('shows texts as they are, whatever is in them', async () => {
		const evil = '<img src=x onerror=alert(1)><b>bold</b>'
		const { place } = await showCard(shown({ subject: evil, excerpt: evil, project: { name: evil }, assignee: { name: evil, avatarId: null } }))
		await vi.waitFor(() => expect(place.querySelector('a')).not.toBeNull())
		expect(place.querySelectorAll('img, b')).toHaveLength(0)
		expect(place.querySelector('.previewed-work-package__subject')!.textContent).toBe(evil)
	})

	it('keeps the room that it needs before it comes, and after it went', async () => {
		const { place, widget, around, card } = await showCard(shown())
		expect(place.style.minBlockSize).toBe('136px')
		await vi.waitFor(() => expect(card()).not.toBeNull())
		vi.spyOn(place, 'offsetHeight', 'get').mockReturnValue(150)
		widget.onDestroy(around)
		expect(card()).toBeNull()
		expect(place.style.minBlockSize).toBe('150px')
	})

	it('that goes before its content has come, stays away', async () => {
		const { widget, around, card } = await showCard(shown())
		widget.onDestroy(around)
		const other = await showCard(shown())
		await vi.waitFor(() => expect(other.card()).not.toBeNull())
		expect(card()).toBeNull()
	})

	it('shows in all its places what was learned in one', async () => {
		getLinkPreviews.mockImplementation(async ([link]) => ({ items: [{ link: link!, at: Date.now(), preview: shown() }] }))
		const { place } = await showCard({ state: 'unreachable' })
		const other = await showCard({ state: 'unreachable' })
		await vi.waitFor(() => expect([place, other.place].map((each) => each.querySelector('button'))).not.toContain(null))
		place.querySelector('button')!.focus()
		place.querySelector('button')!.click()
		await vi.waitFor(() => expect(other.place.textContent).toContain('Pitcher leaks'))
		expect(place.textContent).toContain('Pitcher leaks')
		// Who pressed the button is not thrown out of the text.
		expect(document.activeElement).toBe(place.querySelector('a'))
	})

	it('lets no editor around it take the key that presses its button', async () => {
		const { place, around } = await showCard({ state: 'unreachable' })
		await vi.waitFor(() => expect(place.querySelector('button')).not.toBeNull())
		const taken: string[] = []
		around.addEventListener('keydown', ({ key }) => taken.push(key))
		for (const key of ['Enter', ' ', 'Tab', 'Escape']) {
			place.querySelector('button')!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
		}
		expect(taken).toEqual(['Tab', 'Escape'])
		expect(place.querySelector('[contenteditable=false]')).not.toBeNull()
	})
})

describe('a card that cannot show its work package', () => {
	it.each<[LinkPreview['state'], string, string[]]>([
		['hidden', 'Work package – you may not have access', []],
		['not-connected', 'Connect to see this work package', ['Connect']],
		['expired', 'Connect again to see this work package', ['Connect']],
		['unreachable', 'Nepenthes does not answer', ['Try again']],
	])('says why and leads on: %s', async (state, words, buttons) => {
		const { place } = await showCard({ state } as LinkPreview)
		await vi.waitFor(() => expect(place.textContent).toContain(words))
		expect([...place.querySelectorAll('button')].map(({ textContent }) => textContent)).toEqual(buttons)
		expect([...place.querySelectorAll('a')].map(({ href, textContent }) => [href, textContent])).toEqual([[LINK, LINK]])
	})

	it.each<LinkPreview['state']>(['hidden', 'not-connected', 'expired', 'unreachable'])('has no button where texts are only read: %s', async (state) => {
		const { place } = await showCard({ state } as LinkPreview, false)
		await vi.waitFor(() => expect(place.querySelector('a')).not.toBeNull())
		expect(place.querySelectorAll('button')).toHaveLength(0)
	})

	it('leads to the app\'s own page to connect, where texts are only read', async () => {
		const { place } = await showCard({ state: 'not-connected' }, false)
		await vi.waitFor(() => expect(place.querySelector('a.not-shown__action')).not.toBeNull())
		expect(place.querySelector<HTMLAnchorElement>('a.not-shown__action')!.href).toContain('/apps/app_api/embedded/integration_nepenthes/main')
	})

	it('tells why it is not possible to connect', async () => {
		const { SidecarProblem } = await import('../../src/sidecar.ts')
		startConnection.mockRejectedValue(new SidecarProblem('oauth-not-set-up'))
		const { place } = await showCard({ state: 'not-connected' })
		await vi.waitFor(() => expect(place.querySelector('button')).not.toBeNull())
		place.querySelector('button')!.click()
		await vi.waitFor(() => expect(place.textContent).toContain('Connecting is not possible yet'))
	})
})

// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { INode } from '@nextcloud/files'
import type { TabContent } from '../../src/files/tab-element.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { filesTabElement } from '../../src/files/tab-element.ts'

type TabElement = HTMLElement & { active: boolean, node: INode }

/** The chunk of the tab's content, as far as the element can tell: it writes the name of the file, and can be slow or missing. */
const chunk = {
	mounted: 0,
	resting: false,
	available: true,
	arrive: () => {},
	load: vi.fn<() => Promise<TabContent>>(),
}

const content: TabContent = {
	mount(place, { node }) {
		chunk.mounted += 1
		place.textContent = node.displayname
		return {
			show(next) {
				chunk.resting = false
				place.textContent = next.node.displayname
			},
			rest() {
				chunk.resting = true
			},
			unmount() {
				chunk.mounted -= 1
			},
		}
	},
}

/** From now on the content comes only when `chunk.arrive()` says so. */
function holdBack(): void {
	chunk.load.mockImplementationOnce(() => new Promise((resolve) => {
		chunk.arrive = () => resolve(content)
	}))
}

const file = (displayname: string) => ({ displayname }) as INode

let tags = 0
/** A tab element that Nextcloud would make; each with a tag of its own, since elements cannot be undefined again. */
function makeTab(): TabElement {
	const tag = `integration_nepenthes-tab-${++tags}`
	customElements.define(tag, filesTabElement(chunk.load))
	return document.createElement(tag) as TabElement
}

beforeEach(() => {
	chunk.mounted = 0
	chunk.resting = false
	chunk.available = true
	chunk.load.mockReset()
	chunk.load.mockImplementation(async () => {
		if (!chunk.available) {
			throw new TypeError('Failed to fetch dynamically imported module')
		}
		return content
	})
	document.documentElement.lang = 'en'
})

afterEach(() => {
	document.body.replaceChildren()
	vi.useRealTimers()
})

describe('the tab in the sidebar of a file', () => {
	it('shows the file, its properties set before it comes into the page', async () => {
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		await vi.waitFor(() => expect(tab.textContent).toBe('plan.pdf'))
	})

	it('shows the file, its properties set in another order afterwards', async () => {
		const tab = makeTab()
		document.body.append(tab)
		tab.node = file('plan.pdf')
		tab.active = true
		await vi.waitFor(() => expect(tab.textContent).toBe('plan.pdf'))
	})

	it('brings nothing as long as it is not shown', () => {
		const tab = makeTab()
		tab.active = false
		tab.node = file('plan.pdf')
		document.body.append(tab)
		tab.node = file('notes.md')
		expect(chunk.load).not.toHaveBeenCalled()
	})

	it('follows when another file is selected', async () => {
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		await vi.waitFor(() => expect(tab.textContent).toBe('plan.pdf'))
		tab.node = file('notes.md')
		expect(tab.textContent).toBe('notes.md')
		expect(chunk.load).toHaveBeenCalledOnce()
	})

	it('shows the last of several files that were selected while it loaded', async () => {
		holdBack()
		const tab = makeTab()
		tab.active = true
		tab.node = file('a.txt')
		document.body.append(tab)
		tab.node = file('b.txt')
		tab.node = file('c.txt')
		chunk.arrive()
		await vi.waitFor(() => expect(tab.textContent).toBe('c.txt'))
		expect(chunk.mounted).toBe(1)
	})

	it('keeps to its file while another tab is shown, and catches up when it is shown again', async () => {
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		await vi.waitFor(() => expect(tab.textContent).toBe('plan.pdf'))
		tab.active = false
		tab.node = file('notes.md')
		expect(tab.textContent).toBe('plan.pdf')
		tab.active = true
		expect(tab.textContent).toBe('notes.md')
	})

	it('lets its content rest while another tab is shown', async () => {
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		await vi.waitFor(() => expect(tab.textContent).toBe('plan.pdf'))
		tab.active = false
		expect(chunk.resting).toBe(true)
		tab.active = true
		expect(chunk.resting).toBe(false)
	})

	it('lets its content rest that comes when another tab is shown already', async () => {
		holdBack()
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		tab.active = false
		chunk.arrive()
		await vi.waitFor(() => expect(chunk.mounted).toBe(1))
		expect(chunk.resting).toBe(true)
	})

	it('leaves nothing behind when the sidebar closes', async () => {
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		await vi.waitFor(() => expect(chunk.mounted).toBe(1))
		tab.remove()
		expect(chunk.mounted).toBe(0)
		expect(tab.textContent).toBe('')
	})

	it('shows nothing when the sidebar closes before the content is there', async () => {
		holdBack()
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		tab.remove()
		chunk.arrive()
		await new Promise((resolve) => setTimeout(resolve))
		expect(chunk.mounted).toBe(0)
	})

	it('comes back once when it is taken out and put in again while loading', async () => {
		holdBack()
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		tab.remove()
		document.body.append(tab)
		chunk.arrive()
		await vi.waitFor(() => expect(tab.textContent).toBe('plan.pdf'))
		expect(chunk.mounted).toBe(1)
	})
})

describe('a tab whose content does not come', () => {
	const reported = vi.fn<(error: unknown) => void>()

	beforeEach(() => {
		reported.mockReset()
		vi.stubGlobal('reportError', reported)
	})

	afterEach(() => {
		vi.unstubAllGlobals()
	})

	it('says that it is loading when that takes a while', async () => {
		vi.useFakeTimers()
		holdBack()
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		expect(tab.textContent).toBe('')
		await vi.advanceTimersByTimeAsync(400)
		expect(tab.querySelector('[role=status]')?.textContent).toMatch(/^Loading/)
	})

	it('says so, and "Try again" brings it', async () => {
		chunk.available = false
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		await vi.waitFor(() => expect(tab.querySelector('[role=alert]')?.textContent).toContain('could not be loaded'))
		expect(reported).toHaveBeenCalledOnce()

		tab.querySelector('button')?.click()
		await vi.waitFor(() => expect(chunk.load).toHaveBeenCalledTimes(2))
		await vi.waitFor(() => expect(tab.querySelector('button')?.textContent).toBe('Try again'))

		chunk.available = true
		tab.querySelector('button')?.click()
		await vi.waitFor(() => expect(tab.textContent).toBe('plan.pdf'))
	})

	it('says so in German', async () => {
		document.documentElement.lang = 'de-DE'
		chunk.available = false
		const tab = makeTab()
		tab.active = true
		tab.node = file('plan.pdf')
		document.body.append(tab)
		await vi.waitFor(() => expect(tab.querySelector('button')?.textContent).toBe('Erneut versuchen'))
	})
})

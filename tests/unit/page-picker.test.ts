// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { WorkPackage, WorkPackageSearch } from '../../sidecar/contract/work-package.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useSuggestions } from '../../src/picker/use-suggestions.ts'
import { SidecarProblem, SidecarUnreachable } from '../../src/sidecar.ts'

const PROVIDER = 'nepenthes_work_package'
const LINK = 'https://nepenthes.example/wp/42'

/** The search that stands in the picker, as far as it matters to the picker. */
const content = vi.hoisted(() => ({
	choose: null as ((link: string, title: string) => void) | null,
	unmount: vi.fn<() => void>(),
	mount: vi.fn<(place: HTMLElement, choose: (link: string, title: string) => void) => () => void>(),
}))
vi.mock('../../src/picker/picker-content.ts', () => ({ loadTranslations: async () => {}, mount: content.mount }))

type Ask = (...question: unknown[]) => Promise<WorkPackageSearch>
const findWorkPackages = vi.hoisted(() => vi.fn<Ask>())
const getAssignedWorkPackages = vi.hoisted(() => vi.fn<Ask>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), findWorkPackages, getAssignedWorkPackages }))

describe('the smart picker finds the search', () => {
	beforeEach(() => {
		vi.resetModules()
		delete window._vue_richtext_custom_picker_elements
		content.unmount.mockReset()
		content.mount.mockReset().mockImplementation((place, choose) => {
			place.textContent = 'Search work packages'
			content.choose = choose
			return content.unmount
		})
	})

	async function register() {
		const { registerPicker } = await import('../../src/picker/picker-element.ts')
		registerPicker()
	}

	it('on a page where nothing was registered yet', async () => {
		await register()
		expect(window._vue_richtext_custom_picker_elements![PROVIDER]).toMatchObject({ id: PROVIDER, size: 'normal' })
	})

	it('beside those that were registered before', async () => {
		const other = { id: 'other', callback: () => ({ element: document.body, object: {} }), onDestroy() {}, size: 'large' } as const
		window._vue_richtext_custom_picker_elements = { other }
		await register()
		expect(window._vue_richtext_custom_picker_elements.other).toBe(other)
		expect(Object.keys(window._vue_richtext_custom_picker_elements)).toEqual(['other', PROVIDER])
	})

	it.each(['before', 'after'])('through Nextcloud\'s own functions, which come %s us', async (order) => {
		if (order === 'before') {
			await import('@nextcloud/vue/functions/registerReference')
		}
		await register()
		const { destroyCustomPickerElement, getCustomPickerElementSize, isCustomPickerElementRegistered, renderCustomPickerElement } = await import('@nextcloud/vue/functions/registerReference')
		expect(isCustomPickerElementRegistered(PROVIDER)).toBe(true)
		expect(getCustomPickerElementSize(PROVIDER)).toBe('normal')

		const around = document.createElement('div')
		document.body.append(around)
		// What comes back is typed as nothing there.
		const result = renderCustomPickerElement(around, { providerId: PROVIDER as unknown as number, accessible: false }) as unknown as { element: HTMLElement, object: object }
		expect(around.contains(result.element)).toBe(true)
		await vi.waitFor(() => expect(around.textContent).toContain('Search work packages'))
		destroyCustomPickerElement(PROVIDER, around, result)
		expect(content.unmount).toHaveBeenCalledOnce()
	})

	it('and learns by its events what was chosen', async () => {
		await register()
		const around = document.createElement('div')
		const { element } = window._vue_richtext_custom_picker_elements![PROVIDER]!.callback(around)
		const events: unknown[] = []
		for (const name of ['submit', 'pick', 'cancel']) {
			element.addEventListener(name, (event) => events.push([name, (event as CustomEvent).detail]))
		}
		await vi.waitFor(() => expect(content.mount).toHaveBeenCalledOnce())
		content.choose!(LINK, '#42 Pitcher leaks')
		expect(events).toEqual([['submit', LINK], ['pick', { link: LINK, title: '#42 Pitcher leaks' }]])
	})

	it('and shows nothing when it was closed before that has come', async () => {
		await register()
		const { callback, onDestroy } = window._vue_richtext_custom_picker_elements![PROVIDER]!
		const [closed, open] = [document.createElement('div'), document.createElement('div')]
		callback(closed)
		onDestroy(closed)
		callback(open)
		await vi.waitFor(() => expect(open.textContent).toBe('Search work packages'))
		expect(closed.textContent).toBe('')
	})
})

describe('before a word is typed', () => {
	let scope: EffectScope

	beforeEach(() => {
		scope = effectScope()
		findWorkPackages.mockReset()
		getAssignedWorkPackages.mockReset()
	})

	afterEach(() => scope.stop())

	/** As far as it matters here. */
	const page = (...ids: number[]): WorkPackageSearch => ({ items: ids.map((id) => ({ id }) as WorkPackage), total: ids.length, nextPage: null, complete: true })
	const suggest = () => scope.run(() => useSuggestions())!

	it('what changed last and what is the user\'s is offered, five of each', async () => {
		findWorkPackages.mockResolvedValueOnce(page(1, 2, 3, 4, 5, 6))
		getAssignedWorkPackages.mockResolvedValueOnce(page(7))
		const { suggestions } = suggest()
		await vi.waitFor(() => expect(suggestions.value.state).toBe('shown'))
		expect(suggestions.value).toEqual({ state: 'shown', recent: page(1, 2, 3, 4, 5).items, assigned: page(7).items })
		expect([findWorkPackages.mock.calls[0]?.slice(0, 2), getAssignedWorkPackages.mock.calls[0]?.slice(0, 2)]).toEqual([['', 1], ['any', 1]])
	})

	it('one of them is better than none', async () => {
		findWorkPackages.mockRejectedValueOnce(new SidecarUnreachable('No answer'))
		getAssignedWorkPackages.mockResolvedValueOnce(page(7))
		const { suggestions } = suggest()
		await vi.waitFor(() => expect(suggestions.value).toEqual({ state: 'shown', recent: [], assigned: page(7).items }))
	})

	it('it is told why there is nothing, and tried again', async () => {
		findWorkPackages.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable')).mockResolvedValueOnce(page(1))
		getAssignedWorkPackages.mockRejectedValueOnce(new SidecarProblem('nepenthes-unreachable')).mockResolvedValueOnce(page())
		const { suggestions, reload } = suggest()
		await vi.waitFor(() => expect(suggestions.value).toMatchObject({ state: 'failed', failure: { kind: 'nepenthes-unreachable' }, retrying: false }))
		const trying = reload()
		expect(suggestions.value).toMatchObject({ state: 'failed', retrying: true })
		await trying
		expect(suggestions.value).toEqual({ state: 'shown', recent: page(1).items, assigned: [] })
	})
})

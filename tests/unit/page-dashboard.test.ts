// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { registerWidget } from '../../src/dashboard/register.ts'
import { rememberedTab, rememberTab } from '../../src/dashboard/remembered-tab.ts'
import { tabAfterKey } from '../../src/dashboard/tab-keys.ts'
import { secondOfDoubleClick } from '../../src/notifications/double-click.ts'

describe('the widget', () => {
	const register = vi.fn()
	const OURS = { id: 'nepenthes_notifications', title: 'Nepenthes notifications', iconClass: 'icon-nepenthes' }

	/** What Nextcloud writes into the page. */
	function panels(value: unknown): void {
		document.body.innerHTML = `<input type="hidden" id="initial-state-dashboard-panels" value="${btoa(JSON.stringify(value))}">`
	}

	beforeEach(() => {
		register.mockReset()
		// What @nextcloud/initial-state remembers of the page before.
		Reflect.deleteProperty(window, '_nc_initial_state')
		document.head.innerHTML = ''
		document.body.innerHTML = ''
		vi.stubGlobal('OCA', { Dashboard: { register } })
	})

	afterEach(() => vi.unstubAllGlobals())

	it('is offered at once on a dashboard that knows of it, with its icon', () => {
		panels({ activity: { id: 'activity' }, [OURS.id]: OURS })
		registerWidget()
		expect(register).toHaveBeenCalledExactlyOnceWith(OURS.id, expect.any(Function))
		expect(document.head.textContent).toMatch(/\.icon-nepenthes\b.+app-dark/)
	})

	it.each([
		['others', () => panels({ activity: { id: 'activity' } })],
		['none, which PHP writes as a list', () => panels([])],
		['nothing that is known', () => {}],
	])('is not offered where the dashboard has %s: that would break the others', (_, write) => {
		write()
		registerWidget()
		expect(register).not.toHaveBeenCalled()
		expect(document.head.textContent).toBe('')
	})

	it('is not offered on other pages', () => {
		panels({ [OURS.id]: OURS })
		vi.stubGlobal('OCA', {})
		expect(registerWidget).not.toThrow()
		vi.stubGlobal('OCA', undefined)
		expect(registerWidget).not.toThrow()
	})
})

describe('the tab', () => {
	beforeEach(() => localStorage.clear())

	it('is the first, until another is chosen in this browser', () => {
		expect(rememberedTab()).toBe('notifications')
		rememberTab('due-soon')
		expect(rememberedTab()).toBe('due-soon')
	})

	it('is the first where one is remembered that is not there', () => {
		rememberTab('due-soon')
		localStorage.setItem(localStorage.key(0)!, 'of an older version')
		expect(rememberedTab()).toBe('notifications')
	})

	it('is the first in a browser that keeps nothing', () => {
		vi.stubGlobal('localStorage', {
			getItem() {
				throw new DOMException('Denied', 'SecurityError')
			},
			setItem() {
				throw new DOMException('Denied', 'SecurityError')
			},
		})
		rememberTab('due-soon')
		expect(rememberedTab()).toBe('notifications')
		vi.unstubAllGlobals()
	})

	it.each<[key: string, from: number, leftToRight: number | null, rightToLeft: number | null]>([
		['ArrowRight', 0, 1, 2],
		['ArrowRight', 2, 0, 1],
		['ArrowLeft', 0, 2, 1],
		['ArrowLeft', 1, 0, 2],
		['Home', 2, 0, 0],
		['End', 0, 2, 2],
		['ArrowDown', 0, null, null],
		['Enter', 0, null, null],
	])('changes by keys: %s at %i', (key, from, leftToRight, rightToLeft) => {
		expect(tabAfterKey(key, from, 3, false)).toBe(leftToRight)
		expect(tabAfterKey(key, from, 3, true)).toBe(rightToLeft)
	})
})

describe('a double click', () => {
	const click = (timeStamp: number, clientX: number, clientY: number, detail = 1) => ({ timeStamp, clientX, clientY, detail }) as MouseEvent

	it('is one click and one that is not meant', () => {
		const isSecond = secondOfDoubleClick()
		expect(isSecond(click(1000, 50, 50))).toBe(false)
		expect(isSecond(click(1200, 51, 52))).toBe(true)
		expect(isSecond(click(1400, 51, 52))).toBe(true)
		expect(isSecond(click(2000, 51, 52))).toBe(false)
	})

	it('is not what is pressed somewhere else, or with keys', () => {
		const isSecond = secondOfDoubleClick()
		expect(isSecond(click(1000, 50, 50))).toBe(false)
		expect(isSecond(click(1100, 50, 110))).toBe(false)
		expect(isSecond(click(1200, 0, 0, 0))).toBe(false)
		expect(isSecond(click(1300, 0, 0, 0))).toBe(false)
	})
})

// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { Place } from '../../src/home/place.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { hashOf, placeOf } from '../../src/home/place.ts'
import { usePlace } from '../../src/home/use-place.ts'

describe('the address of a place', () => {
	it.each<[string, Place]>([
		['#/notifications', { section: 'notifications' }],
		['#/search', { section: 'search', words: '' }],
		['#/search/%23%2042%20%2F%20a%3Fb%26c%20%C3%BC%20%F0%9F%8C%B1', { section: 'search', words: '# 42 / a?b&c ü 🌱' }],
		['#/assigned', { section: 'assigned', due: 'any' }],
		['#/assigned/soon', { section: 'assigned', due: 'soon' }],
		['#/settings', { section: 'settings' }],
	])('%s leads there and back', (hash, place) => {
		expect(placeOf(hash)).toEqual(place)
		expect(hashOf(place)).toBe(hash)
	})

	it.each(['', '#', '#content', '#/', '#/elsewhere', '#/constructor', 'notifications'])('"%s" is none', (hash) => {
		expect(placeOf(hash)).toBeNull()
	})

	it('that was cut in the middle searches for nothing', () => {
		expect(placeOf('#/search/%F0%9F')).toEqual({ section: 'search', words: '' })
	})
})

describe('where one is on the page', () => {
	let scope: EffectScope
	const open = () => scope.run(() => usePlace())!

	beforeEach(() => {
		scope = effectScope()
		localStorage.clear()
		window.history.replaceState(null, '', '/main')
	})

	afterEach(() => {
		vi.restoreAllMocks()
		scope.stop()
	})

	it('is at first what is new, and the address says so', () => {
		expect(open().place.value).toEqual({ section: 'notifications' })
		expect(window.location.hash).toBe('#/notifications')
	})

	it('is what the address says, and is remembered for an address that says nothing', () => {
		window.history.replaceState(null, '', '/main#/assigned/soon')
		expect(open().place.value).toEqual({ section: 'assigned', due: 'soon' })
		window.history.replaceState(null, '', '/main')
		expect(open().place.value).toEqual({ section: 'assigned', due: 'any' })
	})

	it('follows the address, but not to where it does not know', () => {
		const { place } = open()
		window.history.replaceState(null, '', '/main#/settings')
		window.dispatchEvent(new Event('hashchange'))
		expect(place.value).toEqual({ section: 'settings' })
		window.history.replaceState(null, '', '/main#skip')
		window.dispatchEvent(new Event('hashchange'))
		expect(place.value).toEqual({ section: 'settings' })
	})

	it('keeps the words of a search for who comes back to it', () => {
		const { addressOf, amend } = open()
		expect(addressOf('search')).toBe('#/search')
		window.history.replaceState(null, '', '/main#/search')
		amend({ section: 'search', words: 'rain' })
		expect(window.location.hash).toBe('#/search/rain')
		window.history.replaceState(null, '', '/main#/settings')
		window.dispatchEvent(new Event('hashchange'))
		expect(addressOf('search')).toBe('#/search/rain')
	})

	it('is not changed by an answer that comes when one is about to be elsewhere', () => {
		window.history.replaceState(null, '', '/main#/search')
		const { place, amend } = open()
		// The back button: the address is there, the event is not yet.
		window.history.replaceState(null, '', '/main#/notifications')
		amend({ section: 'search', words: '' })
		window.dispatchEvent(new Event('hashchange'))
		expect(place.value).toEqual({ section: 'notifications' })
	})

	it('is remembered as far as the browser allows', () => {
		vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
			throw new DOMException('full', 'QuotaExceededError')
		})
		vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => '{"section":"constructor"}')
		expect(open().place.value).toEqual({ section: 'notifications' })
	})
})

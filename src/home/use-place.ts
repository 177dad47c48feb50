// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Place, Section } from './place.ts'

import { onScopeDispose, shallowReactive, shallowReadonly, shallowRef } from 'vue'
import { keep, readKept } from '../work-packages/create/browser-storage.ts'
import { beginningOf, hashOf, placeOf, SECTIONS } from './place.ts'

/** Under which name the browser keeps where one was. */
const KEPT = 'home-section'
const storage = () => window.localStorage

function remembered(): Place {
	const kept = readKept(storage, KEPT)
	const name = typeof kept === 'object' && kept !== null && 'section' in kept ? kept.section : null
	return beginningOf(SECTIONS.find((section) => section === name) ?? 'notifications')
}

/**
 * Where one is on the app's own page: what the address says, so that a reload stays and the browser's buttons lead to
 * and fro; without a word of it, where one was last in this browser.
 */
export function usePlace(): {
	place: Readonly<Ref<Place>>
	/** The address of a section, as it was left. */
	addressOf: (section: Section) => string
	/** The section where one is shows something else now; the browser's history has it once. */
	amend: (place: Place) => void
} {
	const place = shallowRef<Place>(placeOf(window.location.hash) ?? remembered())
	/** How each section was left. */
	const left = shallowReactive(new Map<Section, Place>())

	function stay(at: Place): void {
		place.value = at
		left.set(at.section, at)
		keep(storage, KEPT, { section: at.section })
	}

	function write(to: Place): void {
		if (hashOf(to) !== window.location.hash) {
			window.history.replaceState(window.history.state, '', hashOf(to))
		}
		stay(to)
	}

	function amend(to: Place): void {
		// The browser may have left already, and tell of it only later.
		if (placeOf(window.location.hash)?.section === to.section) {
			write(to)
		}
	}

	function onHashChange(): void {
		const next = placeOf(window.location.hash)
		if (next !== null) {
			stay(next)
		}
	}

	write(place.value)
	window.addEventListener('hashchange', onHashChange)
	onScopeDispose(() => window.removeEventListener('hashchange', onHashChange))
	return {
		place: shallowReadonly(place),
		addressOf: (section) => hashOf(left.get(section) ?? beginningOf(section)),
		amend,
	}
}

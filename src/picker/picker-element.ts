// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { emptyPlaces, fillPlace } from '../loading/fill-place.ts'

/** The provider that the gateway adds to the smart picker (nextcloud-contract.md 6.7). */
const PROVIDER = 'nepenthes_work_package'

/** What the smart picker gets of an element that it shows. */
interface RenderResult {
	/** Tells by `submit` and `pick` what was chosen. */
	element: HTMLElement
	object: object
}

/** As the smart picker looks it up: one table for all bundles of Nextcloud's components on a page (nextcloud-contract.md 6.7). */
interface PickerElement {
	id: string
	callback: (around: HTMLElement) => RenderResult
	onDestroy: (around: HTMLElement) => void
	size: 'small' | 'normal' | 'large' | 'full'
}

declare global {
	interface Window {
		_vue_richtext_custom_picker_elements?: Record<string, PickerElement>
	}
}

/** Gives the smart picker a search for work packages; without it, it asks the search provider with its own means. */
export function registerPicker(): void {
	const elements = window._vue_richtext_custom_picker_elements ??= {}
	elements[PROVIDER] ??= { id: PROVIDER, callback: open, onDestroy: (around) => emptyPlaces(around), size: 'normal' }
}

function open(around: HTMLElement): RenderResult {
	const element = around.ownerDocument.createElement('div')
	element.style.inlineSize = '100%'
	around.append(element)

	/** In this order, as the smart picker's own search does it: who waits for a link does not wait for a reference. */
	function choose(link: string, title: string): void {
		element.dispatchEvent(new CustomEvent('submit', { detail: link }))
		element.dispatchEvent(new CustomEvent('pick', { detail: { link, title } }))
	}

	void fillPlace(element, loadContent, ({ mount }) => mount(element, choose))
	return { element, object: {} }
}

async function loadContent() {
	const content = await import('./picker-content.ts')
	await content.loadTranslations()
	return content
}

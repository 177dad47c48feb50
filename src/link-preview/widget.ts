// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreviewObject } from '../../sidecar/contract/link-preview.ts'

import { emptyPlaces, fillPlace } from '../loading/fill-place.ts'

/** What references to work packages are called; the gateway makes them (nextcloud-contract.md 6.7). */
const TYPE = 'nepenthes_work_package'

/** What a text hands to the widget of a reference. */
interface Reference {
	richObject: LinkPreviewObject
	/** Whether the text lets people use the card, or only read it and follow its links. */
	interactive: boolean
}

/** As texts look it up: one table for all bundles of Nextcloud's components on a page (nextcloud-contract.md 6.7). */
interface Widget {
	id: string
	callback: (place: HTMLElement, reference: Reference) => void
	/** Gets the place, or something around it. */
	onDestroy: (around: HTMLElement) => void
	/** Whether texts that only show things at first offer a second, interactive view. */
	hasInteractiveView?: boolean
	fullWidth?: boolean
	isResizable?: boolean
}

declare global {
	interface Window {
		_vue_richtext_widgets?: Record<string, Widget>
	}
}

/** Lets links to work packages be cards in every text of the page. At once: a text looks for widgets when it is shown. */
export function registerLinkPreviews(): void {
	const widgets = window._vue_richtext_widgets ??= {}
	widgets[TYPE] ??= {
		id: TYPE,
		callback: (place, { richObject, interactive }) => show(place, richObject, interactive),
		onDestroy: remove,
	}
}

function show(place: HTMLElement, object: LinkPreviewObject, interactive: boolean): void {
	// The room that the card needs, so that nothing moves when it comes: three lines, and two of the description.
	const { preview } = object
	place.style.minBlockSize = preview.state === 'shown' && preview.workPackage.excerpt !== '' ? '136px' : '96px'
	void fillPlace(place, loadContent, ({ mount }) => mount(place, object, interactive))
}

async function loadContent() {
	const content = await import('./card-content.ts')
	await content.loadTranslations()
	return content
}

/** Texts take away what is out of sight for long, and show it anew later: its room stays. */
function remove(around: HTMLElement): void {
	emptyPlaces(around, (place) => {
		place.style.minBlockSize = `${place.offsetHeight}px`
	})
}

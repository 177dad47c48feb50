// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { LinkPreview, LinkPreviewObject } from '../../sidecar/contract/link-preview.ts'

import { effect, effectScope } from 'vue'
import { element } from './element.ts'
import { addCard, knownPreview, removeCard, seeCard } from './known-previews.ts'
import { notShown } from './not-shown.ts'
import { previewedWorkPackage } from './previewed-work-package.ts'
import { watchSight } from './sight.ts'

import './link-preview-card.css'

export { loadTranslations } from '../l10n/translations.ts'

/**
 * Puts a card into a text; gives what takes it out again. Of Vue, it takes what reacts and not what renders: texts are on
 * many pages, and cards in them many (40 kB in all).
 *
 * @param place
 * @param object what the link is about
 * @param interactive whether there may be buttons in it
 */
export function mount(place: HTMLElement, object: LinkPreviewObject, interactive: boolean): () => void {
	const { link } = object
	addCard(object)
	// An editor around it shall not write into it.
	const root = element('div', { class: 'link-preview-card', contenteditable: 'false' })
	root.addEventListener('keydown', keepActivation)

	let content: EffectScope | undefined
	let shown: LinkPreview | undefined
	const showing = effect(() => {
		const now = knownPreview(link).preview
		if (now === shown) {
			return
		}
		shown = now
		content?.stop()
		content = effectScope(true)
		content.run(() => replaceContent(root, now.state === 'shown' ? previewedWorkPackage(now.workPackage) : notShown(link, now.state, interactive)))
	})

	place.replaceChildren(root)
	const unwatch = watchSight(root, () => seeCard(link))
	return () => {
		unwatch()
		showing.effect.stop()
		content?.stop()
		root.remove()
		removeCard(link)
	}
}

/** An editor around it takes keys for its own, unless they never reach it. */
function keepActivation(event: KeyboardEvent): void {
	if (event.key === 'Enter' || event.key === ' ') {
		event.stopPropagation()
	}
}

/** Who has pressed a button should not be thrown out of the text when it goes. */
function replaceContent(root: HTMLElement, content: HTMLElement): void {
	const focusWasHere = root.contains(document.activeElement)
	root.replaceChildren(content)
	if (focusWasHere) {
		(content.matches('a') ? content : content.querySelector('a'))?.focus()
	}
}

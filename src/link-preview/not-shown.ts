// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreview } from '../../sidecar/contract/link-preview.ts'

import { t } from '@nextcloud/l10n'
import { generateUrl } from '@nextcloud/router'
import { effect } from 'vue'
import { wordsOf } from '../connection/failure-words.ts'
import { useConnecting } from '../connection/use-connecting.ts'
import icon from '../img/app-dark.svg?raw'
import { drawing, element } from './element.ts'
import { knownPreview, tryAgain } from './known-previews.ts'

import './not-shown.css'

/** Why a card does not show its work package. */
type Reason = Exclude<LinkPreview['state'], 'shown'>

/**
 * What a card shows instead of its work package: why, the plain link, and a way out.
 *
 * @param link as it stands in the text
 * @param reason
 * @param interactive whether there may be buttons in it; else only links
 */
export function notShown(link: string, reason: Reason, interactive: boolean): HTMLElement {
	const words = element('span', {}, wordsFor(reason))
	return element(
		'div',
		{ class: 'not-shown' },
		drawing(icon, 20, 'not-shown__icon'),
		element(
			'div',
			{ class: 'not-shown__words', 'aria-live': 'polite' },
			words,
			element('a', { class: 'not-shown__link', href: link, target: '_blank', rel: 'noopener noreferrer' }, element('bdi', {}, link)),
		),
		wayOut(link, reason, interactive, words),
	)
}

function wordsFor(reason: Reason): string {
	switch (reason) {
		case 'hidden':
			return t('integration_nepenthes', 'Work package – you may not have access')
		case 'not-connected':
			return t('integration_nepenthes', 'Connect to see this work package')
		case 'expired':
			return t('integration_nepenthes', 'Connect again to see this work package')
		case 'unreachable':
			return t('integration_nepenthes', 'Nepenthes does not answer')
	}
}

function wayOut(link: string, reason: Reason, interactive: boolean, words: HTMLElement): HTMLElement | null {
	switch (reason) {
		case 'hidden':
			return null
		case 'unreachable':
			return interactive ? againButton(link) : null
		default:
			return interactive ? connectButton(words) : connectLink()
	}
}

/** Leads to Nepenthes, and back to the very page; why it does not is told in the place of the words. */
function connectButton(words: HTMLElement): HTMLElement {
	const { connecting, connect } = useConnecting()
	const button = actionButton(
		t('integration_nepenthes', 'Connect'),
		() => connect(window.location.pathname + window.location.search + window.location.hash),
	)
	effect(() => {
		button.ariaDisabled = String(connecting.value.step === 'under-way')
		if (connecting.value.step === 'refused') {
			words.textContent = wordsOf(connecting.value.failure).heading
		}
	})
	return button
}

/** For texts that let nobody use their cards: the app's own page is where one connects (nextcloud-contract.md 3.3). */
function connectLink(): HTMLElement {
	return element(
		'a',
		{ class: 'not-shown__action', href: generateUrl('/apps/app_api/embedded/integration_nepenthes/main'), target: '_blank' },
		t('integration_nepenthes', 'Connect'),
		element('span', { class: 'hidden-visually' }, ` ${t('integration_nepenthes', 'Opens in a new tab')}`),
	)
}

function againButton(link: string): HTMLElement {
	const button = actionButton(t('integration_nepenthes', 'Try again'), () => knownPreview(link).retrying || void tryAgain(link))
	effect(() => {
		button.ariaDisabled = String(knownPreview(link).retrying)
	})
	return button
}

/** Not `disabled` while it works: that would lose the focus. */
function actionButton(words: string, act: () => unknown): HTMLButtonElement {
	const button = element('button', { type: 'button', class: 'not-shown__action' }, words)
	button.addEventListener('click', act)
	return button
}

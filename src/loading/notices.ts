// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * The few words that must be there when nothing else could be loaded, and so cannot wait for a translation file.
 * The German ones suit both forms of address.
 */
const ENGLISH = { loading: 'Loading …', failed: 'This part of the page could not be loaded.', again: 'Try again' }
const WORDS: Record<string, typeof ENGLISH> = {
	en: ENGLISH,
	de: { loading: 'Wird geladen …', failed: 'Dieser Teil der Seite konnte nicht geladen werden.', again: 'Erneut versuchen' },
}

function words(): typeof ENGLISH {
	const [language = 'en'] = document.documentElement.lang.split(/[-_]/)
	return WORDS[language] ?? ENGLISH
}

function box(role: 'status' | 'alert', text: string): HTMLElement {
	const paragraph = document.createElement('p')
	paragraph.textContent = text
	const element = document.createElement('div')
	element.setAttribute('role', role)
	element.append(paragraph)
	Object.assign(element.style, {
		display: 'flex',
		flexDirection: 'column',
		alignItems: 'center',
		gap: '12px',
		paddingBlock: '24px',
		color: 'var(--color-main-text)',
		textAlign: 'center',
	})
	return element
}

/**
 * Says that something is on its way.
 *
 * @param place
 */
export function showLoading(place: HTMLElement): void {
	place.replaceChildren(box('status', words().loading))
}

/**
 * Says that something could not be loaded, and gives a button. Settles when it is pressed.
 *
 * @param place
 */
export function showLoadingFailed(place: HTMLElement): Promise<void> {
	const button = document.createElement('button')
	button.type = 'button'
	button.textContent = words().again
	Object.assign(button.style, {
		minBlockSize: window.matchMedia('(pointer: coarse)').matches ? '44px' : 'var(--default-clickable-area)',
		margin: '0',
		paddingInline: '16px',
		border: '0',
		borderRadius: 'var(--border-radius-element)',
		color: 'var(--color-primary-element-light-text)',
		backgroundColor: 'var(--color-primary-element-light)',
		font: 'inherit',
		fontWeight: 'bold',
		cursor: 'pointer',
	})
	const message = box('alert', words().failed)
	message.append(button)
	place.replaceChildren(message)
	return new Promise((resolve) => {
		button.addEventListener('click', () => resolve(), { once: true })
	})
}

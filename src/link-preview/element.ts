// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * An element of the page. Strings become text, whatever is in them; null is left out.
 *
 * @param tag
 * @param attributes
 * @param children
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
	tag: Tag,
	attributes: Record<string, string>,
	...children: (Node | string | null)[]
): HTMLElementTagNameMap[Tag] {
	const made = document.createElement(tag)
	for (const [name, value] of Object.entries(attributes)) {
		made.setAttribute(name, value)
	}
	made.append(...children.filter((child) => child !== null))
	return made
}

/**
 * One of our own drawings.
 *
 * @param svg its source, a part of the build
 * @param size edge length in pixels
 * @param className
 */
export function drawing(svg: string, size: number, className: string): HTMLElement {
	const made = element('span', { class: className, 'aria-hidden': 'true' })
	made.innerHTML = svg
	made.firstElementChild?.setAttribute('width', String(size))
	made.firstElementChild?.setAttribute('height', String(size))
	return made
}

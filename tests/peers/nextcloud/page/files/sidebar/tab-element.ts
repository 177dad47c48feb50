// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ISidebarContext, ISidebarTab, SidebarTabComponentInstance } from '@nextcloud/files'

/** Elements are defined once, whichever tab of that name is activated first. */
const initialized = new Map<string, Promise<void>>()

async function whenReady({ tagName, onInit }: ISidebarTab): Promise<void> {
	if (!initialized.has(tagName)) {
		initialized.set(tagName, (async () => onInit?.())())
	}
	await initialized.get(tagName)
	await customElements.whenDefined(tagName)
}

/**
 * The element of a sidebar tab, with the life that a Nextcloud gives it:
 *
 * - made when the tab is first activated: `active`, `node`, `folder`, `view` are set in this order, then it is connected;
 * - left: `active` becomes false;
 * - returned to: the old element is disconnected and a new one is made;
 * - another file is selected meanwhile: `active` (false), `node` and `folder` are set on the element that was kept.
 */
export class TabElement {
	readonly #tab: ISidebarTab
	readonly #container: HTMLElement
	#element: SidebarTabComponentInstance | undefined
	#context: ISidebarContext
	#active = false

	constructor(tab: ISidebarTab, container: HTMLElement, context: ISidebarContext) {
		this.#tab = tab
		this.#container = container
		this.#context = context
	}

	/** Resolves when the element is there. It never does if nobody defines the element, as on a real server. */
	async activate(): Promise<void> {
		this.#active = true
		await whenReady(this.#tab)
		if (!this.#active) {
			return
		}
		this.#element?.remove()
		const element = document.createElement(this.#tab.tagName) as SidebarTabComponentInstance
		element.active = true
		element.node = this.#context.node
		// Both are there, since this sidebar is the one of the Files app.
		element.folder = this.#context.folder!
		element.view = this.#context.view!
		this.#element = element
		this.#container.append(element)
	}

	deactivate(): void {
		this.#active = false
		if (this.#element) {
			this.#element.active = false
		}
	}

	/** Another file, or the same one changed. */
	show(context: ISidebarContext): void {
		const viewChanged = context.view !== this.#context.view
		this.#context = context
		if (!this.#element) {
			return
		}
		if (!this.#active) {
			this.#element.active = false
		}
		this.#element.node = context.node
		this.#element.folder = context.folder!
		if (viewChanged) {
			this.#element.view = context.view!
		}
	}
}

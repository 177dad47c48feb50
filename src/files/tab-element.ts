// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IFolder, INode, IView } from '@nextcloud/files'

import { loadInto } from '../loading/load-into.ts'

/** What the tab's content needs to know of the file or folder that it is about. */
export interface TabContext {
	node: INode
	folder: IFolder | undefined
	view: IView | undefined
}

/** The tab's content, once it is in the page. */
export interface MountedTab {
	/** Shows a file or folder: another one, or the same again. */
	show(context: TabContext): void
	/** Another tab is shown, or the sidebar is closed: what is there stays, but asks nothing of anyone. */
	rest(): void
	unmount(): void
}

/** What the chunk of the tab's content exports. */
export interface TabContent {
	mount(place: HTMLElement, context: TabContext): MountedTab
}

/**
 * The custom element of the tab: thin, since it is part of what loads with the Files page. It brings the content when
 * the tab is first shown. Nextcloud sets the properties in any order, before and after the element is in the page,
 * and keeps the element of a tab that is left, while other files are selected (nextcloud-contract.md 6.1).
 *
 * @param load imports the content
 */
export function filesTabElement(load: () => Promise<TabContent>): CustomElementConstructor {
	return class FilesTabElement extends HTMLElement {
		#active = false
		#node: INode | undefined
		#folder: IFolder | undefined
		#view: IView | undefined

		/** Where the content goes; a new one each time that the element comes into the page, so that late chunks of before write nowhere. */
		#place: HTMLElement | null = null
		#content: MountedTab | null = null

		get active() {
			return this.#active
		}

		set active(active: boolean) {
			this.#active = active
			if (active) {
				this.#update()
			} else {
				this.#content?.rest()
			}
		}

		get node() {
			return this.#node
		}

		set node(node: INode | undefined) {
			this.#node = node
			this.#update()
		}

		get folder() {
			return this.#folder
		}

		set folder(folder: IFolder | undefined) {
			this.#folder = folder
			this.#update()
		}

		get view() {
			return this.#view
		}

		set view(view: IView | undefined) {
			this.#view = view
			this.#update()
		}

		connectedCallback(): void {
			this.#update()
		}

		disconnectedCallback(): void {
			this.#content?.unmount()
			this.#content = null
			this.#place?.remove()
			this.#place = null
		}

		/** A tab that is not shown stays as it is, and asks nothing of anyone. */
		#update(): void {
			if (!this.isConnected || !this.#active || this.#node === undefined) {
				return
			}
			if (this.#place === null) {
				this.#place = this.ownerDocument.createElement('div')
				this.append(this.#place)
				void this.#open(this.#place)
			} else {
				this.#content?.show(this.#context(this.#node))
			}
		}

		async #open(place: HTMLElement): Promise<void> {
			const { mount } = await loadInto(place, load)
			if (this.#place !== place || this.#node === undefined) {
				return
			}
			this.#content = mount(place, this.#context(this.#node))
			if (!this.#active) {
				this.#content.rest()
			}
		}

		#context(node: INode): TabContext {
			return { node, folder: this.#folder, view: this.#view }
		}
	}
}

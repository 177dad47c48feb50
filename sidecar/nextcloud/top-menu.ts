// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'

import { NextcloudNotFound } from './errors.ts'
import { Ignored } from './ocs.ts'

/** An entry of Nextcloud's app menu, which opens AppAPI's embedded page of the same name. */
export interface TopMenuEntry {
	name: string
	displayName: string
	/** Path at the app, reached through AppAPI's proxy: `img/app.svg`. */
	icon: string
	administratorsOnly: boolean
}

/** The app menu and what its embedded pages load (nextcloud-contract 3.3). Registering again replaces. */
export interface TopMenu {
	register(entry: TopMenuEntry, options?: CallOptions): Promise<void>
	unregister(name: string, options?: CallOptions): Promise<void>
	/**
	 * A classic script that the embedded page loads.
	 *
	 * @param name of the entry
	 * @param path at the app, without `.js`
	 */
	addScript(name: string, path: string, options?: CallOptions): Promise<void>
	/**
	 * A style sheet that the embedded page loads.
	 *
	 * @param name of the entry
	 * @param path at the app, without `.css`
	 */
	addStyle(name: string, path: string, options?: CallOptions): Promise<void>
	/** A value on the embedded page, the same for everyone; the page reads it as a string of JSON. */
	setInitialState(name: string, key: string, value: Record<string, unknown>, options?: CallOptions): Promise<void>
}

const PATH = 'apps/app_api/api/v1/ui'

export function createTopMenu(ocs: Ocs): TopMenu {
	const post = async (path: string, body: unknown, { signal }: CallOptions) => {
		await ocs.call(Ignored, { method: 'POST', path: `${PATH}/${path}`, userId: null, body, signal })
	}
	const type = 'top_menu'
	return {
		register: ({ name, displayName, icon, administratorsOnly }, options = {}) => post('top-menu', { name, displayName, icon, adminRequired: administratorsOnly ? 1 : 0 }, options),
		async unregister(name, { signal } = {}) {
			try {
				await ocs.call(Ignored, { method: 'DELETE', path: `${PATH}/top-menu?name=${encodeURIComponent(name)}`, userId: null, signal })
			} catch (error) {
				if (!(error instanceof NextcloudNotFound) || error.route) {
					throw error
				}
			}
		},
		addScript: (name, path, options = {}) => post('script', { type, name, path, afterAppId: '' }, options),
		addStyle: (name, path, options = {}) => post('style', { type, name, path }, options),
		setInitialState: (name, key, value, options = {}) => post('initial-state', { type, name, key, value }, options),
	}
}

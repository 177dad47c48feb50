// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'

import { Ignored } from './ocs.ts'

/** An entry of the actions menu of files, which AppAPI's own script shows (nextcloud-contract 3.4). */
export interface FileAction {
	/** Also the id of the action in Files. */
	name: string
	displayName: string
	/** Path at the app that the browser posts the chosen files to, through AppAPI's proxy. */
	handler: string
	/** Path at the app. */
	icon: string
	/** Parts of media types, of which one must be in that of every file. */
	mimeTypes: readonly string[]
	order: number
}

/** Registering again replaces. */
export interface FileActions {
	register(action: FileAction, options?: CallOptions): Promise<void>
}

/** The bit of reading, which the action needs. */
const READ = 1

export function createFileActions(ocs: Ocs): FileActions {
	return {
		async register({ name, displayName, handler, icon, mimeTypes, order }, { signal } = {}) {
			const body = { name, displayName, actionHandler: handler, icon, mime: mimeTypes.join(','), permissions: READ, order }
			await ocs.call(Ignored, { method: 'POST', path: 'apps/app_api/api/v2/ui/files-actions-menu', userId: null, body, signal })
		},
	}
}

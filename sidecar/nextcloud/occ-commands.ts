// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'

import { Ignored } from './ocs.ts'

export interface OccOption {
	name: string
	description: string
	mode: 'none' | 'required'
}

/** A command of the administrator's command line (nextcloud-contract 3.7). */
export interface OccCommand {
	name: string
	description: string
	/** Path at the app that Nextcloud posts to. */
	handler: string
	options: readonly OccOption[]
	/** Examples, without `occ`. */
	usages: readonly string[]
}

/** Registering again replaces. */
export interface OccCommands {
	register(command: OccCommand, options?: CallOptions): Promise<void>
}

export function createOccCommands(ocs: Ocs): OccCommands {
	return {
		async register({ name, description, handler, options, usages }, { signal } = {}) {
			const body = {
				name,
				description,
				execute_handler: handler,
				hidden: 0,
				arguments: [],
				options,
				usages,
			}
			await ocs.call(Ignored, { method: 'POST', path: 'apps/app_api/api/v1/occ_command', userId: null, body, signal })
		},
	}
}

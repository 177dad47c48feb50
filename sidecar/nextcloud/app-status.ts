// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { CallOptions } from './http.ts'
import type { Ocs } from './ocs.ts'

import Type from 'typebox'
import { Ignored } from './ocs.ts'

/** What Nextcloud knows of this app's own life (nextcloud-contract 1.3). */
export interface AppStatus {
	/** Whether the administrator has enabled the app. */
	enabled(options?: CallOptions): Promise<boolean>
	/**
	 * Tells how far the initialisation is. At 100, Nextcloud calls the heartbeat and `enabled` before it answers.
	 *
	 * @param progress percent, a whole number
	 */
	reportProgress(progress: number, options?: CallOptions): Promise<void>
	/** Tells why the initialisation failed; the administrator reads it. */
	reportFailure(progress: number, error: string, options?: CallOptions): Promise<void>
}

/** Nextcloud gives `enabled` alone 60 s (nextcloud-contract 10). */
const PROGRESS_TIMEOUT = 120_000

export function createAppStatus(ocs: Ocs): AppStatus {
	const report = async (progress: number, error: string, { signal }: CallOptions) => {
		const body = { progress, error }
		await ocs.call(Ignored, { method: 'PUT', path: 'apps/app_api/ex-app/status', userId: null, body, timeout: PROGRESS_TIMEOUT, signal })
	}
	return {
		async enabled({ signal } = {}) {
			const state = await ocs.call(Type.Integer(), { method: 'GET', path: 'apps/app_api/ex-app/state', userId: null, signal })
			return state === 1
		},
		reportProgress: (progress, options = {}) => report(progress, '', options),
		reportFailure: (progress, error, options = {}) => report(progress, error, options),
	}
}

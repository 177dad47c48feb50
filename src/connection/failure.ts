// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ProblemCode } from '../../sidecar/contract/problem.ts'

import { SidecarProblem, SidecarUnreachable } from '../sidecar.ts'

/** What keeps the user from what they want, told apart as far as the way out differs. */
export type FailureKind
	= | Extract<ProblemCode, 'not-set-up' | 'oauth-not-set-up' | 'not-connected' | 'connection-expired'
	| 'nepenthes-unreachable' | 'nepenthes-unexpected' | 'nepenthes-forbidden' | 'nepenthes-refused'
	| 'work-package-not-found' | 'file-not-found'
	| 'storage-missing' | 'storage-address-differs' | 'storage-not-in-project'>
	| 'app-unreachable'
	| 'app-failed'
	| 'nextcloud-failing'
	| 'busy'
	| 'maintenance'
	| 'signed-out'

export interface Failure {
	kind: FailureKind
	/** What the answer said of it beyond its code, if anything. */
	detail: string | null
}

/**
 * Which failure it is that a call of the API ended with.
 *
 * @param error
 */
export function failureOf(error: unknown): Failure {
	if (error instanceof SidecarProblem) {
		return { kind: kindOf(error.code), detail: error.detail }
	}
	if (!(error instanceof SidecarUnreachable)) {
		// A mistake of ours: the user can only try again, the console tells the rest.
		reportError(error)
	}
	return { kind: 'app-unreachable', detail: null }
}

function kindOf(code: ProblemCode): FailureKind {
	switch (code) {
		case 'not-set-up':
		case 'oauth-not-set-up':
		case 'not-connected':
		case 'connection-expired':
		case 'nepenthes-unreachable':
		case 'nepenthes-unexpected':
		case 'nepenthes-forbidden':
		case 'nepenthes-refused':
		case 'work-package-not-found':
		case 'file-not-found':
		case 'storage-missing':
		case 'storage-address-differs':
		case 'storage-not-in-project':
			return code
		case 'not-signed-in':
		case 'csrf-failed':
			return 'signed-out'
		case 'rate-limited':
		case 'overloaded':
			return 'busy'
		case 'nextcloud-maintenance':
			return 'maintenance'
		case 'nextcloud-unreachable':
		case 'nextcloud-timeout':
		case 'nextcloud-unexpected':
		case 'nextcloud-refused':
			return 'nextcloud-failing'
		default:
			return 'app-failed'
	}
}

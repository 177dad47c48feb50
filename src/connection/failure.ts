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

/** Nothing of what the user wants can be done until they are signed in and connected, or the administrator has set it up. */
const HINDRANCES: readonly FailureKind[] = ['not-set-up', 'oauth-not-set-up', 'not-connected', 'connection-expired', 'signed-out']

/** Whether it keeps the user from everything, so that the way out stands in the place of what they wanted. */
export function isHindrance(failure: Failure): boolean {
	return HINDRANCES.includes(failure.kind)
}

/**
 * Which failure it is that a call of the API ended with.
 *
 * @param error
 */
export function failureOf(error: unknown): Failure {
	if (error instanceof SidecarProblem) {
		return failureOfCode(error.code, error.detail)
	}
	if (!(error instanceof SidecarUnreachable)) {
		// A mistake of ours: the user can only try again, the console tells the rest.
		reportError(error)
	}
	return { kind: 'app-unreachable', detail: null }
}

/**
 * Which failure it is that a call of the API tells of one thing among others.
 *
 * @param code
 * @param detail
 */
export function failureOfCode(code: ProblemCode, detail: string | null): Failure {
	return { kind: kindOf(code), detail }
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

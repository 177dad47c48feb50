// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { t } from '@nextcloud/l10n'
import { SidecarProblem, SidecarUnreachable } from '../sidecar.ts'

/** What keeps the user from Nepenthes, told apart as far as the way out differs. */
export type Failure
	= | 'nepenthes-unreachable'
		| 'app-unreachable'
		| 'busy'
		| 'maintenance'
		| 'signed-out'
		| 'not-set-up'
		| 'oauth-not-set-up'

/**
 * Which failure it is that a call of the API ended with.
 *
 * @param error
 */
export function failureOf(error: unknown): Failure {
	if (error instanceof SidecarUnreachable) {
		return 'app-unreachable'
	}
	if (!(error instanceof SidecarProblem)) {
		// A mistake of ours: the user can only try again, the console tells the rest.
		reportError(error)
		return 'app-unreachable'
	}
	switch (error.code) {
		case 'not-signed-in':
		case 'csrf-failed':
			return 'signed-out'
		case 'rate-limited':
		case 'overloaded':
			return 'busy'
		case 'nextcloud-maintenance':
			return 'maintenance'
		case 'nepenthes-unreachable':
		case 'not-set-up':
		case 'oauth-not-set-up':
			return error.code
		default:
			return 'app-unreachable'
	}
}

/**
 * What happened, and what to do.
 *
 * @param failure
 */
export function wordsOf(failure: Failure): { heading: string, text: string } {
	const tryAgain = t('integration_nepenthes', 'Try again in a moment. If it stays like this, ask your administrator.')
	switch (failure) {
		case 'nepenthes-unreachable':
			return { heading: t('integration_nepenthes', 'Nepenthes does not answer'), text: tryAgain }
		case 'app-unreachable':
			return { heading: t('integration_nepenthes', 'The Nepenthes app in Nextcloud does not answer'), text: tryAgain }
		case 'busy':
			return {
				heading: t('integration_nepenthes', 'Too much to do at the moment'),
				text: t('integration_nepenthes', 'Wait a moment, then try again.'),
			}
		case 'maintenance':
			return {
				heading: t('integration_nepenthes', 'Nextcloud is being maintained'),
				text: t('integration_nepenthes', 'Try again later.'),
			}
		case 'signed-out':
			return {
				heading: t('integration_nepenthes', 'You are signed out'),
				text: t('integration_nepenthes', 'Reload the page and sign in to go on.'),
			}
		case 'not-set-up':
			return {
				heading: t('integration_nepenthes', 'Nepenthes is not set up yet'),
				text: t('integration_nepenthes', 'Ask your administrator.'),
			}
		case 'oauth-not-set-up':
			return {
				heading: t('integration_nepenthes', 'Connecting is not possible yet'),
				text: t('integration_nepenthes', 'The connection between Nextcloud and Nepenthes is not set up. Ask your administrator.'),
			}
	}
}

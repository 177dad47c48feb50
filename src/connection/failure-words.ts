// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Failure } from './failure.ts'

import { t } from '@nextcloud/l10n'

/** What happened, and what to do. */
export interface Words {
	heading: string
	text: string
}

const tryAgain = () => t('integration_nepenthes', 'Try again in a moment. If it stays like this, ask your administrator.')

/** What happened, and what to do. */
export function wordsOf({ kind, detail }: Failure): Words {
	switch (kind) {
		case 'nepenthes-unreachable':
			return { heading: t('integration_nepenthes', 'Nepenthes does not answer'), text: tryAgain() }
		case 'nepenthes-unexpected':
			return { heading: t('integration_nepenthes', 'Nepenthes answers in an unexpected way'), text: tryAgain() }
		case 'nepenthes-forbidden':
			return {
				heading: t('integration_nepenthes', 'Nepenthes does not allow this'),
				text: t('integration_nepenthes', 'Ask someone who manages the project in Nepenthes for the permission.'),
			}
		case 'nepenthes-refused':
			// Nepenthes' own sentence, in the language of the user's account there.
			return { heading: t('integration_nepenthes', 'Nepenthes refused this'), text: detail ?? tryAgain() }
		case 'work-package-not-found':
			return {
				heading: t('integration_nepenthes', 'This work package cannot be found'),
				text: t('integration_nepenthes', 'It may have been deleted, or you may not see it any more.'),
			}
		case 'file-not-found':
			return {
				heading: t('integration_nepenthes', 'This file cannot be found'),
				text: t('integration_nepenthes', 'It may have been deleted, or is not shared with you any more. Reload the page to see what is there.'),
			}
		case 'storage-missing':
			return {
				heading: t('integration_nepenthes', 'Nepenthes does not know this Nextcloud'),
				text: t('integration_nepenthes', 'Files can be linked once this Nextcloud is a file storage of one of your projects in Nepenthes. Ask your administrator.'),
			}
		case 'storage-address-differs':
			return { heading: t('integration_nepenthes', 'Nepenthes knows this Nextcloud under another address'), text: sameAddress(detail) }
		case 'storage-not-in-project':
			return {
				heading: t('integration_nepenthes', 'The project does not use this Nextcloud'),
				text: t('integration_nepenthes', 'Someone who manages the project in Nepenthes can add this Nextcloud to its file storages.'),
			}
		case 'app-unreachable':
			return { heading: t('integration_nepenthes', 'The Nepenthes app in Nextcloud does not answer'), text: tryAgain() }
		case 'app-failed':
			return { heading: t('integration_nepenthes', 'Something went wrong in the Nepenthes app'), text: tryAgain() }
		case 'nextcloud-failing':
			return { heading: t('integration_nepenthes', 'Nextcloud does not answer the Nepenthes app'), text: tryAgain() }
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
		case 'not-connected':
			return {
				heading: t('integration_nepenthes', 'Your Nepenthes account is not connected'),
				text: t('integration_nepenthes', 'Connect your Nepenthes account to see and link work packages.'),
			}
		case 'connection-expired':
			return {
				heading: t('integration_nepenthes', 'Your connection has run out'),
				text: t('integration_nepenthes', 'Connect again to go on.'),
			}
	}
}

/** The answer names both addresses in an English sentence; they alone speak every language. */
function sameAddress(detail: string | null): string {
	const addresses = [...new Set(detail?.match(/https?:\/\/[^\s"'<>„“”,;]+/g) ?? [])].map((address) => address.replace(/[.)]+$/, ''))
	if (addresses.length < 2) {
		return t('integration_nepenthes', 'Ask your administrator to enter the same address on both sides.')
	}
	return t('integration_nepenthes', 'Ask your administrator to enter the same address on both sides: {addresses}', { addresses: addresses.join(' – ') }, { escape: false, sanitize: false })
}

/**
 * The same in one line, for messages about one thing among others.
 *
 * @param failure
 */
export function sentenceOf(failure: Failure): string {
	const { heading, text } = wordsOf(failure)
	return `${heading}. ${text}`
}

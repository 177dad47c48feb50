// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionOutcome } from '../../sidecar/contract/connection.ts'
import type { Words } from './failure-words.ts'

import { t } from '@nextcloud/l10n'

/**
 * How an attempt to connect ended, and what to do.
 *
 * @param outcome
 */
export function outcomeWords(outcome: Exclude<ConnectionOutcome, 'connected'>): Words {
	switch (outcome) {
		case 'denied':
			return {
				heading: t('integration_nepenthes', 'You did not allow the connection'),
				text: t('integration_nepenthes', 'Connect again if you want to see and link work packages here.'),
			}
		case 'out-of-date':
			return {
				heading: t('integration_nepenthes', 'This attempt to connect is out of date'),
				text: t('integration_nepenthes', 'It was begun too long ago, or in another window. Connect again.'),
			}
		case 'client-refused':
			return {
				heading: t('integration_nepenthes', 'Nepenthes does not accept this Nextcloud'),
				text: t('integration_nepenthes', 'What your administrator entered for the connection does not match. Ask your administrator.'),
			}
		case 'nepenthes-unreachable':
			return {
				heading: t('integration_nepenthes', 'Nepenthes does not answer'),
				text: t('integration_nepenthes', 'Your account could not be connected. Wait a moment, then connect again.'),
			}
		case 'not-stored':
			return {
				heading: t('integration_nepenthes', 'The connection could not be stored in Nextcloud'),
				text: t('integration_nepenthes', 'Connect again. If it stays like this, ask your administrator.'),
			}
		case 'refused':
			return {
				heading: t('integration_nepenthes', 'Nepenthes refused the connection'),
				text: t('integration_nepenthes', 'Connect again. If it stays like this, ask your administrator.'),
			}
	}
}

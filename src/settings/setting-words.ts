// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { SettingName } from '../../sidecar/contract/settings.ts'

import { t } from '@nextcloud/l10n'

/** What a switch is called, and what one should know before it is switched on. */
export function settingWords(name: SettingName): { label: string, hint: string } {
	switch (name) {
		case 'navigationLink':
			return { label: t('integration_nepenthes', 'Enable navigation link'), hint: t('integration_nepenthes', 'An entry in the app menu that leads to Nepenthes.') }
		case 'unifiedSearch':
			return { label: t('integration_nepenthes', 'Enable unified search for tickets'), hint: t('integration_nepenthes', 'What you type into Nextcloud\'s search is sent to Nepenthes.') }
		case 'linkPreviews':
			return { label: t('integration_nepenthes', 'Show link previews'), hint: t('integration_nepenthes', 'Links to work packages in texts are shown as cards.') }
	}
}

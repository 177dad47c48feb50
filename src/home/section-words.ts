// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Section } from './place.ts'

import { t } from '@nextcloud/l10n'

/** What a section is called. */
export function sectionName(section: Section): string {
	switch (section) {
		case 'notifications':
			return t('integration_nepenthes', 'Notifications')
		case 'search':
			return t('integration_nepenthes', 'Search')
		case 'assigned':
			return t('integration_nepenthes', 'My work packages')
		case 'settings':
			return t('integration_nepenthes', 'Settings')
	}
}

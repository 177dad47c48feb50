// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FoundItems } from './use-search.ts'

import { getCanonicalLocale, t } from '@nextcloud/l10n'

/**
 * The words of the row by which a list grows.
 *
 * @param step how it goes with what comes after
 * @param shown items in the list
 * @param total items that there are
 */
export function moreWords(step: FoundItems<unknown>['more']['step'], shown: number, total: number): string {
	switch (step) {
		case 'loading':
			return t('integration_nepenthes', 'Loading …')
		case 'failed':
			return t('integration_nepenthes', 'Try again')
		case 'idle':
			return t('integration_nepenthes', '{shown} of {total} · Show more', {
				shown: shown.toLocaleString(getCanonicalLocale()),
				total: total.toLocaleString(getCanonicalLocale()),
			})
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Account, Decided } from '../driver.ts'

import { basic } from './account-files.ts'

const FIELDS: Record<Decided['setting'], string> = {
	navigationLink: 'default_navigation_link',
	unifiedSearch: 'default_unified_search',
	linkPreviews: 'default_link_previews',
}

/**
 * Enters what the administrator decides on a setting of users, in the form that Nextcloud draws.
 *
 * @param url of Nextcloud
 * @param administrator
 * @param decided
 */
export async function enterDecision(url: string, administrator: Account, { setting, decision }: Decided): Promise<void> {
	const { ok, status } = await fetch(`${url}/ocs/v2.php/settings/api/declarative/value`, {
		method: 'POST',
		headers: { Accept: 'application/json', Authorization: basic(administrator), 'OCS-APIRequest': 'true', 'Content-Type': 'application/json' },
		body: JSON.stringify({ app: 'integration_nepenthes', formId: 'administrator', fieldId: FIELDS[setting], value: decision }),
	})
	if (!ok) {
		throw new Error(`The decision on ${setting} ended with status ${status}`)
	}
}

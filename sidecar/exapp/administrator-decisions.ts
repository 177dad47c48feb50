// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Decision } from '../api/user-settings.ts'
import type { SettingName } from '../contract/settings.ts'
import type { DeclarativeForm } from '../nextcloud/index.ts'

import { DECISIONS, SETTINGS } from '../api/user-settings.ts'

/** What an administrator decides for the settings of users, in words: what it is, and what it does. */
const WORDS: Readonly<Record<SettingName, { title: string, description: string }>> = {
	navigationLink: {
		title: 'Navigation link',
		description: 'An entry of the app menu that leads to Nepenthes.',
	},
	unifiedSearch: {
		title: 'Unified search for tickets',
		description: 'Work packages among the results of Nextcloud\'s search. What is typed there is sent to Nepenthes.',
	},
	linkPreviews: {
		title: 'Link previews',
		description: 'Links to work packages in texts are shown as cards.',
	},
}

const MEANINGS: Readonly<Record<Decision, string>> = {
	off: 'Off until people switch it on',
	on: 'On until people switch it off',
	never: 'Off for everybody',
	always: 'On for everybody',
}

const NAMES = Object.keys(WORDS) as SettingName[]

/** One choice for each setting. The value lands where the user settings look for the decision. */
export const DECISION_FIELDS: DeclarativeForm['fields'] = NAMES.map((name) => ({
	id: SETTINGS[name].decision,
	...WORDS[name],
	type: 'radio',
	options: DECISIONS.map((decision) => ({ name: MEANINGS[decision], value: decision })),
	default: SETTINGS[name].otherwise,
}))

/** The decisions as lines of text. */
export function decisionLines(decisions: Readonly<Record<SettingName, Decision>>): string[] {
	return NAMES.map((name) => `${WORDS[name].title}: ${MEANINGS[decisions[name]].toLowerCase()}`)
}

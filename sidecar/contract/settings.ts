// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'

/** What each user switches on and off for themselves. */
export const SettingName = Type.Union([
	Type.Literal('navigationLink', { description: 'An entry of the app menu that leads to Nepenthes.' }),
	Type.Literal('unifiedSearch', { description: 'Work packages among the results of Nextcloud\'s search.' }),
	Type.Literal('linkPreviews', { description: 'Links to work packages in texts are shown as cards.' }),
])
export type SettingName = Static<typeof SettingName>

export const Setting = Type.Object({
	value: Type.Boolean(),
	source: Type.Union([
		Type.Literal('own', { description: 'The user has chosen it.' }),
		Type.Literal('default', { description: 'The administrator\'s choice for all who have not chosen.' }),
		Type.Literal('fixed', { description: 'The administrator\'s choice for all; it cannot be changed.' }),
	]),
})
export type Setting = Static<typeof Setting>

/** `GET settings`: every setting of the user, as it counts now. */
export const Settings = Type.Object({ navigationLink: Setting, unifiedSearch: Setting, linkPreviews: Setting })
export type Settings = Static<typeof Settings>

/** Body of `PUT settings/{name}`, which is answered with the setting as it counts then. */
export const SettingChange = Type.Object({ value: Type.Boolean() })
export type SettingChange = Static<typeof SettingChange>

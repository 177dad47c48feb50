// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** An entry of the states `core-apps` and `core-settingsNavEntries`. */
export interface NavigationEntry {
	id: string
	/** Of entries of the app menu. */
	app?: string
	name: string
	href: string
	icon: string
	active: boolean
	unread: number
}

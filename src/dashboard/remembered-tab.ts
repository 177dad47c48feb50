// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** The tabs of the widget, in their order. */
export const TABS = ['notifications', 'assigned', 'due-soon'] as const

export type TabName = typeof TABS[number]

const KEY = 'integration_nepenthes.dashboard-tab'

/** The tab that was chosen last in this browser, else the first. */
export function rememberedTab(): TabName {
	try {
		const name = localStorage.getItem(KEY)
		return TABS.find((tab) => tab === name) ?? TABS[0]
	} catch {
		// The browser forbids it.
		return TABS[0]
	}
}

export function rememberTab(name: TabName): void {
	try {
		localStorage.setItem(KEY, name)
	} catch {
		// Full, or forbidden: the next page begins with the first tab.
	}
}

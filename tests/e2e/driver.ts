// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page } from 'playwright-core'

export interface Account {
	id: string
	password: string
}

/** What every account of the scenarios has in its root folder. */
export const FILES = {
	file: 'Pitcher plan.txt',
	otherFile: 'Leaf list.txt',
	folder: 'Greenhouse',
} as const

/** As Nextcloud names them. */
export type Theme = 'light' | 'dark' | 'light-highcontrast' | 'dark-highcontrast'

/** What people do in the pages of a Nextcloud. */
export interface Steps {
	signIn(page: Page, account: Account): Promise<void>
	signOut(page: Page): Promise<void>
	/** Opens the list of all files. */
	openFiles(page: Page): Promise<void>
	/** Opens the details of a file or folder of the list. */
	openDetails(page: Page, name: string): Promise<void>
	/** Chooses a tab of the details; gives what it shows. */
	openTab(page: Page, name: string): Promise<Locator>
	/** Chooses an app in the top menu. */
	openApp(page: Page, name: string): Promise<void>
}

/** A Nextcloud with the app in it, and what only its administrator can change. */
export interface Driver extends Steps {
	/** Where people open it, behind the gateway; without a slash at the end. */
	url: string
	user: Account
	administrator: Account
	/** The same Nextcloud without the gateway, as `Steps`; null if it cannot be reached from here. */
	withoutGateway: Steps | null
	setTheme(account: Account, theme: Theme): Promise<void>
	/** A language as Nextcloud names it: `en`, `de`, `de_DE`, `ar`. */
	setLanguage(account: Account, language: string): Promise<void>
	/** Enters the address of Nepenthes as the administrator does, and waits until the app knows; null removes it. */
	setNepenthesUrl(url: string | null): Promise<void>
	close(): Promise<void>
}

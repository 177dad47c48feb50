// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Locator, Page } from 'playwright-core'
import type { Nepenthes } from '../peers/nepenthes/index.ts'

/** Someone with an account in both. */
export interface Account {
	/** In Nextcloud. */
	id: string
	/** In Nextcloud. */
	password: string
	/** Login in Nepenthes, where the password is made of it: `alice-password`. */
	login: string
}

/** What every account of the scenarios has in its root folder. */
export const FILES = {
	file: 'Pitcher plan.txt',
	otherFile: 'Leaf list.txt',
	folder: 'Greenhouse',
} as const

/** What the user shares with their colleague: where they have it themselves, and where the colleague finds it. */
export const SHARED = { folder: '/Documents', name: 'Annual report.pdf' } as const

/** As Nextcloud names them. */
export type Theme = 'light' | 'dark' | 'light-highcontrast' | 'dark-highcontrast'

/** What the administrator decides on a setting of users, as the form names it. */
export interface Decided {
	setting: 'navigationLink' | 'unifiedSearch' | 'linkPreviews'
	decision: 'off' | 'on' | 'never' | 'always'
}

/** What people do in the pages of a Nextcloud. */
export interface Steps {
	signIn(page: Page, account: Account): Promise<void>
	/** Signs in on the form that Nextcloud shows on the way to something else. */
	fillSignIn(page: Page, account: Account): Promise<void>
	signOut(page: Page): Promise<void>
	/** Opens the list of the files in a folder; by default in the topmost. */
	openFiles(page: Page, folder?: string): Promise<void>
	/** Opens the details of a file or folder of the list. */
	openDetails(page: Page, name: string): Promise<void>
	/** Chooses a tab of the details; gives what it shows. */
	openTab(page: Page, name: string): Promise<Locator>
	/** What the chosen tab of the details shows, however it came to be chosen. */
	openedTab(page: Page, name: string): Promise<Locator>
	/** Opens the dashboard. */
	openDashboard(page: Page): Promise<void>
	/** Puts a widget on the dashboard that is open, or takes it away, by its id. */
	toggleWidget(page: Page, id: string): Promise<void>
	/** What a widget on the dashboard shows. */
	widget(page: Page, id: string): Locator
	/** Opens the unified search in the header; gives its dialog. */
	openSearch(page: Page): Promise<Locator>
	/** Opens the app menu; gives it. */
	openAppMenu(page: Page): Promise<Locator>
	/** Chooses an app in the top menu. */
	openApp(page: Page, name: string): Promise<void>
}

/** A Nextcloud with the app in it, set up with a Nepenthes, and what only the administrators of the two can change. */
export interface Driver extends Steps {
	/** Where people open it, behind the gateway; without a slash at the end. */
	url: string
	/** Member of nearly all projects in Nepenthes. */
	user: Account
	/** May read there what the user may change. */
	colleague: Account
	/** Is in no project there. */
	stranger: Account
	administrator: Account
	/** The same Nextcloud without the gateway, as `Steps`; null if it cannot be reached from here. */
	withoutGateway: Steps | null
	/** The embedded one, with a real Nextcloud as well. */
	nepenthes: Nepenthes
	/** What the Nextcloud is called as a file storage there. */
	storage: { id: number, name: string }
	setTheme(account: Account, theme: Theme): Promise<void>
	/** A language as Nextcloud names it: `en`, `de`, `de_DE`, `ar`. */
	setLanguage(account: Account, language: string): Promise<void>
	/** Number of a file or folder, by its path. */
	fileId(account: Account, path: string): Promise<string>
	/** Puts a small file into the topmost folder. */
	upload(account: Account, name: string): Promise<void>
	/** Makes a folder in the topmost one and puts small files into it. */
	uploadFolder(account: Account, folder: string, names: readonly string[]): Promise<void>
	/** Ends the connection of an account with Nepenthes, if there is one. */
	disconnect(account: Account): Promise<void>
	/** Switches something on or off for an account, as in its personal settings; counts at once. */
	choose(account: Account, setting: Decided['setting'], value: boolean): Promise<void>
	/** Decides on a setting of users as the administrator does; counts at once. */
	decide(decided: Decided): Promise<void>
	/**
	 * Enters the address of Nepenthes as the administrator does, and waits until the app knows; null removes it. The OAuth
	 * application belongs to `nepenthes`: with any other address the app is not set up.
	 */
	setNepenthesUrl(url: string | null): Promise<void>
	close(): Promise<void>
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Nextcloud } from '../peers/nextcloud/index.ts'
import type { Visit } from './browser.ts'

import { openVisit } from './browser.ts'

/** A window in which someone is signed in to an embedded Nextcloud, with nothing in front of it. */
export async function openPeerVisit(browser: Browser, nextcloud: Nextcloud, uid: string, options: BrowserContextOptions = {}): Promise<Visit> {
	const visit = await openVisit(browser, options)
	const cookies = await nextcloud.signIn(uid, `${uid}-password`)
	await visit.page.context().addCookies(cookies.split('; ').map((pair) => {
		const [name, value] = pair.split('=') as [string, string]
		return { name, value, url: nextcloud.url }
	}))
	return visit
}

/**
 * Changes initial states of the pages at an address, on their way to the browser: as a gateway would. Once for an address;
 * what was said before of the same one counts no more.
 *
 * @param page the window that it is for
 * @param path of the pages, such as `/apps/dashboard/`
 * @param changes by the id of the state, such as `dashboard-panels`: gives the new value for the old one
 */
export async function changeStates(page: Page, path: string, changes: Record<string, (value: never) => unknown>): Promise<void> {
	await page.route((url) => url.pathname.endsWith(path), async (route) => {
		const response = await route.fetch()
		const body = Object.entries(changes).reduce(
			(html, [id, change]) => html.replace(new RegExp(`(id="initial-state-${id}" value=")([^"]*)`), (_, before: string, value: string) => before + Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(value, 'base64').toString()) as never))).toString('base64')),
			await response.text(),
		)
		await route.fulfill({ response, body })
	})
}

/** Changes the data of an OCS answer on its way to the browser. */
export async function changeOcs<Data>(page: Page, path: string, change: (data: Data) => unknown): Promise<void> {
	await page.route((url) => url.pathname.endsWith(path), async (route) => {
		const response = await route.fetch()
		const { ocs } = await response.json() as { ocs: { meta: object, data: Data } }
		await route.fulfill({ response, json: { ocs: { ...ocs, data: change(ocs.data) } } })
	})
}

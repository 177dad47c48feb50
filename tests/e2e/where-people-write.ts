// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import type { Account } from './driver.ts'
import type { EmbeddedDriver } from './drivers/embedded.ts'
import type { Visiting } from './visiting.ts'

import { embeddedDriver } from './drivers/embedded.ts'
import { visiting } from './visiting.ts'

/** The pages Text and Chat, which only the embedded Nextcloud has: in a real one, other apps are in their place. */
export interface WherePeopleWrite {
	stage: Visiting
	readonly driver: EmbeddedDriver
	/** Opens a document of the user, or of who is named, that says this. */
	openText(text: string, options?: { page?: Page, of?: Account }): Promise<void>
	/** The field of the document that is open. */
	content(): Locator
	/** How the document that is open looks to readers. */
	preview(): Locator
	/** Opens a room of the chat; one for user and colleague by default. Gives its token. */
	enterRoom(options?: { page?: Page, token?: string }): Promise<string>
	composer(page?: Page): Locator
	messages(page?: Page): Locator
	/** Says something in the room that is open. */
	say(message: string, page?: Page): Promise<void>
	/** Card of a link to a work package, by what is on it. */
	card(on: string | RegExp, within?: Locator): Locator
}

/** As `visiting`, in a Nextcloud with the pages in which people write. */
export function wherePeopleWrite(options: BrowserContextOptions = {}): WherePeopleWrite {
	let driver: EmbeddedDriver
	const stage = visiting({
		...options,
		async start() {
			driver = await embeddedDriver({ nextcloud: { rateLimits: false } })
			return driver
		},
	})

	const preview = () => stage.page.getByRole('region', { name: 'Preview' })
	const content = () => stage.page.getByRole('textbox', { name: 'Content' })
	const composer = (page = stage.page) => page.getByRole('textbox', { name: 'Message' })
	const messages = (page = stage.page) => page.getByRole('log', { name: 'Messages' })

	return {
		stage,
		get driver() {
			return driver
		},
		async openText(text, { page = stage.page, of = driver.user } = {}) {
			const id = driver.nextcloud.documents.add(of.id, { title: 'Notes', content: text })
			await page.goto(`${driver.url}/apps/peer_text/${id}`)
			await page.getByRole('textbox', { name: 'Content' }).waitFor()
		},
		content,
		preview,
		async enterRoom({ page = stage.page, token = driver.nextcloud.chatRooms.add({ name: 'Greenhouse', members: [driver.user.id, driver.colleague.id] }) } = {}) {
			await page.goto(`${driver.url}/call/${token}`)
			await composer(page).waitFor()
			return token
		},
		composer,
		messages,
		async say(message, page = stage.page) {
			await composer(page).fill(message)
			await page.getByRole('button', { name: 'Send' }).click()
		},
		card: (on, within = preview()) => within.locator('.link-preview-card').filter({ hasText: on }),
	}
}

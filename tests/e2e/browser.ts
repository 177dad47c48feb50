// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

import { chromium } from 'playwright-core'
import { CHROMIUM_PATH } from '../chromium.ts'

/** Milliseconds for which a step waits for what it needs. */
export const PATIENCE = 15_000

export function launchBrowser(): Promise<Browser> {
	return chromium.launch({
		executablePath: CHROMIUM_PATH,
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
	})
}

/** A browser window of its own, with its own cookies. */
export interface Visit {
	page: Page
	/** What the browser complained about: errors of scripts, what the Content-Security-Policy refused, failed requests. */
	complaints: string[]
	close(): Promise<void>
}

export async function openVisit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
	const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
	const page = await context.newPage()
	page.setDefaultTimeout(PATIENCE)
	const complaints: string[] = []
	page.on('console', (message) => {
		if (message.type() === 'error') {
			complaints.push(`${message.text()} (${message.location().url})`)
		}
	})
	page.on('pageerror', (error) => complaints.push(String(error)))
	return { page, complaints, close: () => context.close() }
}

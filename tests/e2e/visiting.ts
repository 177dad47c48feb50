// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Visit } from './browser.ts'
import type { Driver } from './driver.ts'

import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { launchBrowser, openVisit } from './browser.ts'
import { connectingOnce, signingInOnce } from './signed-in.ts'
import { startDriver } from './start-driver.ts'

/** What the scenarios of a file share, and what each has for itself. */
export interface Visiting {
	readonly driver: Driver
	readonly browser: Browser
	/** The window of the scenario. */
	readonly visit: Visit
	readonly page: Page
	/** See signed-in.ts. */
	readonly connectOnce: ReturnType<typeof connectingOnce>
	/** See signed-in.ts. */
	readonly signInOnce: ReturnType<typeof signingInOnce>
	/** Complaints of the browser that belong to the scenario; all others fail it. */
	readonly expected: RegExp[]
}

/**
 * Gives the scenarios of a file a Nextcloud with the app in it and a browser, and each of them a window of its own, in
 * which the browser has nothing to complain about. To be called before other hooks of the file are registered: they find
 * it ready then.
 *
 * @param options of the windows; `start`: another Nextcloud than the one that is usual
 */
export function visiting({ start = startDriver, ...options }: BrowserContextOptions & { start?: () => Promise<Driver> } = {}): Visiting {
	let file: Pick<Visiting, 'driver' | 'browser' | 'connectOnce' | 'signInOnce'>
	let scenario: Pick<Visiting, 'visit' | 'page' | 'expected'>

	beforeAll(async () => {
		const driver = await start()
		file = { driver, browser: await launchBrowser(), connectOnce: connectingOnce(driver), signInOnce: signingInOnce(driver) }
	})
	afterAll(async () => {
		await file?.browser.close()
		await file?.driver.close()
	})
	beforeEach(async () => {
		const visit = await openVisit(file.browser, options)
		scenario = { visit, page: visit.page, expected: [] }
	})
	afterEach(async () => {
		const { visit, expected } = scenario
		await visit.close()
		expect(visit.complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))).toEqual([])
	})

	return {
		get driver() {
			return file.driver
		},
		get browser() {
			return file.browser
		},
		get visit() {
			return scenario.visit
		},
		get page() {
			return scenario.page
		},
		get connectOnce() {
			return file.connectOnce
		},
		get signInOnce() {
			return file.signInOnce
		},
		get expected() {
			return scenario.expected
		},
	}
}

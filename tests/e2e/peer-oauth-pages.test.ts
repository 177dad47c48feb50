// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import type { Nextcloud } from '../peers/nextcloud/index.ts'
import type { Visit } from './browser.ts'

import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startNextcloud } from '../peers/nextcloud/index.ts'
import { launchBrowser, openVisit } from './browser.ts'
import { contrasts } from './contrast.ts'

let nextcloud: Nextcloud
let browser: Browser
let visit: Visit | undefined
/** The client to which the browser comes back, and which sends it on to another address of its own. */
const client = createServer((request, response) => {
	if (request.url!.startsWith('/callback')) {
		response.writeHead(302, { location: '/connected' }).end()
	} else {
		response.setHeader('content-type', 'text/html').end('<!DOCTYPE html><link rel="icon" href="data:,"><title>Client</title><h1>Connected</h1>')
	}
})
let authorizeUrl: string

beforeAll(async () => {
	await once(client.listen(0, '127.0.0.1'), 'listening')
	nextcloud = await startNextcloud({ webroot: '/nextcloud' })
	// Another site than Nextcloud's: what is not allowed by its policy does not come to pass.
	const redirectUri = `http://localhost:${(client.address() as AddressInfo).port}/callback`
	const { clientId } = nextcloud.addOAuthClient({ name: 'Nepenthes', redirectUri })
	authorizeUrl = `${nextcloud.url}/index.php/apps/oauth2/authorize?client_id=${clientId}&response_type=code&state=abc`
	browser = await launchBrowser()
})

afterAll(async () => {
	await browser?.close()
	await nextcloud?.close()
	client.closeAllConnections()
	client.close()
})

afterEach(async () => {
	await visit?.close()
	visit = undefined
})

async function openAuthorize(options: BrowserContextOptions = {}): Promise<Visit> {
	visit = await openVisit(browser, options)
	await visit.page.goto(authorizeUrl)
	return visit
}

async function signIn({ page }: Visit): Promise<void> {
	await page.getByRole('link', { name: 'Log in' }).click()
	await page.getByLabel('Account name or email').fill('alice')
	await page.getByLabel('Password').fill('alice-password')
	await page.getByRole('button', { name: 'Log in' }).click()
	await page.getByRole('heading', { name: 'Account access' }).waitFor()
}

describe('granting access to an app', () => {
	it.each([true, false])('leads through the sign-in to the app, with scripts: %s', async (javaScriptEnabled) => {
		const opened = await openAuthorize({ javaScriptEnabled })
		const { page, complaints } = opened
		await page.getByText('Nepenthes', { exact: true }).waitFor()
		await signIn(opened)
		await page.getByText('You are logged in as Alice Archer (alice).').waitFor()
		await page.getByRole('button', { name: 'Grant access' }).click()
		await page.getByRole('heading', { name: 'Connected' }).waitFor()
		expect(complaints).toEqual([])
	})

	it('asks who is signed in already for the grant alone', async () => {
		const opened = await openAuthorize()
		await signIn(opened)
		await opened.page.goto(authorizeUrl)
		await opened.page.getByRole('link', { name: 'Log in' }).click()
		await opened.page.getByRole('button', { name: 'Grant access' }).press('Enter')
		await opened.page.getByRole('heading', { name: 'Connected' }).waitFor()
	})

	it.each(['light', 'dark'] as const)('can be read in a %s theme, and fits a narrow screen', async (colorScheme) => {
		const opened = await openAuthorize({ colorScheme, viewport: { width: 320, height: 700 } })
		const { page } = opened
		const check = async () => {
			const texts = await contrasts(page.locator('.login-flow'))
			expect(texts.length).toBeGreaterThan(2)
			expect(texts.filter(({ contrast }) => contrast < 4.5)).toEqual([])
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
		}
		await check()
		await signIn(opened)
		await check()
	})
})

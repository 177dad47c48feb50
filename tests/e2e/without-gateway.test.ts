// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Browser } from 'playwright-core'
import type { Stack } from '../stack.ts'
import type { Visit } from './browser.ts'
import type { Steps } from './driver.ts'

import { afterAll, beforeAll, expect, it } from 'vitest'
import { redirectUri } from '../../sidecar/api/nepenthes-setup.ts'
import { freePort } from '../free-port.ts'
import { startStack } from '../stack.ts'
import { launchBrowser, openVisit } from './browser.ts'
import { nextcloudSteps } from './drivers/steps.ts'
import { authorizeAtNepenthes, decideAtNepenthes } from './nepenthes-pages.ts'

const ALICE = { id: 'alice', password: 'alice-password', login: 'alice' }

let stack: Stack
let steps: Steps
let browser: Browser
let visit: Visit

beforeAll(async () => {
	const nextcloudPort = await freePort()
	const url = `http://127.0.0.1:${nextcloudPort}`
	stack = await startStack({
		setUp: false,
		ports: { nextcloud: nextcloudPort },
		nextcloud: { publicUrl: url },
		env: { SIDECAR_ROLES: 'exapp' },
	})
	const { nepenthes, nextcloud } = stack
	nepenthes.addStorage({ name: 'Cloud', host: `${url}/` })
	const { clientId, clientSecret } = nepenthes.createOAuthApplication({ name: 'Nextcloud', redirectUris: [redirectUri(url, 'page')] })
	const { exitCode, output } = await nextcloud.occ(['integration_nepenthes:setup', `--url=${nepenthes.url}`, `--client-id=${clientId}`, `--client-secret=${clientSecret}`])
	expect(exitCode, output).toBe(0)
	steps = nextcloudSteps(nextcloud.url)
	browser = await launchBrowser()
	visit = await openVisit(browser)
})

afterAll(async () => {
	await browser?.close()
	await stack?.close()
})

it('an account is connected, and disconnected, on the page that AppAPI serves', async () => {
	const { page, complaints } = visit
	await steps.signIn(page, ALICE)
	await steps.openApp(page, 'Nepenthes')
	await page.getByRole('button', { name: 'Connect to Nepenthes' }).click()
	await authorizeAtNepenthes(page, ALICE.login)
	await page.getByRole('link', { name: 'Open Nepenthes' }).waitFor()
	// Nothing that Nepenthes sent the browser back with stays in the address.
	expect(page.url()).toMatch(/\/apps\/app_api\/embedded\/integration_nepenthes\/main#\/notifications$/)
	await page.getByRole('link', { name: 'Settings', exact: true }).click()
	await page.getByText('Connected as Alice Archer').waitFor()

	// The whole page works there: what is saved, what is searched for, what is listed.
	await page.getByRole('switch', { name: 'Show link previews' }).press('Space')
	await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor()
	await page.getByRole('link', { name: 'My work packages', exact: true }).click()
	await page.getByRole('list', { name: 'My work packages' }).getByRole('listitem').first().waitFor()
	await page.getByRole('link', { name: 'Search', exact: true }).click()
	await page.getByRole('searchbox').fill('lower rim')
	await page.getByRole('article').filter({ hasText: 'Pitcher leaks at the lower rim' }).waitFor()
	await page.getByRole('link', { name: /^Notifications/ }).click()
	await page.getByRole('heading', { name: 'Notifications', level: 3 }).waitFor()
	await page.getByRole('link', { name: 'Settings', exact: true }).click()

	await page.getByRole('button', { name: 'Disconnect from Nepenthes' }).click()
	await page.getByRole('dialog').getByRole('button', { name: 'Disconnect' }).click()
	await page.getByRole('button', { name: 'Connect to Nepenthes' }).click()
	await decideAtNepenthes(page, 'deny')
	await page.getByText('You did not allow the connection').waitFor()
	await page.getByRole('button', { name: 'Connect to Nepenthes' }).waitFor()
	expect(complaints).toEqual([])
})

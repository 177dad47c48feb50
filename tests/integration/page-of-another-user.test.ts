// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'

import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession } from './support/browser-session.ts'

let stack: Stack

beforeAll(async () => {
	stack = await startStack()
})

afterAll(() => stack.close())

/** Who is signed in asks, from a page of somebody. */
async function ask(url: string, api: string | undefined, pageUser: Record<string, string>) {
	const browser = new BrowserSession(url, api)
	await browser.signIn('bob')
	const { status, body } = await browser.api('me', { headers: { requesttoken: await browser.requestToken(), ...pageUser } })
	return status === 200 ? (body.user as { id: string }).id : body.code
}

test.each([
	['the gateway', () => [stack.gatewayUrl, undefined] as const],
	['AppAPI', () => [stack.nextcloud.url, '/index.php/apps/app_api/proxy/integration_nepenthes/api/'] as const],
])('a page that was left open learns nothing of who signed in next, by way of %s', async (_, way) => {
	const [url, api] = way()
	expect(await ask(url, api, { 'x-nepenthes-page-user': 'alice' })).toBe('not-signed-in')
	expect(await ask(url, api, { 'x-nepenthes-page-user': 'bob' })).toBe('bob')
	expect(await ask(url, api, {})).toBe('bob')
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession } from './support/browser-session.ts'
import { connectedBrowser } from './support/connecting.ts'

const [ALICE, BOB, CAROL] = [4, 5, 6]

const PNG = Buffer.from('\x89PNG\r\n\x1A\n', 'latin1')

let stack: Stack
let alice: BrowserSession

beforeAll(async () => {
	stack = await startStack()
	alice = await connectedBrowser(stack)
})

afterAll(() => stack.close())

afterEach(() => {
	stack.nepenthes.faults.clear()
	stack.nepenthes.setAvatar('carol', null)
})

const picture = (userId: number, browser = alice) => browser.send(`/apps/integration_nepenthes/api/avatars/${userId}`)

/** What Nepenthes was asked meanwhile, and whether the token went along. */
async function asked(doing: () => Promise<unknown>): Promise<[url: string, token: boolean][]> {
	const before = stack.nepenthes.requests.length
	await doing()
	return stack.nepenthes.requests.slice(before).map(({ url, headers }) => [url, headers.authorization !== undefined])
}

describe('a picture of somebody', () => {
	test('is shown, to nobody else and as nothing else', async () => {
		const { status, headers, text } = await picture(ALICE)
		expect(status).toBe(200)
		expect(text.slice(1, 4)).toBe('PNG')
		expect(headers).toMatchObject({
			'content-type': 'image/png',
			'cache-control': 'private, max-age=86400',
			vary: 'Cookie',
			'x-content-type-options': 'nosniff',
			'content-security-policy': 'default-src \'none\'; sandbox',
			'content-disposition': 'inline',
		})
	})

	test('may lie elsewhere, where the token is not sent', async () => {
		expect(await asked(async () => expect((await picture(BOB)).status).toBe(200))).toEqual([
			['/api/v3/users/5/avatar', true],
			['/avatar-storage/5', false],
		])
	})

	test('is what its bytes say, whatever Nepenthes calls it', async () => {
		stack.nepenthes.setAvatar('carol', { image: PNG, contentType: 'text/html' })
		expect((await picture(CAROL)).headers['content-type']).toBe('image/png')
	})

	test('is the icon of the app for who has none, where that is wanted', async () => {
		const { status, headers, text } = await alice.send(`/apps/integration_nepenthes/api/avatars/${CAROL}?otherwise=icon`)
		expect([status, headers['content-type'], headers['cache-control'], headers.vary]).toEqual([200, 'image/svg+xml', 'private, max-age=3600', 'Cookie'])
		expect(text).toMatch(/^<svg /)
	})

	test('is not for those who are not connected', async () => {
		const bob = new BrowserSession(stack.gatewayUrl)
		await bob.signIn('bob')
		expect(await bob.api(`avatars/${ALICE}`)).toMatchObject({ status: 409, body: { code: 'not-connected' }, headers: { 'cache-control': 'no-store' } })
	})
})

describe('there is none, which a browser may remember for a while,', () => {
	async function isNone(userId = CAROL) {
		const { status, headers, text } = await picture(userId)
		expect({ status, text, keep: headers['cache-control'], vary: headers.vary }).toEqual({ status: 204, text: '', keep: 'private, max-age=3600', vary: 'Cookie' })
	}

	test('of whoever has none, and of nobody', async () => {
		await isNone()
		await isNone(99_999)
	})

	test.for([
		['a drawing with a script', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/svg+xml'],
		['a drawing that says it is a picture', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'image/png'],
		['a page', '<!DOCTYPE html><script>alert(1)</script>', 'text/html'],
		['nothing at all', '', 'image/png'],
	] as const)('when it is %s', async ([, image, contentType]) => {
		stack.nepenthes.setAvatar('carol', { image: Buffer.from(image), contentType })
		await isNone()
	})

	test('when it is larger than a mebibyte', async () => {
		stack.nepenthes.setAvatar('carol', { image: Buffer.concat([PNG, Buffer.alloc(1024 * 1024 - PNG.length)]) })
		expect((await picture(CAROL)).status).toBe(200)
		stack.nepenthes.setAvatar('carol', { image: Buffer.concat([PNG, Buffer.alloc(1024 * 1024 - PNG.length + 1)]) })
		await isNone()
	})
})

describe('a picture that cannot be had just now', () => {
	test.for([
		['Nepenthes is away', { kind: 'reset' }, 502, 'nepenthes-unreachable'],
		['Nepenthes fails', { kind: 'fail', status: 500 }, 502, 'nepenthes-unexpected'],
		['Nepenthes has enough of questions', { kind: 'fail', status: 429 }, 429, 'rate-limited'],
	] as const)('is not said to be missing: %s', async ([, fault, status, code]) => {
		stack.nepenthes.faults.add({ route: '/avatar$', ...fault })
		expect(await alice.api(`avatars/${ALICE}`)).toMatchObject({ status, body: { code }, headers: { 'cache-control': 'no-store' } })
	})

	test('is there when the token was renewed', async () => {
		stack.nepenthes.advanceClock(3 * 3600)
		expect((await picture(ALICE)).status).toBe(200)
	})
})

test.for(['0', '-1', '1e30', 'abc', '4.5'])('"%s" is nobody', async (id) => {
	expect((await alice.api(`avatars/${id}`)).body).toMatchObject({ status: 400, code: 'invalid-request' })
})

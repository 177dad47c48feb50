// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'
import type { BrowserSession } from './support/browser-session.ts'

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startStack } from '../stack.ts'
import { stateOf } from './support/browser-session.ts'
import { connectedBrowser } from './support/connecting.ts'
import { ocs } from './support/ocs.ts'

let stack: Stack
let alice: BrowserSession

beforeAll(async () => {
	stack = await startStack({ front: true, nextcloud: { webroot: '/nextcloud' } })
	alice = await connectedBrowser(stack, 'alice')
	await alice.change('PUT', 'settings/unifiedSearch', { value: true })
})

afterEach(async () => {
	stack.nextcloud.faults.clear()
	await stack.restart()
})

afterAll(() => stack.close())

const OURS = '/apps/integration_nepenthes/assets/'
const providers = async () => ((await ocs(alice, '/search/providers')).data as { id: string }[]).map(({ id }) => id)

describe('with a reverse proxy in front, as the examples make it', () => {
	test('people find Nepenthes under the address of the proxy', async () => {
		expect(await alice.open('/apps/files/')).toContain(OURS)
		expect(await providers()).toContain('nepenthes')
		expect((await alice.api('me')).body).toMatchObject({ nepenthes: { state: 'connected' } })
	})

	test('pages and answers are Nextcloud\'s own while the sidecar is stopped, and ours again after it', async () => {
		await stack.stopSidecar()
		const text = await alice.open('/apps/files/')
		expect(text).toContain('data-user="alice"')
		expect(text).not.toContain(OURS)
		expect(await providers()).toEqual(expect.not.arrayContaining(['nepenthes']))
		expect(await providers()).toContain('files')

		await stack.restart()
		// The very first page knows what there is.
		expect(stateOf(await alice.open('/apps/dashboard/'), 'dashboard-panels')).toHaveProperty('nepenthes_notifications')
		expect(await alice.open('/apps/files/')).toContain(OURS)
		expect(await providers()).toContain('nepenthes')
	})

	test('a start does not wait long for a Nextcloud that does not tell what pages get', async () => {
		stack.nextcloud.faults.add({ kind: 'hang', route: '/ex-app/config/' })
		await stack.restart()
		expect(await alice.open('/apps/files/')).toContain(OURS)
	})

	test('what is sent arrives to its end, with and without the sidecar', async () => {
		const link = `${stack.gatewayUrl}/f/${stack.nextcloud.fileId('alice', 'Readme.md')}`
		const text = `${'Nepenthes rajah 🌱\n'.repeat(20_000)}${link}`
		for (const stop of [false, true]) {
			if (stop) {
				await stack.stopSidecar()
			}
			const { data } = await ocs(alice, '/references/extract', { parameters: { text, resolve: true, limit: 1 } })
			expect(data).toMatchObject({ references: { [link]: { accessible: true, openGraphObject: { name: 'Readme.md' } } } })
		}
	})

	test('nobody takes Nextcloud\'s answer for one of the app', async () => {
		await stack.stopSidecar()
		const { status, text } = await alice.send('/apps/integration_nepenthes/api/me')
		expect(status).toBe(404)
		expect(text).not.toContain('"nepenthes"')
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TestGateway } from './support/gateway.ts'
import type { Upstream } from './support/upstream.ts'

import { afterEach, beforeEach, expect, it } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { always, startUpstream } from './support/upstream.ts'

const USER = JSON.stringify({ ocs: { meta: {}, data: { id: 'mara', displayname: 'Mara', groups: [] } } })

let nextcloud: Upstream
let gateway: TestGateway

beforeEach(async () => {
	nextcloud = await startUpstream(always(USER, { fields: ['Content-Type: application/json'] }))
	gateway = await startGateway({ upstream: nextcloud.port })
})

afterEach(async () => {
	await gateway.close()
	await nextcloud.close()
})

/** Lets nothing else of this process run meanwhile. */
function hiccup(milliseconds: number): void {
	const end = performance.now() + milliseconds
	while (performance.now() < end) {
		// Busy.
	}
}

const ask = () => gateway.exchange('GET /apps/integration_nepenthes/api/me HTTP/1.1\r\nHost: localhost\r\nCookie: s=1\r\nConnection: close\r\n\r\n')

it('a machine that stutters turns nobody away', async () => {
	for (let i = 0; i < 4; i++) {
		hiccup(1_050)
		expect((await ask()).startLine).toBe('HTTP/1.1 200 OK')
	}
})

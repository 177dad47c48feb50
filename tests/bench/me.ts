// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from './extent.ts'
import type { Report } from './report.ts'

import { Client } from 'undici'
import { below } from './report.ts'
import { median, percentile } from './statistics.ts'
import { startSubject } from './subject.ts'

/** Below what the API lets one user ask for in a minute. */
const REQUESTS_OF_A_USER = 500

/** Milliseconds to the end of an answer. */
async function ask(client: Client, user: string): Promise<number> {
	const start = performance.now()
	const { statusCode, body } = await client.request({
		method: 'GET',
		path: '/apps/integration_nepenthes/api/me',
		headers: { cookie: `oc_sessionPassphrase=${user}`, accept: 'application/json' },
	})
	const text = await body.text()
	const time = performance.now() - start
	if (statusCode !== 200 || !text.includes(`"${user}"`)) {
		throw new Error(`GET me answered ${statusCode}: ${text}`)
	}
	return time
}

/** What `GET me` costs once it is remembered who is asking. */
export async function measureMe({ rounds }: Extent): Promise<Report> {
	const upstream = await startSubject('upstream')
	const gateway = await startSubject('gateway', upstream.origin)
	const client = new Client(gateway.origin)
	try {
		const times: number[] = []
		let asked = 0
		for (let round = 0; round <= rounds; round++) {
			const user = `user${round}`
			await ask(client, user)
			await upstream.requests()
			for (let i = 0; i < REQUESTS_OF_A_USER; i++) {
				const time = await ask(client, user)
				// The first round is there to warm up.
				if (round > 0) {
					times.push(time)
				}
			}
			asked += await upstream.requests()
		}
		return {
			tables: [{
				title: 'GET me: session remembered, one at a time',
				columns: ['', 'p50 ms', 'p99 ms', 'requests upstream'],
				rows: [[`${times.length} requests`, median(times).toFixed(2), percentile(times, 0.99).toFixed(2), String(asked)]],
			}],
			aims: [
				below('GET me: own time p50', median(times), 1, 'ms'),
				{ what: 'GET me: requests upstream', aim: 'none', found: String(asked), met: asked === 0 },
			],
		}
	} finally {
		await client.close()
		await Promise.all([gateway.stop(), upstream.stop()])
	}
}

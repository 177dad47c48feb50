// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from '../extent.ts'
import type { Report } from '../report.ts'

import { Client } from 'undici'
import { below } from '../report.ts'
import { median, percentile } from '../statistics.ts'
import { startSubject } from '../subject.ts'
import { LATE } from './late.ts'

/** Milliseconds that Nextcloud takes for the head of a page, about as a real one (nextcloud-contract 10). */
const THINK = 50

/** Pages of sessions that are new. */
const NEW_SESSIONS = 20

/** Milliseconds to the first byte of a page; without a session nothing of it is the user's own. */
async function open(client: Client, { session, think }: { session: string | null, think: number }): Promise<number> {
	const start = performance.now()
	let firstByte: number | undefined
	const { statusCode, body } = await client.request({
		method: 'GET',
		path: `/apps/files/?think=${think}`,
		headers: { 'sec-fetch-mode': 'navigate', accept: 'text/html', ...session !== null && { cookie: `oc_sessionPassphrase=${session}` } },
	})
	body.on('data', () => {
		firstByte ??= performance.now() - start
	})
	await new Promise((resolve, reject) => body.on('end', resolve).on('error', reject))
	if (statusCode !== 200 || firstByte === undefined) {
		throw new Error(`The page was answered with ${statusCode}.`)
	}
	return firstByte
}

/** What it costs a page that something on it is its user's own, once and while it is remembered. */
export async function measurePagesOfUsers({ requests: count }: Extent): Promise<Report> {
	const upstream = await startSubject('upstream')
	const gateway = await startSubject('gateway', upstream.origin)
	const client = new Client(gateway.origin)
	/** Opens pages without and with what is the user's own by turns, so that what disturbs one disturbs the other. */
	const compare = async (pages: number, think: number, sessionOf: (i: number) => string) => {
		await upstream.requests()
		const without: number[] = []
		const own: number[] = []
		for (let i = 0; i < pages; i++) {
			without.push(await open(client, { session: null, think }))
			own.push(await open(client, { session: sessionOf(i), think }))
		}
		return { without, own, added: median(own) - median(without), requests: await upstream.requests() / pages - 2 }
	}
	try {
		for (let i = 0; i < NEW_SESSIONS; i++) {
			await open(client, { session: 'alice', think: 0 })
			await open(client, { session: null, think: 0 })
		}
		const following = await compare(count, 0, () => 'alice')
		const first = await compare(NEW_SESSIONS, THINK, (i) => `user${i}`)
		const late = await compare(NEW_SESSIONS, THINK, (i) => `${LATE}-${i}`)
		const row = (name: string, { without, own, added, requests }: typeof first) => [name, median(without).toFixed(2), median(own).toFixed(2), added.toFixed(2), percentile(own, 0.99).toFixed(2), `+${requests.toFixed(2)}`]
		return {
			tables: [{
				title: 'Pages with what is their user\'s own: to the first byte',
				note: `"without": the same page where nobody is signed in. First pages: Nextcloud takes ${THINK} ms for the page, and tells of the user at once, or not in time.`,
				columns: ['', 'without p50 ms', 'with p50 ms', 'added ms', 'with p99 ms', 'requests'],
				rows: [
					row('a page of a known session', following),
					row('the first page of a session', first),
					row('the same, Nextcloud is slow to tell', late),
				],
			}],
			aims: [
				below('page of a known session: added p50', following.added, 1, 'ms'),
				{ what: 'page of a known session: further requests', aim: 'none', found: following.requests.toFixed(2), met: following.requests === 0 },
				below('first page of a session: added p50', first.added, 150, 'ms'),
				below('first page, slow to tell: added p50', late.added, 150, 'ms'),
			],
		}
	} finally {
		await client.close()
		await Promise.all([gateway.stop(), upstream.stop()])
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Client } from 'undici'
import type { Extent } from '../extent.ts'
import type { Report } from '../report.ts'
import type { Subject } from '../subject.ts'
import type { Candidate } from './candidates.ts'

import { below } from '../report.ts'
import { percentile } from '../statistics.ts'
import { CANDIDATES, clientsOf, closeAll, interleaved, NAMES } from './candidates.ts'
import { BROWSER_HEADERS, EXCHANGES } from './exchanges.ts'

/** Requests under way at a time: few, so that what is measured is the way and not the queue. */
const CONCURRENCY = 2

/** Milliseconds to the end of each answer. */
async function times(clients: readonly Client[], path: string, requests: number): Promise<number[]> {
	const found: number[] = []
	await Promise.all(clients.map(async (client) => {
		for (let i = 0; i < requests / clients.length; i++) {
			const start = performance.now()
			const { statusCode, body } = await client.request({ method: 'GET', path, headers: BROWSER_HEADERS })
			await body.dump({ limit: Infinity })
			if (statusCode !== 200) {
				throw new Error(`${path}: ${statusCode}`)
			}
			found.push(performance.now() - start)
		}
	}))
	return found
}

/** How much longer an answer takes on each way than directly. */
export async function measureLatency(subjects: Record<Candidate, Subject>, { rounds, requests }: Extent): Promise<Report> {
	const clients = clientsOf(subjects, CONCURRENCY)
	const report: Report = { tables: [], aims: [] }
	for (const { name, path } of EXCHANGES) {
		await interleaved(1, (candidate) => times(clients[candidate], path, requests))
		// Turns are short and many, so that a moment in which the machine is busy falls on all alike.
		const found = await interleaved(rounds * 10, (candidate) => times(clients[candidate], path, requests / 5))
		const p = (candidate: Candidate, share: number) => percentile(found[candidate].flat(), share)
		const added = (candidate: Candidate, share: number) => p(candidate, share) - p('direct', share)

		report.tables.push({
			title: `Latency: ${name}, ${CONCURRENCY} at a time`,
			columns: ['', 'p50 ms', 'p99 ms', 'added p50', 'added p99'],
			rows: CANDIDATES.map((candidate) => [
				NAMES[candidate],
				...[p(candidate, 0.5), p(candidate, 0.99), added(candidate, 0.5), added(candidate, 0.99)].map((time) => time.toFixed(2)),
			]),
		})
		const limit = 1.5 * p('fastify', 0.99)
		report.aims.push(
			below(`${name}: added latency p50`, added('gateway', 0.5), 1, 'ms'),
			{
				what: `${name}: latency p99`,
				aim: `≤ 1.5 × @fastify/http-proxy's = ${limit.toFixed(2)} ms`,
				found: `${p('gateway', 0.99).toFixed(2)} ms`,
				met: p('gateway', 0.99) <= limit,
			},
		)
	}
	await closeAll(clients)
	return report
}

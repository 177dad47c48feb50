// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Client } from 'undici'
import type { Extent } from '../extent.ts'
import type { Report } from '../report.ts'
import type { Subject } from '../subject.ts'
import type { Candidate } from './candidates.ts'

import { below } from '../report.ts'
import { median, percentile, spread } from '../statistics.ts'
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
		const found = await interleaved(rounds * 2, async (candidate) => {
			const round = await times(clients[candidate], path, requests)
			return { p50: median(round), p99: percentile(round, 0.99) }
		})
		const p = (candidate: Candidate, key: 'p50' | 'p99') => median(found[candidate].map((round) => round[key]))
		const added = (candidate: Candidate, key: 'p50' | 'p99') => p(candidate, key) - p('direct', key)

		report.tables.push({
			title: `Latency: ${name}, ${CONCURRENCY} at a time`,
			columns: ['', 'p50 ms', 'spread', 'p99 ms', 'spread', 'added p50', 'added p99'],
			rows: CANDIDATES.map((candidate) => [
				NAMES[candidate],
				...(['p50', 'p99'] as const).flatMap((key) => [p(candidate, key).toFixed(2), `± ${(spread(found[candidate].map((round) => round[key])) * 100).toFixed(0)} %`]),
				added(candidate, 'p50').toFixed(2),
				added(candidate, 'p99').toFixed(2),
			]),
		})
		const limit = 1.5 * added('fastify', 'p99')
		report.aims.push(
			below(`${name}: added latency p50`, added('gateway', 'p50'), 1, 'ms'),
			{
				what: `${name}: added latency p99`,
				aim: `≤ 1.5 × @fastify/http-proxy's = ${limit.toFixed(2)} ms`,
				found: `${added('gateway', 'p99').toFixed(2)} ms`,
				met: added('gateway', 'p99') <= limit,
			},
		)
	}
	await closeAll(clients)
	return report
}

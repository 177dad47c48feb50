// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Client } from 'undici'
import type { Extent } from '../extent.ts'
import type { Report } from '../report.ts'
import type { Subject } from '../subject.ts'
import type { Candidate } from './candidates.ts'

import { atLeast } from '../report.ts'
import { median, spread } from '../statistics.ts'
import { CANDIDATES, clientsOf, closeAll, interleaved, NAMES } from './candidates.ts'
import { BROWSER_HEADERS, EXCHANGES } from './exchanges.ts'

const CONCURRENCY = 16

/** One exchange, its answer read and thrown away at as little cost as possible. */
function exchange(client: Client, path: string): Promise<void> {
	return new Promise((resolve, reject) => {
		client.dispatch({ method: 'GET', path, headers: BROWSER_HEADERS }, {
			onRequestStart() {},
			onResponseStart(controller, status) {
				if (status !== 200) {
					controller.abort(new Error(`${path}: ${status}`))
				}
			},
			onResponseData() {},
			onResponseEnd: () => resolve(),
			onResponseError: (_controller, error) => reject(error),
		})
	})
}

interface Load {
	/** Answered in a second. */
	requests: number
	/** Microseconds of the subject's processor time for each of them. */
	processor: number
}

async function load(subject: Subject, clients: readonly Client[], path: string, seconds: number): Promise<Load> {
	await subject.usage()
	const start = performance.now()
	let answered = 0
	await Promise.all(clients.map(async (client) => {
		while (performance.now() < start + seconds * 1000) {
			await exchange(client, path)
			answered++
		}
	}))
	const time = performance.now() - start
	const { processor } = await subject.usage()
	return { requests: answered / time * 1000, processor: processor * 1000 / answered }
}

/** How many requests a second each candidate passes when there are always some waiting. */
export async function measureThroughput(subjects: Record<Candidate, Subject>, { rounds, seconds }: Extent): Promise<Report> {
	const clients = clientsOf(subjects, CONCURRENCY)
	const report: Report = { tables: [], aims: [] }
	for (const { name, path } of EXCHANGES) {
		const turn = (duration: number) => (candidate: Candidate) => load(subjects[candidate], clients[candidate], path, duration)
		await interleaved(1, turn(Math.min(seconds, 1)))
		const found = await interleaved(rounds, turn(seconds))
		// Of each round on its own, since the machine is faster in some rounds than in others.
		const ratio = (to: Candidate) => median(found.gateway.map(({ requests }, round) => requests / found[to][round]!.requests))

		report.tables.push({
			title: `Throughput: ${name}, ${CONCURRENCY} at a time`,
			columns: ['', 'requests/s', 'spread', 'gateway ÷ this', 'own processor time'],
			rows: CANDIDATES.map((candidate) => [
				NAMES[candidate],
				median(found[candidate].map(({ requests }) => requests)).toFixed(0),
				`± ${(spread(found[candidate].map(({ requests }) => requests)) * 100).toFixed(0)} %`,
				ratio(candidate).toFixed(2),
				`${median(found[candidate].map(({ processor }) => processor)).toFixed(0)} µs`,
			]),
		})
		report.aims.push(
			atLeast(`${name}: throughput ÷ @fastify/http-proxy`, ratio('fastify'), 0.9),
			atLeast(`${name}: throughput ÷ http-proxy-3`, ratio('http-proxy-3'), 1),
		)
	}
	await closeAll(clients)
	return report
}

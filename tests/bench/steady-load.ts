// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Pool } from 'undici'
import type { Subject } from './subject.ts'

import { setTimeout as wait } from 'node:timers/promises'
import { median, percentile } from './statistics.ts'

/** Requests in a second, by the clock and not by the answers: a slow answer does not make the load smaller. */
export const RATE = 100

export interface Exchange {
	method: 'GET' | 'PUT' | 'POST' | 'DELETE'
	path: string
	/** Sent as JSON. */
	body?: unknown
}

/** Milliseconds to the end of an answer. */
export async function ask(pool: Pool, { method, path, body: sent }: Exchange, user: string): Promise<number> {
	const start = performance.now()
	const { statusCode, body } = await pool.request({
		method,
		path,
		headers: {
			cookie: `oc_sessionPassphrase=${user}`,
			accept: 'application/json',
			'sec-fetch-site': 'same-origin',
			requesttoken: 'a',
			...sent !== undefined && { 'content-type': 'application/json' },
		},
		...sent !== undefined && { body: JSON.stringify(sent) },
	})
	const text = await body.text()
	if (statusCode !== 200) {
		throw new Error(`${method} ${path} answered ${statusCode}: ${text}`)
	}
	return performance.now() - start
}

/** The times of an exchange at the fixed rate, by turns of the users. */
export async function load(pool: Pool, exchange: Exchange, { count, users }: { count: number, users: readonly string[] }): Promise<number[]> {
	const start = performance.now()
	const answers: Promise<number>[] = []
	for (let i = 0; i < count; i++) {
		await wait(Math.max(0, start + i * 1000 / RATE - performance.now()))
		answers.push(ask(pool, exchange, users[i % users.length]!))
	}
	return Promise.all(answers)
}

/** What a load came to: `requests` are those to the upstream for each exchange; `cells` a row of a table. */
export interface Load {
	times: number[]
	requests: number
	cells: string[]
}

export async function row(name: string, pool: Pool, upstream: Subject, exchange: Exchange, extent: { count: number, users: readonly string[] }): Promise<Load> {
	await upstream.requests()
	const times = await load(pool, exchange, extent)
	const requests = await upstream.requests() / extent.count
	return { times, requests, cells: [name, median(times).toFixed(2), percentile(times, 0.99).toFixed(2), requests.toFixed(2)] }
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from '../extent.ts'
import type { Report, Table } from '../report.ts'
import type { Subject } from '../subject.ts'

import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from 'undici'
import { below } from '../report.ts'
import { median, percentile } from '../statistics.ts'
import { startSubject } from '../subject.ts'

/** Requests in a second, by the clock and not by the answers: a slow answer does not make the load smaller. */
const RATE = 100

/** So many that each stays below what the API lets one user ask for in a minute. */
const USERS = 40

interface Exchange {
	method: 'GET' | 'PUT' | 'DELETE'
	path: string
}

const API = '/apps/integration_nepenthes/api'
const LIST: Exchange = { method: 'GET', path: `${API}/files/5503/work-packages` }
const SEARCH: Exchange = { method: 'GET', path: `${API}/work-packages?query=pitcher&linkable=true` }
const LINK: Exchange = { method: 'PUT', path: `${API}/files/5503/work-packages/1001` }
const UNLINK: Exchange = { method: 'DELETE', path: `${API}/files/5503/work-packages/1001` }
/** The same twenty work packages, without the sidecar. */
const DIRECT: Exchange = { method: 'GET', path: '/api/v3/work_packages' }

/** Milliseconds to the end of an answer. */
async function ask(pool: Pool, { method, path }: Exchange, user: string): Promise<number> {
	const start = performance.now()
	const { statusCode, body } = await pool.request({ method, path, headers: { cookie: `oc_sessionPassphrase=${user}`, 'sec-fetch-site': 'same-origin', requesttoken: 'a' } })
	const text = await body.text()
	if (statusCode !== 200) {
		throw new Error(`${method} ${path} answered ${statusCode}: ${text}`)
	}
	return performance.now() - start
}

/** The times of an exchange at the fixed rate, by turns of all users. */
async function load(pool: Pool, exchange: Exchange, count: number): Promise<number[]> {
	const start = performance.now()
	const answers: Promise<number>[] = []
	for (let i = 0; i < count; i++) {
		await wait(Math.max(0, start + i * 1000 / RATE - performance.now()))
		answers.push(ask(pool, exchange, `user${i % USERS}`))
	}
	return Promise.all(answers)
}

async function row(name: string, pool: Pool, upstream: Subject, exchange: Exchange, count: number): Promise<{ times: number[], requests: number, cells: string[] }> {
	await upstream.requests()
	const times = await load(pool, exchange, count)
	const requests = await upstream.requests() / count
	return { times, requests, cells: [name, median(times).toFixed(2), percentile(times, 0.99).toFixed(2), requests.toFixed(2)] }
}

/** What the work packages of a file cost, once session, token, types and statuses are remembered. */
export async function measureWorkPackages({ requests }: Extent): Promise<Report> {
	const upstream = await startSubject('upstream')
	const gateway = await startSubject('gateway', upstream.origin)
	const through = new Pool(gateway.origin, { connections: 20 })
	const around = new Pool(upstream.origin, { connections: 20 })
	try {
		for (let i = 0; i < USERS; i++) {
			await ask(through, LIST, `user${i}`)
			// Once with and once without a body to send, which are two questions to Nextcloud.
			await ask(through, UNLINK, `user${i}`)
		}
		await load(through, LIST, requests)

		const direct = await row('the same answer of Nepenthes, without the sidecar', around, upstream, DIRECT, requests)
		const list = await row('GET files/{id}/work-packages, 20 links', through, upstream, LIST, requests)
		const search = await row('GET work-packages?query=pitcher, 20 hits', through, upstream, SEARCH, requests)
		// A removal forgets the link's id, the linking in between remembers it.
		const unlinkUnknown = await row('DELETE …, id of the link not remembered', through, upstream, UNLINK, requests)
		const known: number[] = []
		await upstream.requests()
		for (let i = 0; i < USERS; i++) {
			await ask(through, LINK, `user${i}`)
			await upstream.requests()
			await ask(through, UNLINK, `user${i}`)
			known.push(await upstream.requests())
		}

		const base = median(direct.times)
		const tables: Table[] = [{
			title: `Work packages of a file: ${RATE} requests a second, ${USERS} users`,
			note: 'Types, statuses, sessions and tokens are remembered. "requests" counts those to Nepenthes and Nextcloud together.',
			columns: ['', 'p50 ms', 'p99 ms', 'requests'],
			rows: [direct.cells, list.cells, search.cells, unlinkUnknown.cells, ['DELETE …, id of the link remembered', '', '', String(Math.max(...known))]],
		}]
		const exactly = (what: string, found: number, aim: number) => ({ what, aim: String(aim), found: found.toFixed(2), met: found === aim })
		return {
			tables,
			aims: [
				below('list: own time p50', median(list.times) - base, 3, 'ms'),
				below('list: own time p99', percentile(list.times, 0.99) - base, 10, 'ms'),
				exactly('list: requests', list.requests, 1),
				exactly('search: requests', search.requests, 1),
				exactly('unlink, id remembered: requests', Math.max(...known), 1),
				// The third is Nextcloud's: what the file is called.
				exactly('unlink, id not remembered: requests', unlinkUnknown.requests, 3),
			],
		}
	} finally {
		await Promise.all([through.close(), around.close()])
		await Promise.all([gateway.stop(), upstream.stop()])
	}
}

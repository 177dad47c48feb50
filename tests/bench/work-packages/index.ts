// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from '../extent.ts'
import type { Report, Table } from '../report.ts'
import type { Exchange } from '../steady-load.ts'

import { Pool } from 'undici'
import { below } from '../report.ts'
import { median, percentile } from '../statistics.ts'
import { ask, load, RATE, row } from '../steady-load.ts'
import { startSubject } from '../subject.ts'

/** So many that each stays below what the API lets one user ask for in a minute. */
const USERS = Array.from({ length: 40 }, (_, i) => `user${i}`)

const API = '/apps/integration_nepenthes/api'
const LIST: Exchange = { method: 'GET', path: `${API}/files/5503/work-packages` }
const SEARCH: Exchange = { method: 'GET', path: `${API}/work-packages?query=pitcher&linkable=true` }
const LINK: Exchange = { method: 'PUT', path: `${API}/files/5503/work-packages/1001` }
const UNLINK: Exchange = { method: 'DELETE', path: `${API}/files/5503/work-packages/1001` }
/** The same twenty work packages, without the sidecar. */
const DIRECT: Exchange = { method: 'GET', path: '/api/v3/work_packages' }

/** What the work packages of a file cost, once session, token, types and statuses are remembered. */
export async function measureWorkPackages({ requests }: Extent): Promise<Report> {
	const upstream = await startSubject('upstream')
	const gateway = await startSubject('gateway', upstream.origin)
	const through = new Pool(gateway.origin, { connections: 20 })
	const around = new Pool(upstream.origin, { connections: 20 })
	try {
		for (const user of USERS) {
			await ask(through, LIST, user)
			// Once with and once without a body to send, which are two questions to Nextcloud.
			await ask(through, UNLINK, user)
		}
		const extent = { count: requests, users: USERS }
		await load(through, LIST, extent)

		const direct = await row('the same answer of Nepenthes, without the sidecar', around, upstream, DIRECT, extent)
		const list = await row('GET files/{id}/work-packages, 20 links', through, upstream, LIST, extent)
		const search = await row('GET work-packages?query=pitcher, 20 hits', through, upstream, SEARCH, extent)
		// A removal forgets the link's id, the linking in between remembers it.
		const unlinkUnknown = await row('DELETE …, id of the link not remembered', through, upstream, UNLINK, extent)
		const known: number[] = []
		await upstream.requests()
		for (const user of USERS) {
			await ask(through, LINK, user)
			await upstream.requests()
			await ask(through, UNLINK, user)
			known.push(await upstream.requests())
		}

		const base = median(direct.times)
		const tables: Table[] = [{
			title: `Work packages of a file: ${RATE} requests a second, ${USERS.length} users`,
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

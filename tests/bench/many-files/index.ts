// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from '../extent.ts'
import type { Report } from '../report.ts'
import type { Subject } from '../subject.ts'

import { Pool } from 'undici'
import { median } from '../statistics.ts'
import { startSubject } from '../subject.ts'

const FILES = 1000

/** Files in a call of the page, and calls that it has under way. */
const CALL = { size: 100, underWay: 2 }

/** What the sidecar allows one user at Nepenthes at a time. */
const CONCURRENCY = 5

/** Files in a request to Nepenthes. */
const REQUEST = 20

const fileIds = Array.from({ length: FILES }, (_, i) => String(10_000 + i))

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}

/** Does all of it, so many at a time. */
async function inTurns<Item>(items: readonly Item[], underWay: number, work: (item: Item) => Promise<void>): Promise<void> {
	const left = items.values()
	await Promise.all(Array.from({ length: underWay }, async () => {
		for (const item of left) {
			await work(item)
		}
	}))
}

async function send(pool: Pool, path: string, headers: Record<string, string>, body: object): Promise<void> {
	const answer = await pool.request({ method: 'POST', path, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) })
	const text = await answer.body.text()
	if (answer.statusCode > 299 || text.includes('"failed"')) {
		throw new Error(`${path} answered ${answer.statusCode}: ${text.slice(0, 300)}`)
	}
}

/** The links of some files as Nepenthes takes them. */
function elementsOf(ids: readonly string[]) {
	return {
		_type: 'Collection',
		_embedded: { elements: ids.map((id) => ({ originData: { id, name: `plan-${id}.pdf`, mimeType: 'application/pdf', size: 16042, lastModifiedAt: '2021-12-20T14:00:13.000Z', createdByName: '', lastModifiedByName: '' }, _links: { storage: { href: '/api/v3/storages/42' } } })) },
	}
}

const LINKS = '/api/v3/work_packages/1002/file_links'

/** What each candidate does with all the files. */
const CANDIDATES = {
	'through the sidecar, as the page does it': (through: Pool) => inTurns(chunksOf(fileIds, CALL.size), CALL.underWay, (ids) => send(
		through,
		'/apps/integration_nepenthes/api/work-packages/1002/file-links',
		{ cookie: 'oc_sessionPassphrase=user', 'sec-fetch-site': 'same-origin', requesttoken: 'a' },
		{ fileIds: ids },
	)),
	'a bare loop, the same requests': (_through: Pool, around: Pool) => inTurns(chunksOf(fileIds, REQUEST), CONCURRENCY, (ids) => send(around, LINKS, {}, elementsOf(ids))),
	'a bare loop, one request a file': (_through: Pool, around: Pool) => inTurns(fileIds, CONCURRENCY, (id) => send(around, LINKS, {}, elementsOf([id]))),
}

interface Run {
	milliseconds: number
	requests: number
}

async function run(upstream: Subject, candidate: () => Promise<void>): Promise<Run> {
	await upstream.requests()
	const start = performance.now()
	await candidate()
	return { milliseconds: performance.now() - start, requests: await upstream.requests() }
}

/** What linking a thousand files costs beyond what Nepenthes itself takes. */
export async function measureManyFiles({ rounds }: Extent): Promise<Report> {
	const upstream = await startSubject('upstream')
	const gateway = await startSubject('gateway', upstream.origin)
	const through = new Pool(gateway.origin, { connections: CALL.underWay })
	const around = new Pool(upstream.origin, { connections: CONCURRENCY })
	const runs = new Map<string, Run[]>(Object.keys(CANDIDATES).map((name) => [name, []]))
	try {
		// Everybody's first request opens connections, and the sidecar's asks who is there.
		await CANDIDATES['through the sidecar, as the page does it'](through)
		for (let round = 0; round < rounds; round++) {
			for (const [name, candidate] of Object.entries(CANDIDATES)) {
				runs.get(name)!.push(await run(upstream, () => candidate(through, around)))
			}
		}
		const timeOf = (name: keyof typeof CANDIDATES) => median(runs.get(name)!.map(({ milliseconds }) => milliseconds))
		const bare = timeOf('a bare loop, the same requests')
		const ratio = timeOf('through the sidecar, as the page does it') / bare
		const requests = Math.max(...runs.get('through the sidecar, as the page does it')!.map((one) => one.requests))
		return {
			tables: [{
				title: `${FILES} files linked to one work package`,
				note: 'Nepenthes takes 20 ms for each request that makes links, Nextcloud 10 ms to name files. "requests" counts both.',
				columns: ['', 'ms', 'of the bare loop', 'requests'],
				rows: [...runs].map(([name, all]) => {
					const time = median(all.map(({ milliseconds }) => milliseconds))
					return [name, time.toFixed(0), (time / bare).toFixed(2), String(Math.max(...all.map((one) => one.requests)))]
				}),
			}],
			aims: [
				{ what: 'many files: wall time beside the bare loop', aim: '≤ 1.30', found: ratio.toFixed(2), met: ratio <= 1.3 },
				// Fifty to Nepenthes, and one to Nextcloud for each call.
				{ what: 'many files: requests', aim: `≤ ${FILES / REQUEST + FILES / CALL.size}`, found: String(requests), met: requests <= FILES / REQUEST + FILES / CALL.size },
			],
		}
	} finally {
		await Promise.all([through.close(), around.close()])
		await Promise.all([gateway.stop(), upstream.stop()])
	}
}

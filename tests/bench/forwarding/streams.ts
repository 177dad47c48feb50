// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from '../extent.ts'
import type { Report } from '../report.ts'
import type { Subject } from '../subject.ts'
import type { Candidate } from './candidates.ts'

import { Readable } from 'node:stream'
import { Client } from 'undici'
import { atLeast, below } from '../report.ts'
import { median, spread } from '../statistics.ts'
import { CANDIDATES, interleaved, NAMES } from './candidates.ts'
import { BROWSER_HEADERS } from './exchanges.ts'

const WARM_UP_SIZE = 2 ** 26
const MB = 1e6
const PATH = '/remote.php/dav/files/alice/film.mp4'
const block = Buffer.alloc(64 * 1024, 'n')

const DIRECTIONS = [
	{ name: 'down', transfer: download },
	{ name: 'up', transfer: upload },
] as const

/** @return bytes that came */
async function download(client: Client, size: number): Promise<number> {
	const { body } = await client.request({ method: 'GET', path: `${PATH}?size=${size}`, headers: BROWSER_HEADERS })
	let came = 0
	body.on('data', (chunk: Buffer) => {
		came += chunk.length
	})
	await new Promise((resolve, reject) => body.on('end', resolve).on('error', reject))
	return came
}

function* blocks(size: number): Generator<Buffer> {
	for (let left = size; left > 0; left -= block.length) {
		yield block
	}
}

/** @return bytes that arrived there */
async function upload(client: Client, size: number): Promise<number> {
	const { body } = await client.request({
		method: 'PUT',
		path: PATH,
		headers: { ...BROWSER_HEADERS, 'content-length': String(size), 'content-type': 'video/mp4' },
		body: Readable.from(blocks(size), { objectMode: false, highWaterMark: block.length }),
	})
	return (await body.json() as { size: number }).size
}

/** How fast a large file streams, and how much of it a proxy keeps in memory on the way. */
export async function measureStreams(subjects: Record<Candidate, Subject>, { streams, streamSize }: Extent): Promise<Report> {
	const report: Report = { tables: [], aims: [] }
	for (const { name, transfer } of DIRECTIONS) {
		const turn = (size: number) => async (candidate: Candidate) => {
			const client = new Client(subjects[candidate].origin, { headersTimeout: 60_000, bodyTimeout: 60_000 })
			await subjects[candidate].usage()
			const start = performance.now()
			const bytes = await transfer(client, size)
			const seconds = (performance.now() - start) / 1000
			if (bytes !== size) {
				throw new Error(`${NAMES[candidate]}: ${bytes} of ${size} bytes arrived.`)
			}
			const { processor, growth } = await subjects[candidate].usage()
			await client.close()
			return { speed: size / 1e9 / seconds, processor, growth: growth / MB }
		}
		await interleaved(1, turn(WARM_UP_SIZE))
		const found = await interleaved(streams, turn(streamSize))
		const title = `${streamSize / 2 ** 20} MiB ${name}`
		const growth = (candidate: Candidate) => Math.max(...found[candidate].map((round) => round.growth))
		const speeds = (candidate: Candidate) => found[candidate].map(({ speed }) => speed)
		report.tables.push({
			title: `Stream: ${title}`,
			columns: ['', 'GB/s', 'spread', 'own processor time', 'memory growth, at most'],
			rows: CANDIDATES.map((candidate) => [
				NAMES[candidate],
				median(speeds(candidate)).toFixed(2),
				`± ${(spread(speeds(candidate)) * 100).toFixed(0)} %`,
				`${median(found[candidate].map(({ processor }) => processor)).toFixed(0)} ms`,
				`${growth(candidate).toFixed(0)} MB`,
			]),
		})
		const ratio = (to: Candidate) => median(speeds('gateway').map((speed, round) => speed / speeds(to)[round]!))
		report.aims.push(
			atLeast(`${title}: throughput ÷ @fastify/http-proxy`, ratio('fastify'), 0.9),
			atLeast(`${title}: throughput ÷ http-proxy-3`, ratio('http-proxy-3'), 1),
			below(`${title}: memory growth`, growth('gateway'), 60, 'MB'),
		)
	}
	return report
}

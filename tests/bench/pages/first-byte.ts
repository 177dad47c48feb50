// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Report } from '../report.ts'

import { Client } from 'undici'
import { below } from '../report.ts'
import { median } from '../statistics.ts'
import { startSubject } from '../subject.ts'

/** Milliseconds that Nextcloud takes for the body of the page after its head. */
const WAIT = 200

const TIMES = 10

interface Load {
	firstByte: number
	end: number
}

/** Milliseconds to the first byte of the page and to its last. */
async function load(client: Client, encoding: string): Promise<Load> {
	const start = performance.now()
	let firstByte: number | undefined
	const { statusCode, body } = await client.request({
		method: 'GET',
		path: `/apps/files/?wait=${WAIT}`,
		headers: { 'sec-fetch-mode': 'navigate', accept: 'text/html', 'accept-encoding': encoding },
	})
	body.on('data', () => {
		firstByte ??= performance.now() - start
	})
	await new Promise((resolve, reject) => body.on('end', resolve).on('error', reject))
	if (statusCode !== 200 || firstByte === undefined) {
		throw new Error(`The page was answered with ${statusCode}.`)
	}
	return { firstByte, end: performance.now() - start }
}

/** Whether the browser sees the head of a page while Nextcloud still makes its body. */
export async function measureFirstByte(): Promise<Report> {
	const upstream = await startSubject('upstream')
	const gateway = await startSubject('gateway', upstream.origin)
	const ways = [
		{ name: 'upstream directly', client: new Client(upstream.origin), encoding: 'identity' },
		{ name: 'gateway, plain', client: new Client(gateway.origin), encoding: 'identity' },
		{ name: 'gateway, gzip', client: new Client(gateway.origin), encoding: 'gzip' },
	]
	try {
		const rows: string[][] = []
		let latest = 0
		for (const { name, client, encoding } of ways) {
			await load(client, encoding)
			const loads: Load[] = []
			for (let i = 0; i < TIMES; i++) {
				loads.push(await load(client, encoding))
			}
			const firstByte = median(loads.map((one) => one.firstByte))
			latest = Math.max(latest, firstByte)
			rows.push([name, firstByte.toFixed(1), median(loads.map(({ end }) => end)).toFixed(1)])
		}
		return {
			tables: [{ title: `Pages: 35 kB, ${WAIT} ms between head and body`, columns: ['', 'first byte ms', 'last byte ms'], rows }],
			aims: [below('first byte of a page, p50', latest, WAIT / 10, 'ms')],
		}
	} finally {
		await Promise.all(ways.map(({ client }) => client.close()))
		await Promise.all([gateway.stop(), upstream.stop()])
	}
}

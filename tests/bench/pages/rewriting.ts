// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from '../extent.ts'
import type { Report } from '../report.ts'

import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { pageForwarding } from '../../../sidecar/gateway/pages.ts'
import { below } from '../report.ts'
import { median, percentile } from '../statistics.ts'
import { nextcloudPage, pageHeaders } from './nextcloud-page.ts'

const SIZES = [17_000, 35_000, 80_000]
const ENCODINGS = ['identity', 'gzip']

/** Bytes that a socket gives at a time when PHP writes a page through a web server. */
const CHUNK = 8 * 1024

const SCRIPT = 'assets/files-Bx3k9QaZ.js'

function* chunks(page: Buffer): Generator<Buffer> {
	for (let at = 0; at < page.length; at += CHUNK) {
		yield page.subarray(at, at + CHUNK)
	}
}

/** The streams through which the gateway sends a page to a browser that takes this encoding. */
function stagesFor(encoding: string) {
	const request = new IncomingMessage(new Socket())
	request.method = 'GET'
	request.headers = { 'sec-fetch-mode': 'navigate', 'accept-encoding': encoding }
	const forwarding = pageForwarding(request, '/apps/files/', {
		webroot: '',
		scriptFor: () => SCRIPT,
		nepenthesUrl: () => 'https://nepenthes.example',
		users: { of: async () => ({ id: 'alice', navigationLink: true, pickerUsedAt: 1 }), navigationLinkByDefault: () => false, forget: () => {} },
		config: () => ({ version: '0.1.0', nepenthesUrl: 'https://nepenthes.example' }),
		onUnknownShape: (reason) => {
			throw new Error(reason)
		},
	})
	const rewriting = forwarding?.rewrite?.({ status: 200, headers: Object.entries(pageHeaders).flat() })
	if (!rewriting) {
		throw new Error('The page of the benchmark is not rewritten.')
	}
	return rewriting.stages
}

async function rewrite(page: Buffer, encoding: string): Promise<Buffer> {
	let stream: Readable = Readable.from(chunks(page))
	for (const stage of stagesFor(encoding)) {
		stream = stream.pipe(stage)
	}
	return await buffer(stream)
}

/** How long a page is worked on from its first byte to its last, when none has to be waited for. */
export async function measureRewriting({ pages }: Extent): Promise<Report> {
	const rows: string[][] = []
	const aims: Report['aims'] = []
	for (const size of SIZES) {
		for (const encoding of ENCODINGS) {
			const page = nextcloudPage(size)
			const times: number[] = []
			// The first are slower, while Node learns.
			for (let i = -pages; i < pages; i++) {
				const start = performance.now()
				const rewritten = await rewrite(page, encoding)
				const time = performance.now() - start
				if (i >= 0) {
					times.push(time)
				} else if (!(encoding === 'gzip' ? gunzipSync(rewritten) : rewritten).includes(SCRIPT)) {
					throw new Error('The script is not on the page.')
				}
			}
			const name = `${size / 1000} kB, ${encoding === 'gzip' ? 'compressed too' : 'plain'}`
			aims.push(below(`rewriting ${name}: p50`, median(times), 5, 'ms'))
			rows.push([name, median(times).toFixed(2), percentile(times, 0.99).toFixed(2)])
		}
	}
	return {
		tables: [{ title: `Pages: rewriting, in chunks of ${CHUNK / 1024} KiB`, columns: ['', 'p50 ms', 'p99 ms'], rows }],
		aims,
	}
}

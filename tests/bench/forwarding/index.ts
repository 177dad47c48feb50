// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Extent } from '../extent.ts'
import type { Report } from '../report.ts'

import { combined } from '../report.ts'
import { startSubject } from '../subject.ts'
import { startCandidates } from './candidates.ts'
import { measureLatency } from './latency.ts'
import { measureStreams } from './streams.ts'
import { measureThroughput } from './throughput.ts'

/** What the gateway costs a request that it passes on, beside other proxies and none. */
export async function measureForwarding(extent: Extent): Promise<Report> {
	const upstream = await startSubject('upstream')
	const subjects = await startCandidates(upstream)
	try {
		return combined([
			await measureThroughput(subjects, extent),
			await measureLatency(subjects, extent),
			await measureStreams(subjects, extent),
		])
	} finally {
		await Promise.all(Object.values(subjects).map((subject) => subject.stop()))
	}
}

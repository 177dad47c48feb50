// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { parseArgs } from 'node:util'
import { measureEverywhere } from './everywhere/index.ts'
import { FULL, QUICK } from './extent.ts'
import { measureForwarding } from './forwarding/index.ts'
import { measureManyFiles } from './many-files/index.ts'
import { measureMe } from './me.ts'
import { measureFirstByte } from './pages/first-byte.ts'
import { measureRewriting } from './pages/rewriting.ts'
import { combined, printAims, printTable } from './report.ts'
import { measureWorkPackages } from './work-packages/index.ts'

const { values: { quick, only } } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } })
const extent = quick ? QUICK : FULL

const BENCHMARKS = {
	pages: async () => combined([await measureRewriting(extent), await measureFirstByte()]),
	me: () => measureMe(extent),
	'work-packages': () => measureWorkPackages(extent),
	'many-files': () => measureManyFiles(extent),
	everywhere: () => measureEverywhere(extent),
	forwarding: () => measureForwarding(extent),
}

if (only !== undefined && !Object.hasOwn(BENCHMARKS, only)) {
	console.error(`--only ${only}: it must be one of ${Object.keys(BENCHMARKS).join(', ')}.`)
	process.exit(1)
}

const start = performance.now()
const reports = []
for (const [name, measure] of Object.entries(BENCHMARKS)) {
	if (only === undefined || only === name) {
		const report = await measure()
		report.tables.forEach(printTable)
		reports.push(report)
	}
}
printAims(combined(reports))
console.log(`\nTook ${((performance.now() - start) / 1000).toFixed(0)} s. Node ${process.version}.`)

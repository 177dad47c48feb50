// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Reporter, TestModule } from 'vitest/node'

/** Closes the run with one plain line: the sum over all suites. A module that could not be loaded counts as failed. */
export default class CountReporter implements Reporter {
	onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
		let passed = 0
		let failed = errors.length
		for (const module of modules) {
			if (module.errors().length > 0) {
				failed += 1
			}
			for (const test of module.children.allTests()) {
				const { state } = test.result()
				passed += state === 'passed' ? 1 : 0
				failed += state === 'failed' ? 1 : 0
			}
		}
		// After the default reporter has written its summary.
		setImmediate(() => process.stdout.write(`\n${passed} passed, ${failed} failed\n`))
	}
}

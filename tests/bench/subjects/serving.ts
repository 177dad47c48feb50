// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Memory, Question } from '../subject.ts'

/** Milliseconds between two looks at the memory. */
const SAMPLE = 20

/**
 * The end of a process under measurement: tells the benchmark where it listens, answers its questions, and leaves with
 * it.
 */
export function serve(server: Server): void {
	let requests = 0
	server.prependListener('request', () => {
		requests++
	})

	let memory: Memory = { atRest: 0, peak: 0 }
	const sample = () => {
		memory.peak = Math.max(memory.peak, process.memoryUsage.rss())
	}
	setInterval(sample, SAMPLE).unref()

	process.on('message', ({ ask }: Question) => {
		sample()
		if (ask === 'memory') {
			process.send!(memory)
			const atRest = process.memoryUsage.rss()
			memory = { atRest, peak: atRest }
		} else {
			process.send!(requests)
			requests = 0
		}
	})
	process.on('disconnect', () => process.exit())
	process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

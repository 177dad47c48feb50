// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Question, Usage } from '../subject.ts'

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

	let atRest = process.memoryUsage.rss()
	let peak = atRest
	let processor = process.cpuUsage()
	const sample = () => {
		peak = Math.max(peak, process.memoryUsage.rss())
	}
	setInterval(sample, SAMPLE).unref()

	const usage = (): Usage => {
		sample()
		const { user, system } = process.cpuUsage(processor)
		const used = { processor: (user + system) / 1000, growth: peak - atRest }
		atRest = process.memoryUsage.rss()
		peak = atRest
		processor = process.cpuUsage()
		return used
	}
	const counted = (): number => {
		const count = requests
		requests = 0
		return count
	}
	process.on('message', ({ ask }: Question) => {
		process.send!(ask === 'usage' ? usage() : counted())
	})
	process.on('disconnect', () => process.exit())
	process.send!(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

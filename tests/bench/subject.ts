// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ChildProcess } from 'node:child_process'

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a process under measurement is asked, each with an answer of the same kind. */
export type Question
	/** How much memory it held at rest, before, and at most since this was asked last. */
	= | { ask: 'memory' }
		/** How many requests it took since this was asked last. */
		| { ask: 'requests' }

export interface Memory {
	/** Bytes, resident. */
	atRest: number
	peak: number
}

/** A server in a process of its own, so that what it costs is its own. */
export interface Subject {
	/** `http://127.0.0.1:40123` */
	origin: string
	memory(): Promise<Memory>
	requests(): Promise<number>
	stop(): Promise<void>
}

/** Milliseconds that a process has to start. */
const START_TIMEOUT = 20_000

async function answerOf<T>(child: ChildProcess, signal: AbortSignal): Promise<T> {
	const [answer] = await Promise.race([
		once(child, 'message', { signal }),
		once(child, 'exit', { signal }).then(([code]) => {
			throw new Error(`A process of the benchmark ended with ${code}.`)
		}),
	])
	return answer as T
}

/**
 * Starts a file of `subjects/` that calls `serve` of `serving.ts`.
 *
 * @param file its name, without `.ts`
 * @param upstream handed to it as its argument
 */
export async function startSubject(file: string, upstream?: string): Promise<Subject> {
	const child = fork(fileURLToPath(new URL(`./subjects/${file}.ts`, import.meta.url)), upstream === undefined ? [] : [upstream])
	const ask = async <T>(question: Question): Promise<T> => {
		const answer = answerOf<T>(child, AbortSignal.timeout(START_TIMEOUT))
		child.send(question)
		return await answer
	}
	const origin = await answerOf<string>(child, AbortSignal.timeout(START_TIMEOUT))
	return {
		origin,
		memory: () => ask<Memory>({ ask: 'memory' }),
		requests: () => ask<number>({ ask: 'requests' }),
		async stop() {
			const exit = once(child, 'exit')
			child.disconnect()
			await exit
		},
	}
}

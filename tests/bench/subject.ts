// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ChildProcess } from 'node:child_process'

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** What a process under measurement is asked, each with an answer of the same kind. */
export type Question
	/** What it used since this was asked last. */
	= | { ask: 'usage' }
		/** How many requests it took since this was asked last. */
		| { ask: 'requests' }

export interface Usage {
	/** Milliseconds of processor time: told truly even while other programs keep the machine busy. */
	processor: number
	/** Bytes by which its resident memory grew at most. */
	growth: number
}

/** A server in a process of its own, so that what it costs is its own. */
export interface Subject {
	/** `http://127.0.0.1:40123` */
	origin: string
	usage(): Promise<Usage>
	requests(): Promise<number>
	stop(): Promise<void>
}

/** Milliseconds that a process has to start, or to answer. */
const ANSWER_TIMEOUT = 20_000

/** The next message of a process. */
async function answerOf<T>(child: ChildProcess): Promise<T> {
	const settled = new AbortController()
	const signal = AbortSignal.any([settled.signal, AbortSignal.timeout(ANSWER_TIMEOUT)])
	try {
		const [answer] = await Promise.race([
			once(child, 'message', { signal }),
			once(child, 'exit', { signal }).then(([code]) => {
				throw new Error(`A process of the benchmark ended with ${code}.`)
			}),
		])
		return answer as T
	} finally {
		// Takes the other listener off.
		settled.abort()
	}
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
		const answer = answerOf<T>(child)
		child.send(question)
		return await answer
	}
	const origin = await answerOf<string>(child)
	return {
		origin,
		usage: () => ask<Usage>({ ask: 'usage' }),
		requests: () => ask<number>({ ask: 'requests' }),
		async stop() {
			const exit = once(child, 'exit')
			child.disconnect()
			await exit
		},
	}
}

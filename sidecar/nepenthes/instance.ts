// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { LRUCache } from 'lru-cache'
import Type from 'typebox'
import Value from 'typebox/value'
import { Agent } from 'undici'

/** The API root of an instance that lets anybody look (nepenthes-api 6.3). */
const Root = Type.Object({ _type: Type.Literal('Root'), instanceName: Type.String({ minLength: 1 }) })

/** What an instance answers that wants a login first (nepenthes-api 6.4). */
const ApiError = Type.Object({ _type: Type.Literal('Error'), errorIdentifier: Type.String({ minLength: 1 }) })

const CONNECT_TIMEOUT = 3_000
const ANSWER_TIMEOUT = 10_000
const MAX_ROOT_SIZE = 256 * 1024

/** Milliseconds for which an answer is believed: so short for a bad one that a retry is a retry. */
const REMEMBER = { reachable: 10_000, unreachable: 1_000 }

/** Tells whether a Nepenthes instance answers, at most one question at a time and instance. */
export interface Instances {
	/** Whether the API of the instance at this address speaks to us. Never throws. */
	isReachable(url: string): Promise<boolean>
	close(): Promise<void>
}

export function createInstances({ answerTimeout = ANSWER_TIMEOUT }: { answerTimeout?: number } = {}): Instances {
	const agent = new Agent({
		connect: { timeout: CONNECT_TIMEOUT },
		maxResponseSize: MAX_ROOT_SIZE,
	})

	const ask = async (url: string): Promise<boolean> => {
		try {
			const { origin, pathname } = new URL(`${url}/api/v3`)
			const { statusCode, body } = await agent.request({
				origin,
				path: pathname,
				method: 'GET',
				headers: { Accept: 'application/hal+json, application/json' },
				signal: AbortSignal.timeout(answerTimeout),
			})
			const answer: unknown = await body.json()
			return statusCode === 200
				? Value.Check(Root, answer)
				: statusCode >= 400 && statusCode < 500 && Value.Check(ApiError, answer)
		} catch {
			return false
		}
	}

	const answers = new LRUCache<string, 'reachable' | 'unreachable'>({
		max: 100,
		fetchMethod: async (url, _stale, { options }) => {
			const answer = await ask(url) ? 'reachable' : 'unreachable'
			options.ttl = REMEMBER[answer]
			return answer
		},
	})

	return {
		isReachable: async (url) => await answers.fetch(url) === 'reachable',
		close: () => agent.close(),
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Http } from './http.ts'

import { LRUCache } from 'lru-cache'
import Type from 'typebox'
import Value from 'typebox/value'

/** The API root of an instance that lets anybody look (nepenthes-api 6.3). */
const Root = Type.Object({ _type: Type.Literal('Root'), instanceName: Type.String({ minLength: 1 }) })

/** What an instance answers that wants a login first (nepenthes-api 6.4). */
const ApiError = Type.Object({ _type: Type.Literal('Error'), errorIdentifier: Type.String({ minLength: 1 }) })

/** Milliseconds for which an answer is believed: so short for a bad one that a retry is a retry. */
const REMEMBER = { reachable: 10_000, unreachable: 1_000 }

/** Tells whether a Nepenthes instance answers, at most one question at a time and instance. */
export interface Instances {
	/** Whether the API of the instance at this address speaks to us. Never throws. */
	isReachable(url: string): Promise<boolean>
}

export function createInstances({ http }: { http: Pick<Http, 'send'> }): Instances {
	const ask = async (url: string): Promise<boolean> => {
		try {
			const { status, body } = await http.send({
				method: 'GET',
				url: new URL(`${url}/api/v3`),
				headers: { Accept: 'application/hal+json, application/json' },
			})
			const answer: unknown = JSON.parse(body.toString('utf8'))
			return status === 200
				? Value.Check(Root, answer)
				: status >= 400 && status < 500 && Value.Check(ApiError, answer)
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

	return { isReachable: async (url) => await answers.fetch(url) === 'reachable' }
}

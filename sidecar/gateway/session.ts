// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'
import type { BlockList } from 'node:net'
import type { Dispatcher } from 'undici'
import type { Who } from '../api/caller.ts'

import { LRUCache } from 'lru-cache'
import { createHash } from 'node:crypto'
import Type from 'typebox'
import Value from 'typebox/value'
import { errors } from 'undici'
import { SAFE_METHODS } from '../api/cross-site.ts'
import { ProblemError } from '../api/problems.ts'
import { LOOP_HEADER } from '../nextcloud/loop.ts'
import { forwardedHeaders } from './headers.ts'

/** What Nextcloud said of a request. */
export interface Session {
	who: Who
	/** The language that Nextcloud speaks to them: `de`, `de_DE`; English where it does not say. */
	language: string
	/** Cookies that the answer set, to be handed on to the browser by the one who asked. */
	setCookies: readonly string[]
}

/**
 * Who is asking, in the words of Nextcloud: it judges session, app password and request token; nothing of that is
 * judged here.
 */
export interface Sessions {
	/**
	 * @param request
	 * @param options
	 * @param options.reading whether it only reads although its method is that of a change: then its request token does not matter
	 * @throws {ProblemError} not-signed-in, csrf-failed, untrusted-host, rate-limited, nextcloud-…
	 */
	of(request: IncomingMessage, options?: { reading?: boolean }): Promise<Session>
	/** What tells the login of a request from any other and stays the same while it lasts; null if it has none. */
	loginOf(request: IncomingMessage): string | null
	/** Drops what is remembered of the session that this request belongs to. */
	forget(request: IncomingMessage): void
}

/**
 * Answering these renews them, and the browser would lose its login: a session that has run out is therefore none here,
 * and the page renews it by asking Nextcloud itself (nextcloud-contract 7.4).
 */
const REMEMBER_ME = new Set(['nc_username', 'nc_token', 'nc_session_id'])

/** Milliseconds for which an answer is believed; also how long a session that was ended elsewhere may still count here. */
const REMEMBER = 15_000

/** Milliseconds that Nextcloud has for its answer. */
const ANSWER_TIMEOUT = 10_000

const MAX_SESSIONS = 10_000

const CloudUser = Type.Object({
	ocs: Type.Object({
		data: Type.Object({
			id: Type.String({ minLength: 1 }),
			displayname: Type.String(),
			groups: Type.Array(Type.String()),
			language: Type.Optional(Type.String()),
		}),
	}),
})

interface Question {
	headers: Record<string, string | string[]>
	/** What tells this login from any other and stays the same while it lasts. */
	login: string
	/** Everything that the answer depends on. */
	key: string
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64')

/** The cookies of a request as a list of name and value. */
function cookiesOf(request: IncomingMessage): [string, string][] {
	return (request.headers.cookie ?? '').split(';').flatMap((pair): [string, string][] => {
		const at = pair.indexOf('=')
		return at > 0 ? [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()]] : []
	})
}

/** What is asked, or null if the request carries nothing by which anybody could be signed in. */
function questionOf(request: IncomingMessage, trustedProxies: BlockList, reading = false): Question | null {
	const cookies = cookiesOf(request).filter(([name]) => !REMEMBER_ME.has(name))
	const { authorization, host, requesttoken, 'user-agent': userAgent, 'ocs-apirequest': ocsApiRequest } = request.headers
	if (cookies.length === 0 && authorization === undefined) {
		return null
	}
	const forwarded = forwardedHeaders(request, trustedProxies)
	const headers: Record<string, string | string[]> = { Accept: 'application/json', [LOOP_HEADER]: '1' }
	for (let i = 0; i < forwarded.length; i += 2) {
		headers[forwarded[i]!] = forwarded[i + 1]!
	}
	const optional = {
		Cookie: cookies.map(([name, value]) => `${name}=${value}`).join('; ') || undefined,
		Authorization: authorization,
		Host: host,
		'User-Agent': userAgent,
		requesttoken,
		// It waives the check of the request token, so an unsafe request has it only if the client sent it.
		'OCS-APIRequest': reading || SAFE_METHODS.has(request.method ?? '') ? 'true' : ocsApiRequest,
	}
	for (const [name, value] of Object.entries(optional)) {
		if (value !== undefined) {
			headers[name] = value
		}
	}
	// The passphrase outlives the session id, which Nextcloud changes after the login.
	const passphrase = cookies.find(([name]) => name === 'oc_sessionPassphrase')?.[1]
	return { headers, login: hash(JSON.stringify([passphrase ?? headers.Cookie, authorization])), key: hash(JSON.stringify(headers)) }
}

export function createSessions({ dispatcher, upstream, trustedProxies, answerTimeout = ANSWER_TIMEOUT, clock = performance }: {
	dispatcher: Dispatcher
	/** Address of Nextcloud with its web root. */
	upstream: string
	trustedProxies: BlockList
	answerTimeout?: number
	/** Gives milliseconds; by it answers are forgotten. */
	clock?: { now(): number }
}): Sessions {
	const { origin, pathname } = new URL(upstream)
	const path = `${pathname.replace(/\/+$/, '')}/ocs/v2.php/cloud/user?format=json`
	// By login, so that one word of Nextcloud's ends all that is remembered of it, also what is only being asked.
	const logins = new LRUCache<string, LRUCache<string, Promise<Session>>>({ max: MAX_SESSIONS, ttl: REMEMBER, perf: clock })

	const ask = async (headers: Question['headers']): Promise<Session> => {
		let status: number
		let answerHeaders
		let text: string
		try {
			const answer = await dispatcher.request({ origin, path, method: 'GET', headers, signal: AbortSignal.timeout(answerTimeout) })
			status = answer.statusCode
			answerHeaders = answer.headers
			text = await answer.body.text()
		} catch (cause) {
			const late = (cause as Error).name === 'TimeoutError' || cause instanceof errors.ConnectTimeoutError || cause instanceof errors.HeadersTimeoutError
			throw new ProblemError(late ? 'nextcloud-timeout' : 'nextcloud-unreachable', { cause })
		}
		const retryAfter = Number(answerHeaders['retry-after'] ?? Number.NaN)
		const when = Number.isInteger(retryAfter) ? { retryAfter } : {}
		// A redirect leads to the login, or to the second factor that is still missing.
		if (status === 401 || status === 403 || (status >= 300 && status < 400)) {
			throw new ProblemError('not-signed-in')
		}
		switch (status) {
			case 200:
				break
			case 400:
				throw new ProblemError('untrusted-host')
			case 412:
				throw new ProblemError('csrf-failed')
			case 429:
				throw new ProblemError('rate-limited', when)
			case 503:
				throw new ProblemError(answerHeaders['x-nextcloud-maintenance-mode'] === '1' ? 'nextcloud-maintenance' : 'nextcloud-unreachable', when)
			default:
				throw new ProblemError(status >= 500 ? 'nextcloud-unreachable' : 'nextcloud-unexpected')
		}
		let answer: unknown
		try {
			answer = JSON.parse(text)
		} catch {
			// What is no JSON is no answer of this shape either.
		}
		if (!Value.Check(CloudUser, answer)) {
			throw new ProblemError('nextcloud-unexpected')
		}
		const { id, displayname, groups, language = 'en' } = answer.ocs.data
		return {
			who: { id, displayName: displayname, administrator: groups.includes('admin') },
			language,
			setCookies: [answerHeaders['set-cookie'] ?? []].flat(),
		}
	}

	return {
		async of(request, { reading = false } = {}) {
			const question = questionOf(request, trustedProxies, reading)
			if (question === null) {
				throw new ProblemError('not-signed-in')
			}
			let asked = logins.get(question.login)
			if (asked === undefined) {
				asked = new LRUCache({ max: 20, ttl: REMEMBER, perf: clock })
				logins.set(question.login, asked)
			}
			const remembered = asked.get(question.key)
			if (remembered !== undefined) {
				return { ...await remembered, setCookies: [] }
			}
			const answer = ask(question.headers)
			asked.set(question.key, answer)
			try {
				return await answer
			} catch (error) {
				asked.delete(question.key)
				throw error
			}
		},

		loginOf: (request) => questionOf(request, trustedProxies)?.login ?? null,

		forget(request) {
			const question = questionOf(request, trustedProxies)
			if (question !== null) {
				logins.delete(question.login)
			}
		},
	}
}

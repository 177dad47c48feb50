// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ProblemCode } from '../../sidecar/contract/problem.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { getMe, searchWorkPackages, SidecarProblem, SidecarUnreachable, startConnection } from '../../src/sidecar.ts'

const alice = { user: { id: 'alice', displayName: 'Alice', administrator: false }, nepenthes: { state: 'not-set-up' } }

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
function problem(code: ProblemCode, status: number, more: object = {}) {
	return new Response(
		JSON.stringify({ type: `urn:integration_nepenthes:problem:${code}`, title: code, status, code, ...more }),
		{ status, headers: { 'Content-Type': 'application/problem+json' } },
	)
}

/** What was asked for, in order: method and the end of the address. */
let asked: string[]
/** What is answered, by the end of the address, one after the other. */
let answers: Record<string, Array<Response | Error>>

beforeEach(() => {
	asked = []
	answers = {}
	document.head.dataset.requesttoken = 'old:token'
	vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
		const { url, method } = input instanceof Request ? input : { url: String(input), method: init?.method ?? 'GET' }
		const end = url.slice(url.lastIndexOf('/') + 1)
		asked.push(`${method} ${end}`)
		init?.signal?.throwIfAborted()
		const answer = answers[end]?.shift() ?? new TypeError('Failed to fetch')
		if (answer instanceof Error) {
			throw answer
		}
		return answer
	})
})

afterEach(() => {
	vi.unstubAllGlobals()
})

const me = (signal = new AbortController().signal) => getMe(signal)

describe('an answer of the sidecar', () => {
	it('is given as it is', async () => {
		answers.me = [json(alice)]
		await expect(me()).resolves.toEqual(alice)
	})

	it('is a problem with a stable code when something is wrong', async () => {
		answers.connection = [problem('oauth-not-set-up', 409)]
		const call = startConnection('/apps/files', new AbortController().signal)
		await expect(call).rejects.toBeInstanceOf(SidecarProblem)
		await expect(call).rejects.toMatchObject({ code: 'oauth-not-set-up' })
	})
})

describe('an answer that is not the sidecar\'s', () => {
	it.each([
		['AppAPI\'s empty 500 when the app is down', new Response('', { status: 500 })],
		['Nextcloud\'s page "not found"', new Response('<!DOCTYPE html><p>Not found', { status: 404, headers: { 'Content-Type': 'text/html' } })],
		['a bad gateway of a proxy in front', new Response('<h1>502 Bad Gateway</h1>', { status: 502, headers: { 'Content-Type': 'text/html' } })],
		['a gateway timeout without a body', new Response(null, { status: 504 })],
		['a sign-in page in place of JSON', new Response('<!DOCTYPE html><p>Sign in', { status: 200, headers: { 'Content-Type': 'text/html' } })],
		['JSON that breaks off', new Response('{"user":', { status: 200, headers: { 'Content-Type': 'application/json' } })],
		['no answer at all', new TypeError('Failed to fetch')],
	])('is told apart: %s', async (_, answer) => {
		answers.me = [answer]
		await expect(me()).rejects.toBeInstanceOf(SidecarUnreachable)
	})

	it('is Nextcloud\'s maintenance mode', async () => {
		answers.me = [new Response('', { status: 503, headers: { 'x-nextcloud-maintenance-mode': '1' } })]
		await expect(me()).rejects.toMatchObject({ code: 'nextcloud-maintenance' })
	})

	it('is Nextcloud\'s brake', async () => {
		answers.me = [new Response('', { status: 429 })]
		await expect(me()).rejects.toMatchObject({ code: 'rate-limited' })
	})

	it.each([
		['5', 5],
		['Wed, 25 Nov 2026 12:00:30 GMT', 30],
		['Wed, 25 Nov 2026 11:00:00 GMT', 0],
		['soon', null],
	])('says when another try makes sense: %s', async (retryAfter, seconds) => {
		vi.setSystemTime('2026-11-25T12:00:00Z')
		const answer = problem('nepenthes-unreachable', 503)
		answer.headers.set('Retry-After', retryAfter)
		answers.me = [answer]
		await expect(me()).rejects.toMatchObject({ code: 'nepenthes-unreachable', retryAfter: seconds })
		vi.useRealTimers()
	})
})

describe('a session that has run out', () => {
	it('is renewed by Nextcloud, and the call repeated', async () => {
		answers.me = [problem('not-signed-in', 401), json(alice)]
		answers.csrftoken = [json({ token: 'new:token' })]
		await expect(me()).resolves.toEqual(alice)
		expect(asked).toEqual(['GET me', 'GET csrftoken', 'GET me'])
	})

	it('is noticed as well when Nextcloud answers in place of the sidecar', async () => {
		answers.me = [json({ message: 'Current user is not logged in' }, 401), json(alice)]
		answers.csrftoken = [json({ token: 'new:token' })]
		await expect(me()).resolves.toEqual(alice)
	})

	it('is over when the login cannot be renewed', async () => {
		answers.me = [problem('not-signed-in', 401), problem('not-signed-in', 401), json(alice)]
		answers.csrftoken = [json({ token: 'new:token' })]
		await expect(me()).rejects.toMatchObject({ code: 'not-signed-in' })
		expect(asked).toEqual(['GET me', 'GET csrftoken', 'GET me'])
	})

	it('is over when Nextcloud gives no new token', async () => {
		answers.me = [problem('not-signed-in', 401), json(alice)]
		answers.csrftoken = [new Response('', { status: 403 })]
		await expect(me()).rejects.toMatchObject({ code: 'not-signed-in' })
		expect(asked).toEqual(['GET me', 'GET csrftoken'])
	})
})

it('renews a request token that Nextcloud no longer accepts, and repeats', async () => {
	answers.connection = [problem('csrf-failed', 412, { message: 'CSRF check failed' }), json({ authorizationUrl: 'https://nepenthes.example/oauth' })]
	answers.csrftoken = [json({ token: 'new:token' })]
	await expect(startConnection('/apps/files', new AbortController().signal)).resolves.toEqual({ authorizationUrl: 'https://nepenthes.example/oauth' })
	expect(asked).toEqual(['POST connection', 'GET csrftoken', 'POST connection'])
})

it('tells a call that was given up from one that failed', async () => {
	const given = new AbortController()
	given.abort()
	await expect(me(given.signal)).rejects.toBe(given.signal.reason)
})

it('gives a call up that takes too long, which says nothing of whether it was done', async () => {
	vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort(new DOMException('Late', 'TimeoutError')))
	answers.me = [json(alice)]
	await expect(me()).rejects.toBeInstanceOf(SidecarUnreachable)
})

it('sends what Nextcloud wants to see, and the query beside the address', async () => {
	const sent = vi.fn<typeof fetch>(async () => json({ items: [], total: 0, nextPage: null, complete: true }))
	vi.stubGlobal('fetch', sent)
	await searchWorkPackages('a & b', 2, new AbortController().signal)
	const [address, init] = sent.mock.calls[0]!
	expect(Object.fromEntries(new URL(String(address)).searchParams)).toEqual({ query: 'a & b', page: '2', linkable: 'true' })
	expect(init?.headers).toMatchObject({ requesttoken: expect.any(String) as string, Accept: 'application/json' })
})

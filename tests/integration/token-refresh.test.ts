// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../stack.ts'

import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startStack } from '../stack.ts'
import { BrowserSession } from './support/browser-session.ts'
import { beginConnecting, comeBack, connectedBrowser, decideAtNepenthes } from './support/connecting.ts'

let stack: Stack
let alice: BrowserSession
const logged: string[] = []

const list = (browser: BrowserSession) => browser.api('work-packages?query=pitcher')

beforeAll(async () => {
	stack = await startStack({ log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }) as never })
})

afterAll(() => stack.close())

beforeEach(async () => {
	alice = await connectedBrowser(stack)
	// Types and statuses are known from here on.
	await list(alice)
})

afterEach(() => {
	stack.nepenthes.faults.clear()
	stack.nextcloud.faults.clear()
})

const stateOf = async (browser: BrowserSession) => ((await browser.api('me')).body.nepenthes as { state: string }).state

/** Access tokens live for two hours: all that were given before are refused now. */
const threeHoursLater = () => stack.nepenthes.advanceClock(3 * 3600)

/** What Nepenthes is asked meanwhile, in order. */
async function asked(doing: () => Promise<unknown>, { nepenthes } = stack): Promise<string[]> {
	const before = nepenthes.requests.length
	await doing()
	return nepenthes.requests.slice(before).map(({ method, url }) => `${method} ${url.replace(/\?.*/, '')}`)
}

const REFRESH = 'POST /oauth/token'
const CALL = 'GET /api/v3/work_packages'

describe('a token that Nepenthes does not take any more', () => {
	test('is replaced once for 50 who ask at the same time, and all get their answer', async () => {
		threeHoursLater()
		const requests = await asked(async () => {
			const answers = await Promise.all(Array.from({ length: 50 }, () => list(alice)))
			expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
		})
		expect(requests.filter((request) => request === REFRESH)).toHaveLength(1)
		expect(await asked(() => list(alice))).toEqual([CALL])
	})

	test('while a request is under way with it ends that one in nothing but a second try', async () => {
		stack.nepenthes.faults.add({ route: 'typeahead.*slow', kind: 'slow', delay: 400, times: 1 })
		const requests = await asked(async () => {
			const underWay = alice.api('work-packages?query=slow')
			await vi.waitFor(() => expect(stack.nepenthes.requests.at(-1)!.url).toContain('slow'))
			threeHoursLater()
			// Its first use of the new token ends the old one, with which the other request is still under way.
			expect((await list(alice)).status).toBe(200)
			expect((await underWay).status).toBe(200)
		})
		expect(requests).toEqual([CALL, CALL, REFRESH, CALL, CALL])
	})

	test('that was ended in Nepenthes is told with the account, and a new connection follows', async () => {
		stack.nepenthes.revokeTokens('alice')
		expect(await list(alice)).toMatchObject({ status: 409, body: { code: 'connection-expired' } })
		expect((await alice.api('me')).body.nepenthes).toEqual({ state: 'expired', url: stack.nepenthes.url, account: { id: 4, name: 'Alice Archer' } })
		// Nepenthes is not asked in vain again.
		expect(await asked(() => list(alice))).toEqual([])
		await comeBack(stack, alice, await decideAtNepenthes(stack, await beginConnecting(alice), 'alice'))
		expect((await list(alice)).status).toBe(200)
	})

	test('of another user is none of theirs', async () => {
		const bob = await connectedBrowser(stack, 'bob')
		stack.nepenthes.revokeTokens('alice')
		await list(alice)
		expect((await list(bob)).status).toBe(200)
	})

	test('ends nothing while Nepenthes is away', async () => {
		threeHoursLater()
		stack.nepenthes.faults.add({ route: '/oauth/token', kind: 'fail', status: 503, contentType: 'text/html', body: '<h1>Maintenance</h1>' })
		expect(await list(alice)).toMatchObject({ status: 502, body: { code: 'nepenthes-unreachable' } })
		stack.nepenthes.faults.clear()
		expect((await list(alice)).status).toBe(200)
	})

	test('ends nothing while Nepenthes has enough of questions', async () => {
		threeHoursLater()
		stack.nepenthes.faults.add({ route: '/oauth/token', kind: 'fail', status: 429 })
		expect(await list(alice)).toMatchObject({ status: 429, body: { code: 'rate-limited' } })
		stack.nepenthes.faults.clear()
		expect((await list(alice)).status).toBe(200)
	})

	test('is replaced although the answer with the new one was lost', async () => {
		threeHoursLater()
		stack.nepenthes.faults.add({ route: '/oauth/token', kind: 'lose', times: 1 })
		expect((await list(alice)).status).toBe(200)
	})

	test('ends nothing when the OAuth application is not accepted, which is a matter of the administrator', async () => {
		const { clientId, clientSecret } = stack.storage!
		const enter = (secret: string) => stack.nextcloud.occ(['integration_nepenthes:setup', `--client-id=${clientId}`, `--client-secret=${secret}`])
		await enter('another-secret')
		threeHoursLater()
		expect((await list(alice)).body).toMatchObject({ code: 'oauth-not-set-up', detail: expect.stringContaining('id and secret') })
		await enter(clientSecret)
		expect((await list(alice)).status).toBe(200)
	})
})

describe('a sidecar that is stopped', () => {
	const preference = { route: 'ex-app/preference$', method: 'POST', kind: 'fail', status: 500 } as const

	test('between the refresh and its storing leaves users connected', async () => {
		threeHoursLater()
		stack.nextcloud.faults.add(preference)
		expect((await list(alice)).status).toBe(502)
		stack.nextcloud.faults.clear()
		await stack.restart()
		expect((await list(alice)).status).toBe(200)
	})

	test('between the storing and the first use leaves users connected, without another refresh', async () => {
		threeHoursLater()
		// The old token is refused once; no call reaches Nepenthes with the new one.
		stack.nepenthes.faults.add({ route: '/oauth/token', kind: 'slow', delay: 300 })
		const underWay = list(alice)
		await vi.waitFor(() => expect(stack.nepenthes.requests.at(-1)!.url).toBe('/oauth/token'))
		stack.nepenthes.faults.add({ route: 'work_packages', kind: 'reset' })
		expect((await underWay).status).toBe(502)
		stack.nepenthes.faults.clear()
		await stack.restart()
		expect((await asked(() => list(alice))).filter((request) => request === REFRESH)).toEqual([])
		expect(await stateOf(alice)).toBe('connected')
	})
})

describe('of two sidecars', () => {
	async function withReplica(run: (there: BrowserSession) => Promise<void>): Promise<void> {
		const replica = await stack.addReplica()
		try {
			const there = new BrowserSession(replica.gatewayUrl)
			await there.signIn('alice')
			expect((await list(there)).status).toBe(200)
			await run(there)
		} finally {
			await replica.close()
		}
	}

	test('the one that comes second takes the token that the first has fetched', async () => {
		await withReplica(async (there) => {
			threeHoursLater()
			expect((await list(alice)).status).toBe(200)
			const requests = await asked(async () => expect((await list(there)).status).toBe(200))
			expect(requests).toEqual([CALL, CALL])
		})
	})

	test('both may refresh at the same moment, and go on', async () => {
		await withReplica(async (there) => {
			threeHoursLater()
			stack.nepenthes.faults.add({ route: '/oauth/token', kind: 'slow', delay: 200 })
			const answers = await Promise.all([alice, there, alice, there].map(list))
			expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
			stack.nepenthes.faults.clear()
			for (const browser of [there, alice]) {
				expect((await list(browser)).status).toBe(200)
				expect(await stateOf(browser)).toBe('connected')
			}
		})
	})

	test('one whose refresh comes too late is no disconnect', async () => {
		await withReplica(async (there) => {
			threeHoursLater()
			// The answer to the second is held back until the first has used its token, which ends the old pair.
			stack.nepenthes.faults.add({ route: '/oauth/token', kind: 'slow', delay: 400, times: 1 })
			const late = list(there)
			await vi.waitFor(() => expect(stack.nepenthes.requests.at(-1)!.url).toBe('/oauth/token'))
			expect((await list(alice)).status).toBe(200)
			expect((await late).status).toBe(200)
			expect(await stateOf(there)).toBe('connected')
		})
	})

	test('the other notices when the user disconnects in one', async () => {
		await withReplica(async (there) => {
			await alice.change('DELETE', 'connection')
			expect((await list(there)).body).toMatchObject({ code: 'not-connected' })
		})
	})
})

test('a token that is about to run out is renewed before, so that no call is refused', async () => {
	vi.useFakeTimers({ toFake: ['Date'] })
	const other = await startStack()
	try {
		const browser = await connectedBrowser(other)
		await list(browser)
		vi.setSystemTime(Date.now() + 7170_000)
		expect(await asked(() => list(browser), other)).toEqual([REFRESH, CALL])
		expect(await asked(() => list(browser), other)).toEqual([CALL])
	} finally {
		vi.useRealTimers()
		await other.close()
	}
})

test('nothing of all this has put a token, a code or a secret into the log', () => {
	const all = logged.join('\n')
	expect(all).toContain('connection-expired')
	const tokens = stack.nepenthes.requests.map(({ headers }) => String(headers.authorization ?? '').replace(/^Bearer /, '')).filter(Boolean)
	expect(new Set(tokens).size).toBeGreaterThan(5)
	for (const secret of [stack.storage!.clientSecret, ...new Set(tokens)]) {
		expect(all).not.toContain(secret)
	}
	// Refresh tokens, codes, verifiers and states look like these: nothing does.
	expect(tokens.every((token) => /^[\w-]{40,}$/.test(token))).toBe(true)
	expect(all).not.toMatch(/[\w-]{40,}/)
})

// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { ConnectionEnd, ConnectionStart } from '../../sidecar/contract/connection.ts'
import type { Me } from '../../sidecar/contract/me.ts'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useConnecting } from '../../src/connection/use-connecting.ts'
import { useConnection } from '../../src/connection/use-connection.ts'
import { SidecarProblem, SidecarUnreachable } from '../../src/sidecar.ts'

/** The calls of the sidecar that are under way, answered by the test. */
const getMe = vi.hoisted(() => vi.fn<(signal: AbortSignal) => Promise<Me>>())
const startConnection = vi.hoisted(() => vi.fn<(returnPath: string, signal: AbortSignal) => Promise<ConnectionStart>>())
const endConnection = vi.hoisted(() => vi.fn<() => Promise<ConnectionEnd>>())
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getMe, startConnection, endConnection }))

const user = { id: 'alice', displayName: 'Alice', administrator: false }
const url = 'https://nepenthes.example'
const account = { id: 4, name: 'Alice Archer' }
const notConnected: Me = { user, nepenthes: { state: 'not-connected', url } }
const connected: Me = { user, nepenthes: { state: 'connected', url, account } }
const unreachable: Me = { user, nepenthes: { state: 'unreachable', url } }

let scope: EffectScope

beforeEach(() => {
	scope = effectScope()
	getMe.mockReset()
	startConnection.mockReset()
	endConnection.mockReset()
})

afterEach(() => {
	scope.stop()
})

/** What the browser's back button brings out of its memory. */
const comeBack = () => window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))

describe('the state of the connection', () => {
	const use = () => scope.run(() => useConnection())!

	it('loads at once', async () => {
		getMe.mockResolvedValue(notConnected)
		const { connection } = use()
		expect(connection.value).toEqual({ state: 'loading' })
		await vi.waitFor(() => expect(connection.value).toEqual({ state: 'not-connected' }))
	})

	it('knows an administrator, and what is missing, where Nepenthes is not set up', async () => {
		getMe.mockResolvedValue({ user: { ...user, administrator: true }, nepenthes: { state: 'not-set-up', missing: 'oauth-client' } })
		const { connection } = use()
		await vi.waitFor(() => expect(connection.value).toEqual({ state: 'not-set-up', missing: 'oauth-client', administrator: true }))
	})

	it('tells a Nepenthes that is down from an app that is down', async () => {
		getMe.mockResolvedValueOnce(unreachable)
		const { connection, reload } = use()
		await vi.waitFor(() => expect(connection.value).toMatchObject({ state: 'failed', failure: { kind: 'nepenthes-unreachable' } }))

		getMe.mockRejectedValueOnce(new SidecarUnreachable('Status 500'))
		await reload()
		expect(connection.value).toMatchObject({ state: 'failed', failure: { kind: 'app-unreachable' } })
	})

	it('keeps the message while it tries again', async () => {
		getMe.mockResolvedValueOnce(unreachable)
		const { connection, reload } = use()
		await vi.waitFor(() => expect(connection.value.state).toBe('failed'))

		getMe.mockResolvedValueOnce(connected)
		const done = reload()
		expect(connection.value).toMatchObject({ state: 'failed', retrying: true })
		await done
		expect(connection.value).toEqual({ state: 'connected', nepenthesUrl: url, account })
	})

	it('drops a late answer to an earlier question', async () => {
		let answerLate: (me: Me) => void = () => {}
		getMe.mockImplementationOnce(() => new Promise((resolve) => {
			answerLate = resolve
		}))
		const { connection, reload } = use()
		getMe.mockResolvedValueOnce(connected)
		await reload()
		answerLate(notConnected)
		await new Promise((resolve) => setTimeout(resolve))
		expect(connection.value.state).toBe('connected')
		expect(getMe.mock.calls[0]?.[0].aborted).toBe(true)
	})

	it('gives up its question when the surface closes', async () => {
		getMe.mockReturnValue(new Promise(() => {}))
		use()
		scope.stop()
		expect(getMe.mock.calls[0]?.[0].aborted).toBe(true)
	})

	it('is asked anew when the browser\'s back button brings the page out of its memory', async () => {
		getMe.mockResolvedValueOnce(notConnected)
		const { connection } = use()
		await vi.waitFor(() => expect(connection.value.state).toBe('not-connected'))
		getMe.mockResolvedValueOnce(connected)
		comeBack()
		await vi.waitFor(() => expect(connection.value.state).toBe('connected'))
	})
})

describe('disconnecting', () => {
	async function useConnected() {
		getMe.mockResolvedValueOnce(connected)
		const use = scope.run(() => useConnection())!
		await vi.waitFor(() => expect(use.connection.value.state).toBe('connected'))
		return use
	}

	it.each([true, false])('ends the connection, and says whether Nepenthes knows: %s', async (revoked) => {
		const { connection, disconnecting, disconnect } = await useConnected()
		endConnection.mockResolvedValueOnce({ revoked })
		const done = disconnect()
		expect(disconnecting.value).toEqual({ step: 'under-way' })
		await disconnect()
		await done
		expect(endConnection).toHaveBeenCalledOnce()
		expect(disconnecting.value).toEqual({ step: 'done', revoked })
		expect(connection.value).toEqual({ state: 'not-connected' })
	})

	it('that fails leaves the user connected, and says so', async () => {
		const { connection, disconnecting, disconnect } = await useConnected()
		endConnection.mockRejectedValueOnce(new SidecarUnreachable('No answer'))
		await disconnect()
		expect(disconnecting.value).toMatchObject({ step: 'failed', failure: { kind: 'app-unreachable' } })
		expect(connection.value.state).toBe('connected')
	})
})

describe('connecting', () => {
	function use() {
		const leave = vi.fn<(url: string) => void>()
		return { leave, ...scope.run(() => useConnecting(leave))! }
	}

	const authorizationUrl = `${url}/oauth/authorize`

	it('leads to Nepenthes, once, and names the way back', async () => {
		const { connecting, connect, leave } = use()
		startConnection.mockResolvedValueOnce({ authorizationUrl })
		const done = connect('/apps/files/files/77?opendetails=true')
		expect(connecting.value).toEqual({ step: 'under-way' })
		await connect('/apps/files/files/77?opendetails=true')
		await done
		expect(startConnection).toHaveBeenCalledOnce()
		expect(startConnection.mock.calls[0]?.[0]).toBe('/apps/files/files/77?opendetails=true')
		expect(leave).toHaveBeenCalledExactlyOnceWith(authorizationUrl)
	})

	it('says why it cannot lead to Nepenthes, and lets try again', async () => {
		const { connecting, connect, leave } = use()
		startConnection.mockRejectedValueOnce(new SidecarProblem('oauth-not-set-up'))
		await connect('/')
		expect(connecting.value).toEqual({ step: 'refused', failure: { kind: 'oauth-not-set-up', detail: null } })
		expect(leave).not.toHaveBeenCalled()

		startConnection.mockResolvedValueOnce({ authorizationUrl })
		await connect('/')
		expect(leave).toHaveBeenCalledOnce()
	})

	it('can be begun again by who comes back with the back button', async () => {
		const { connecting, connect } = use()
		startConnection.mockResolvedValueOnce({ authorizationUrl })
		await connect('/')
		expect(connecting.value.step).toBe('under-way')
		comeBack()
		expect(connecting.value.step).toBe('not-begun')
	})
})

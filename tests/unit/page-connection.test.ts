// @vitest-environment happy-dom
// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { EffectScope } from 'vue'
import type { ConnectionStart } from '../../sidecar/contract/connection.ts'
import type { Me } from '../../sidecar/contract/me.ts'

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'

/** The calls of the sidecar that are under way, answered by the test. */
const getMe = vi.fn<(signal: AbortSignal) => Promise<Me>>()
const startConnection = vi.fn<(signal: AbortSignal) => Promise<ConnectionStart>>()
vi.mock('../../src/sidecar.ts', async (original) => ({ ...await original<object>(), getMe, startConnection }))

const user = { id: 'alice', displayName: 'Alice', administrator: false }
const notSetUp: Me = { user, nepenthes: { state: 'not-set-up' } }
const notConnected: Me = { user, nepenthes: { state: 'not-connected', url: 'https://nepenthes.example' } }
const connected: Me = { user, nepenthes: { state: 'connected', url: 'https://nepenthes.example' } }
const unreachable: Me = { user, nepenthes: { state: 'unreachable', url: 'https://nepenthes.example' } }

let scope: EffectScope

/** As the first surface on a fresh page. */
async function openPage() {
	vi.resetModules()
	const { useConnection } = await import('../../src/connection/use-connection.ts')
	const { SidecarProblem, SidecarUnreachable } = await import('../../src/sidecar.ts')
	const leave = vi.fn<(url: string) => void>()
	const use = () => scope.run(() => useConnection(leave))!
	return { use, leave, SidecarProblem, SidecarUnreachable }
}

beforeEach(() => {
	scope = effectScope()
	getMe.mockReset()
	startConnection.mockReset()
})

afterEach(() => {
	scope.stop()
})

it('loads at once', async () => {
	getMe.mockResolvedValue(notConnected)
	const { connection } = (await openPage()).use()
	expect(connection.value).toEqual({ state: 'loading' })
	await vi.waitFor(() => expect(connection.value).toEqual({ state: 'not-connected', connecting: { step: 'not-begun' } }))
})

it('knows an administrator where Nepenthes is not set up', async () => {
	getMe.mockResolvedValue({ ...notSetUp, user: { ...user, administrator: true } })
	const { connection } = (await openPage()).use()
	await vi.waitFor(() => expect(connection.value).toEqual({ state: 'not-set-up', administrator: true }))
})

it('tells a Nepenthes that is down from an app that is down', async () => {
	const page = await openPage()
	getMe.mockResolvedValueOnce(unreachable)
	const { connection, reload } = page.use()
	await vi.waitFor(() => expect(connection.value).toMatchObject({ state: 'failed', failure: 'nepenthes-unreachable' }))

	getMe.mockRejectedValueOnce(new page.SidecarUnreachable('Status 500'))
	await reload()
	expect(connection.value).toMatchObject({ state: 'failed', failure: 'app-unreachable' })
})

it('keeps the message while it tries again', async () => {
	const page = await openPage()
	getMe.mockResolvedValueOnce(unreachable)
	const { connection, reload } = page.use()
	await vi.waitFor(() => expect(connection.value.state).toBe('failed'))

	getMe.mockResolvedValueOnce(connected)
	const done = reload()
	expect(connection.value).toEqual({ state: 'failed', failure: 'nepenthes-unreachable', retrying: true })
	await done
	expect(connection.value).toEqual({ state: 'connected', nepenthesUrl: 'https://nepenthes.example' })
})

it('drops a late answer to an earlier question', async () => {
	const page = await openPage()
	let answerLate: (me: Me) => void = () => {}
	getMe.mockImplementationOnce(() => new Promise((resolve) => {
		answerLate = resolve
	}))
	const { connection, reload } = page.use()
	getMe.mockResolvedValueOnce(connected)
	await reload()
	answerLate(notConnected)
	await new Promise((resolve) => setTimeout(resolve))
	expect(connection.value.state).toBe('connected')
	expect(getMe.mock.calls[0]?.[0].aborted).toBe(true)
})

it('gives up its question when the surface closes', async () => {
	getMe.mockReturnValue(new Promise(() => {}))
	;(await openPage()).use()
	scope.stop()
	expect(getMe.mock.calls[0]?.[0].aborted).toBe(true)
})

it('shows at once what is known when it is opened again, and asks anew', async () => {
	const page = await openPage()
	getMe.mockResolvedValueOnce(notConnected)
	const first = page.use()
	await vi.waitFor(() => expect(first.connection.value.state).toBe('not-connected'))

	getMe.mockResolvedValueOnce(connected)
	const second = page.use()
	expect(second.connection.value.state).toBe('not-connected')
	await vi.waitFor(() => expect(second.connection.value.state).toBe('connected'))
})

it('leads to Nepenthes', async () => {
	const page = await openPage()
	getMe.mockResolvedValue(notConnected)
	const { connection, connect } = page.use()
	await vi.waitFor(() => expect(connection.value.state).toBe('not-connected'))

	startConnection.mockResolvedValueOnce({ authorizationUrl: 'https://nepenthes.example/oauth/authorize' })
	const done = connect()
	expect(connection.value).toEqual({ state: 'not-connected', connecting: { step: 'under-way' } })
	await connect()
	await done
	expect(startConnection).toHaveBeenCalledOnce()
	expect(page.leave).toHaveBeenCalledExactlyOnceWith('https://nepenthes.example/oauth/authorize')
})

it('says why it cannot lead to Nepenthes, and lets try again', async () => {
	const page = await openPage()
	getMe.mockResolvedValue(notConnected)
	const { connection, connect } = page.use()
	await vi.waitFor(() => expect(connection.value.state).toBe('not-connected'))

	startConnection.mockRejectedValueOnce(new page.SidecarProblem('oauth-not-set-up'))
	await connect()
	expect(connection.value).toEqual({ state: 'not-connected', connecting: { step: 'refused', failure: 'oauth-not-set-up' } })
	expect(page.leave).not.toHaveBeenCalled()

	startConnection.mockResolvedValueOnce({ authorizationUrl: 'https://nepenthes.example/oauth/authorize' })
	await connect()
	expect(page.leave).toHaveBeenCalledOnce()
})

it('asks anew when the browser\'s back button brings the page out of its memory', async () => {
	const page = await openPage()
	getMe.mockResolvedValueOnce(notConnected)
	const { connection, connect } = page.use()
	await vi.waitFor(() => expect(connection.value.state).toBe('not-connected'))
	startConnection.mockResolvedValueOnce({ authorizationUrl: 'https://nepenthes.example/oauth/authorize' })
	await connect()

	getMe.mockResolvedValueOnce(connected)
	window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }))
	await vi.waitFor(() => expect(connection.value.state).toBe('connected'))
})

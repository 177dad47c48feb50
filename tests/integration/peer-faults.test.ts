// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AddressInfo } from 'node:net'
import type { Control } from '../peers/control.ts'

import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startControl } from '../peers/control.ts'
import { downSwitch } from '../peers/down-switch.ts'
import { Faults } from '../peers/faults.ts'

const faults = new Faults()
let answered = 0
const server = createServer(async (request, response) => {
	if (!await faults.meet(request, response)) {
		answered++
		response.end('as ever')
	}
})
const setDown = downSwitch(server)

let peer: string
let control: Control

beforeEach(async () => {
	answered = 0
	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve)
	})
	peer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
	control = await startControl({ peers: { peer: { faults, setDown } } })
})

afterEach(async () => {
	faults.clear()
	await control.close()
	await setDown(true)
})

async function get(path: string, init?: RequestInit) {
	const response = await fetch(peer + path, init)
	return { status: response.status, type: response.headers.get('content-type'), body: await response.text() }
}

function tell(method: string, path: string, body?: unknown) {
	return fetch(control.url + path, {
		method,
		...body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
	})
}

const add = async (fault: unknown) => (await (await tell('POST', '/peer/faults', fault)).json() as { id: string }).id

async function met(count: number) {
	await expect.poll(() => faults.list()[0]?.met).toBe(count)
}

describe('a fault', () => {
	it('meets only the route and the method it names', async () => {
		await add({ route: '^/api/.*[?&]id=7', method: 'POST', kind: 'fail', status: 503, body: '{}', contentType: 'application/json' })

		expect(await get('/api/x?id=7')).toMatchObject({ status: 200, body: 'as ever' })
		expect(await get('/api/x?id=8', { method: 'POST' })).toMatchObject({ status: 200 })
		expect(await get('/api/x?id=7', { method: 'POST' })).toEqual({ status: 503, type: 'application/json', body: '{}' })
	})

	it('is used up after the number of times that it was given', async () => {
		await add({ route: '/', kind: 'fail', times: 2 })

		const statuses = []
		for (let i = 0; i < 3; i++) {
			statuses.push((await get('/')).status)
		}
		expect(statuses).toEqual([500, 500, 200])
	})

	it('delays the usual answer when slow', async () => {
		await add({ route: '/', kind: 'slow', delay: 120 })

		const start = performance.now()
		expect(await get('/')).toMatchObject({ status: 200, body: 'as ever' })
		expect(performance.now() - start).toBeGreaterThan(110)
	})

	it('lets a slow answer go at once when it is taken away', async () => {
		const id = await add({ route: '/', kind: 'slow', delay: 600_000 })

		const answer = get('/')
		await met(1)
		expect((await tell('DELETE', `/peer/faults/${id}`)).status).toBe(204)
		expect(await answer).toMatchObject({ body: 'as ever' })
	})

	it('holds a request until it is taken away', async () => {
		await add({ route: '/', kind: 'hang' })

		const answer = get('/').then(() => 'answered', () => 'cut')
		await met(1)
		await tell('DELETE', '/peer/faults')
		expect(await answer).toBe('cut')
	})

	it('survives a client that does not want to wait', async () => {
		await add({ route: '/', kind: 'hang' })

		await expect(get('/', { signal: AbortSignal.timeout(50) })).rejects.toThrow('aborted')
		await tell('DELETE', '/peer/faults')
		expect(await get('/')).toMatchObject({ body: 'as ever' })
	})

	it('resets the connection', async () => {
		await add({ route: '/', kind: 'reset', times: 1 })

		await expect(get('/')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
	})

	it('lets the server do its work, and closes the connection in place of the answer', async () => {
		await add({ route: '/', kind: 'lose', times: 1 })

		await expect(get('/')).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } })
		expect(answered).toBe(1)
		expect(await get('/')).toMatchObject({ body: 'as ever' })
	})

	it.each(['cut', 'stall'])('begins a body that does not end: %s', async (kind) => {
		const id = await add({ route: '/', kind, status: 201, body: '{"half":' })

		const response = await fetch(peer)
		expect(response.status).toBe(201)
		const { value } = await response.body!.getReader().read().finally(() => kind === 'stall' && faults.remove(id))
		expect(new TextDecoder().decode(value)).toBe('{"half":')
	})
})

describe('the control port', () => {
	it('takes a peer down and up again on the same port', async () => {
		await get('/')
		await tell('PUT', '/peer/down', { down: true })
		await expect(get('/')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })

		await tell('PUT', '/peer/down', { down: false })
		expect(await get('/')).toMatchObject({ body: 'as ever' })
	})

	it('shows which faults are set and whom they met', async () => {
		const id = await add({ route: '^/met', kind: 'fail' })
		await get('/met')

		expect(await (await tell('GET', '/')).json()).toEqual({ peer: { faults: [{ id, met: 1, route: '^/met', kind: 'fail' }] } })
	})

	it.each([
		['no kind', { route: '/' }],
		['an unknown kind', { route: '/', kind: 'explode' }],
		['a route that is no regular expression', { route: '(', kind: 'hang' }],
		['a field that the kind does not have', { route: '/', kind: 'hang', status: 500 }],
		['a number in words', { route: '/', kind: 'slow', delay: '5' }],
	])('refuses a fault with %s', async (_, fault) => {
		expect((await tell('POST', '/peer/faults', fault)).status).toBe(400)
		expect(faults.list()).toEqual([])
	})

	it('says which peers there are when asked for another', async () => {
		const answer = await tell('GET', '/nobody/faults')
		expect(answer.status).toBe(404)
		expect(await answer.json()).toMatchObject({ message: 'No peer is called nobody; there are: peer' })
	})
})

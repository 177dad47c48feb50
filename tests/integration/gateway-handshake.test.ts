// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TestGateway } from './support/gateway.ts'
import type { Upstream } from './support/upstream.ts'

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { always, answerOf, startUpstream } from './support/upstream.ts'
import { valueOf } from './support/wire.ts'

let upstream: Upstream
let gateway: TestGateway

beforeAll(async () => {
	upstream = await startUpstream(always())
	gateway = await startGateway({ upstream: upstream.port })
})

beforeEach(() => {
	upstream.arrivals = []
	upstream.script = always('as ever')
})

afterAll(async () => {
	await gateway.close()
	await upstream.close()
})

const arrived = () => expect.poll(() => upstream.arrivals.length).toBe(1)

describe('Expect: 100-continue', () => {
	const upload = (framing: string, path = '/remote.php/dav/x') => `PUT ${path} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n${framing}\r\n\r\n`

	it.each([['with a length', 'Content-Length: 4', 'some'], ['in chunks', 'Transfer-Encoding: chunked', '4\r\nsome\r\n0\r\n\r\n']])('lets the body go when Nextcloud says so: %s', async (_how, framing, body) => {
		upstream.script = async (arrival) => {
			arrival.wire.send('HTTP/1.1 100 Continue\r\n\r\n')
			const sent = await arrival.body()
			arrival.wire.send(answerOf(`${valueOf(arrival, 'expect')}: ${sent.body}`, { status: '201 Created' }))
		}
		const wire = await gateway.connect()
		wire.send(upload(framing))
		expect((await wire.answer()).startLine).toBe('HTTP/1.1 100 Continue')
		wire.send(body)
		expect((await wire.answer()).body.toString()).toBe('100-continue: some')
		upstream.script = always('next')
		wire.send('GET /status.php HTTP/1.1\r\nHost: h\r\n\r\n')
		expect((await wire.answer()).body.toString()).toBe('next')
	})

	it.each(['401 Unauthorized', '413 Payload Too Large'])('passes a refusal on, and no body is sent: %s', async (status) => {
		upstream.script = ({ wire }) => {
			wire.send(answerOf('no', { status, fields: ['WWW-Authenticate: Basic'] }))
			wire.socket.end()
		}
		const wire = await gateway.connect()
		wire.send(upload('Content-Length: 1000000'))
		const answer = await wire.answer()
		expect(answer.startLine).toBe(`HTTP/1.1 ${status}`)
		expect(valueOf(answer, 'www-authenticate')).toBe('Basic')
		expect(answer.body.toString()).toBe('no')
		// What the client sends next cannot be mistaken for the body: the connection ends.
		expect(valueOf(answer, 'connection')).toBe('close')
		expect((await wire.rest()).length).toBe(0)
	})

	it('sends the body on when the client waits no longer, as for servers that never say 100', async () => {
		upstream.script = async ({ wire, body }) => wire.send(answerOf((await body()).body))
		const wire = await gateway.connect()
		wire.send(upload('Content-Length: 4'))
		await arrived()
		wire.send('some')
		expect((await wire.answer()).body.toString()).toBe('some')
	})

	it('of a client that goes away ends the request', async () => {
		upstream.script = async ({ wire }) => void await wire.rest()
		const wire = await gateway.connect()
		wire.send(upload('Content-Length: 4'))
		await arrived()
		wire.socket.destroy()
		await upstream.arrivals[0]!.wire.closed
	})

	it('is answered by the app\'s own API too', async () => {
		const wire = await gateway.connect()
		wire.send(upload('Content-Length: 4', '/apps/integration_nepenthes/api/connection'))
		expect((await wire.answer()).startLine).toBe('HTTP/1.1 100 Continue')
		wire.send('some')
		expect((await wire.answer()).startLine).toMatch(/^HTTP\/1\.1 4\d\d /)
	})
})

describe('an upgrade', () => {
	const offer = (path = '/push/ws', token = 'websocket') => `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: ${token}\r\nSec-WebSocket-Key: k\r\n\r\n`
	const AGREED = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: a\r\n\r\n'

	it('joins the two connections, with what was said early', async () => {
		upstream.script = async ({ wire }) => {
			wire.send(`${AGREED}welcome`)
			for (let chunk = await wire.chunk(); chunk !== null; chunk = await wire.chunk()) {
				wire.send(chunk.toString().toUpperCase())
			}
		}
		const wire = await gateway.connect()
		wire.send(`${offer()}early!`)
		const head = await wire.head()
		expect(head?.startLine).toBe('HTTP/1.1 101 Switching Protocols')
		expect(valueOf(head!, 'sec-websocket-accept')).toBe('a')
		expect(valueOf(upstream.arrivals[0]!, 'upgrade')).toBe('websocket')
		expect(await wire.until('!')).toBe('welcomeEARLY!')
		wire.send('more?')
		expect(await wire.until('?')).toBe('MORE?')
		wire.socket.end()
		expect((await wire.rest()).length).toBe(0)
		await upstream.arrivals[0]!.wire.closed
	})

	it('delivers all that was said before Nextcloud ended it', async () => {
		const size = 8 * 1024 * 1024
		upstream.script = ({ wire }) => {
			wire.send(AGREED)
			wire.send(Buffer.alloc(size))
			wire.socket.end()
		}
		const wire = await gateway.connect()
		wire.send(offer())
		await wire.head()
		expect((await wire.rest()).length).toBe(size)
	})

	it('that Nextcloud refuses gets its answer, body and all', async () => {
		upstream.script = always('not here', { status: '404 Not Found' })
		const wire = await gateway.connect()
		wire.send(offer())
		const answer = await wire.answer()
		expect(answer.startLine).toBe('HTTP/1.1 404 Not Found')
		expect(answer.body.toString()).toBe('not here')
		expect((await wire.rest()).length).toBe(0)
	})

	it('while Nextcloud is down gets 502', async () => {
		const lost = await startUpstream(always())
		await lost.close()
		const alone = await startGateway({ upstream: lost.port })
		expect((await alone.exchange(offer())).startLine).toMatch(/^HTTP\/1\.1 502 /)
		await alone.close()
	})

	it('of a client that goes away meanwhile is not asked for any longer', async () => {
		upstream.script = async ({ wire }) => void await wire.rest()
		const wire = await gateway.connect()
		wire.send(offer())
		await arrived()
		wire.socket.destroy()
		await upstream.arrivals[0]!.wire.closed
	})

	it('to HTTP/2 is an offer that is not taken', async () => {
		expect((await gateway.exchange(offer('/status.php', 'h2c'))).body.toString()).toBe('as ever')
		expect(valueOf(upstream.arrivals[0]!, 'upgrade')).toBeUndefined()
	})

	it('of a path of the app gets 404', async () => {
		expect((await gateway.exchange(offer('/apps/integration_nepenthes/api/me'))).startLine).toMatch(/^HTTP\/1\.1 404 /)
		expect(upstream.arrivals).toEqual([])
	})
})

describe('when the gateway stops', () => {
	const stopped = async (scenario: (alone: TestGateway) => Promise<void>) => {
		const alone = await startGateway({ upstream: upstream.port })
		await scenario(alone)
		await alone.close()
	}

	it('a stream in flight finishes, new connections are refused, and nothing waits for idle ones', async () => {
		const { promise: more, resolve: goOn } = Promise.withResolvers<void>()
		upstream.script = async ({ wire, body }) => {
			await body()
			wire.send('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsome')
			await more
			wire.send('more')
		}
		await stopped(async (alone) => {
			const wire = await alone.connect()
			wire.send('GET /big HTTP/1.1\r\nHost: h\r\n\r\n')
			const head = await wire.head()
			const closing = alone.app.close()
			await expect.poll(() => alone.connect().then(() => 'taken', (error: NodeJS.ErrnoException) => error.code)).toBe('ECONNREFUSED')
			goOn()
			const { body, whole } = await wire.body(head!, { untilClose: false })
			expect([body.toString(), whole]).toEqual(['somemore', true])
			const start = performance.now()
			await closing
			expect(performance.now() - start).toBeLessThan(3000)
		})
	})

	it('joined connections end, and those that wait for it', async () => {
		upstream.script = async ({ wire, target }) => {
			if (target === '/joined') {
				wire.send('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n')
			}
			await wire.rest()
		}
		await stopped(async (alone) => {
			const [joined, waiting] = [await alone.connect(), await alone.connect()]
			joined.send('GET /joined HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
			await joined.head()
			waiting.send('GET /waiting HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
			await expect.poll(() => upstream.arrivals.length).toBe(2)
			const closing = alone.app.close()
			await joined.rest()
			await waiting.rest()
			joined.socket.destroy()
			waiting.socket.destroy()
			await closing
		})
	})
})

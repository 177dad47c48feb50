// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Server } from 'node:http'
import type { TestGateway } from './support/gateway.ts'
import type { Upstream } from './support/upstream.ts'

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { always, answerOf, startUpstream } from './support/upstream.ts'
import { valueOf } from './support/wire.ts'

const TIMEOUT = 400

let upstream: Upstream
let gateway: TestGateway

beforeAll(async () => {
	upstream = await startUpstream(always('as ever'))
	gateway = await startGateway({ upstream: upstream.port, config: { forwardTimeout: TIMEOUT } })
})

beforeEach(() => {
	upstream.arrivals = []
	upstream.script = always('as ever')
})

afterAll(async () => {
	await gateway.close()
	await upstream.close()
})

const GET = 'GET /status.php HTTP/1.1\r\nHost: h\r\n\r\n'

const arrived = (count = 1) => expect.poll(() => upstream.arrivals.length).toBe(count)

/** A script that is told when it may go on. */
function gate(): { open: () => void, opened: Promise<void> } {
	const { promise, resolve } = Promise.withResolvers<void>()
	return { open: resolve, opened: promise }
}

describe('a client that goes away', () => {
	it('while it uploads ends the request to Nextcloud', async () => {
		upstream.script = async ({ body }) => {
			await body()
		}
		const wire = await gateway.connect()
		wire.send('PUT /remote.php/dav/x HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nsome')
		await arrived()
		wire.socket.destroy()
		await upstream.arrivals[0]!.wire.closed
		expect((await upstream.arrivals[0]!.body()).whole).toBe(false)
	})

	it('while it uploads in chunks never leaves a whole file behind', async () => {
		upstream.script = async ({ body }) => {
			await body()
		}
		const wire = await gateway.connect()
		wire.send('PUT /remote.php/dav/x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n')
		await arrived()
		wire.socket.destroy()
		await upstream.arrivals[0]!.wire.closed
		expect((await upstream.arrivals[0]!.body()).whole).toBe(false)
	})

	it.each([['an answer', '/status.php'], ['a page', '/apps/dashboard/']])('while %s streams to it ends that too', async (_what, path) => {
		upstream.script = async ({ wire }) => {
			wire.send('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<html>some')
			await wire.rest()
		}
		const wire = await gateway.connect()
		wire.send(`GET ${path} HTTP/1.1\r\nHost: h\r\nAccept: text/html\r\n\r\n`)
		await wire.head()
		wire.socket.destroy()
		await upstream.arrivals[0]!.wire.closed
	})

	it('while Nextcloud thinks ends the request', async () => {
		upstream.script = async ({ wire }) => void await wire.rest()
		const wire = await gateway.connect()
		wire.send(GET)
		await arrived()
		wire.socket.destroy()
		await upstream.arrivals[0]!.wire.closed
	})
})

describe('an answer that Nextcloud breaks off', () => {
	it.each([
		['with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome'],
		['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n'],
		['in the middle of a chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nsome'],
	])('is cut for the client too: %s', async (_how, bytes) => {
		upstream.script = ({ wire }) => {
			wire.send(bytes)
			wire.socket.end()
		}
		const answer = await gateway.exchange(GET)
		expect(answer.startLine).toBe('HTTP/1.1 200 OK')
		expect(answer.body.toString()).toBe('some')
		expect(answer.whole).toBe(false)
	})

	it.each(['gzip', 'identity'])('is cut for the client too: a page (%s)', async (encoding) => {
		upstream.script = ({ wire }) => {
			const page = Buffer.from('<html><head data-user="alice"></head><body id="body-user"><p>some')
			const bytes = encoding === 'gzip' ? gzipSync(page).subarray(0, -10) : page
			wire.send(`HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: ${encoding}\r\nContent-Length: 1000\r\n\r\n`)
			wire.send(bytes)
			wire.socket.end()
		}
		expect((await gateway.exchange('GET /apps/dashboard/ HTTP/1.1\r\nHost: h\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\n\r\n')).whole).toBe(false)
	})

	it('is cut when it falls silent', async () => {
		upstream.script = async ({ wire }) => {
			wire.send('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome')
			await wire.rest()
		}
		expect((await gateway.exchange(GET)).whole).toBe(false)
	})
})

describe('a kept connection that Nextcloud has closed meanwhile', () => {
	/** Answers the first request of a connection; drops the connection when the second has come. */
	const stale = (): Upstream['script'] => {
		const used = new Set<unknown>()
		return async ({ wire, body }) => {
			await body()
			if (used.has(wire)) {
				wire.socket.resetAndDestroy()
				return
			}
			used.add(wire)
			wire.send(answerOf('fine'))
		}
	}

	it('is not noticed by a client that reads', async () => {
		upstream.script = stale()
		const wire = await gateway.connect()
		for (let i = 0; i < 4; i++) {
			wire.send(GET)
			expect((await wire.answer()).body.toString()).toBe('fine')
		}
	})

	it('fails a request that changes something, which might have been carried out', async () => {
		upstream.script = stale()
		expect((await gateway.exchange(GET)).body.toString()).toBe('fine')
		const before = upstream.arrivals.length
		expect((await gateway.exchange('POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab')).startLine).toMatch(/ 502 /)
		expect(upstream.arrivals.slice(before).filter(({ method }) => method === 'POST')).toHaveLength(1)
	})
})

describe('an early answer', () => {
	it('reaches a client that still uploads, whose connection stays of use', async () => {
		upstream.script = ({ wire, body }) => {
			wire.send(answerOf('too large', { status: '413 Payload Too Large' }))
			return body(() => {}).then(() => {})
		}
		const wire = await gateway.connect()
		const size = 8 * 1024 * 1024
		wire.send(`PUT /remote.php/dav/x HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\nsome`)
		const answer = await wire.answer()
		expect(answer.startLine).toBe('HTTP/1.1 413 Payload Too Large')
		expect(answer.body.toString()).toBe('too large')

		upstream.script = always('next')
		wire.send(Buffer.alloc(size - 4))
		wire.send(GET)
		expect((await wire.answer()).body.toString()).toBe('next')
	})

	it('that tells of a server which is down reaches it too', async () => {
		const lost = await startUpstream(always())
		await lost.close()
		const alone = await startGateway({ upstream: lost.port })
		const wire = await alone.connect()
		wire.send('PUT /remote.php/dav/x HTTP/1.1\r\nHost: h\r\nContent-Length: 3000000\r\n\r\n')
		wire.send(Buffer.alloc(3_000_000))
		expect((await wire.answer()).startLine).toMatch(/ 502 /)
		wire.send(GET)
		expect((await wire.answer()).startLine).toMatch(/ 502 /)
		await alone.close()
	})
})

describe('Nextcloud that does not answer', () => {
	it('down: 502, as a page for people and a problem for programs, and all is well when it is back', async () => {
		const one = await startUpstream(always('first'))
		const alone = await startGateway({ upstream: one.port })
		expect((await alone.exchange(GET)).body.toString()).toBe('first')
		await one.close()

		const page = await alone.exchange('GET /apps/files/ HTTP/1.1\r\nHost: h\r\nAccept: text/html,*/*\r\n\r\n')
		expect(page.startLine).toBe('HTTP/1.1 502 Bad Gateway')
		expect(valueOf(page, 'content-type')).toMatch(/^text\/html/)
		expect(valueOf(page, 'cache-control')).toBe('no-store')
		expect(page.body.toString()).toContain('Nextcloud does not answer')
		const problem = await alone.exchange('PROPFIND /remote.php/dav/ HTTP/1.1\r\nHost: h\r\n\r\n')
		expect(valueOf(problem, 'content-type')).toBe('application/problem+json')
		expect(JSON.parse(problem.body.toString())).toMatchObject({ status: 502, code: 'nextcloud-unreachable' })
		expect((await alone.exchange('HEAD /status.php HTTP/1.1\r\nHost: h\r\n\r\n')).startLine).toMatch(/ 502 /)
		expect((await alone.exchange('PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n')).startLine).toMatch(/ 502 /)

		const again = await startUpstream(always('back'), one.port)
		expect((await alone.exchange(GET)).body.toString()).toBe('back')
		await alone.close()
		await again.close()
	})

	it('hanging: 504 when the time is up, and the request is ended', async () => {
		upstream.script = async ({ wire }) => void await wire.rest()
		for (const request of [GET, 'POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab', 'PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n']) {
			upstream.arrivals = []
			const start = performance.now()
			const answer = await gateway.exchange(request)
			expect(answer.startLine).toMatch(/ 504 /)
			expect(JSON.parse(answer.body.toString())).toMatchObject({ code: 'nextcloud-timeout' })
			expect(performance.now() - start).toBeLessThan(TIMEOUT + 2000)
			await upstream.arrivals[0]!.wire.closed
		}
	})

	it('an upload that takes longer than that is not cut while it moves', async () => {
		upstream.script = async ({ body, wire }) => {
			const { body: bytes } = await body()
			wire.send(answerOf(String(bytes.length)))
		}
		const wire = await gateway.connect()
		wire.send('PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n\r\n')
		const start = performance.now()
		let sent = 0
		await new Promise<void>((resolve) => {
			const timer = setInterval(() => {
				wire.send('x')
				if (++sent === 12) {
					clearInterval(timer)
					resolve()
				}
			}, TIMEOUT / 4)
		})
		expect(performance.now() - start).toBeGreaterThan(TIMEOUT * 2)
		expect((await wire.answer()).body.toString()).toBe('12')
	})

	it('not accepting: 504 soon', async () => {
		// A server whose queue is full: it listens, and its only thread sleeps.
		const sleeper = spawn(process.execPath, ['-e', `
			const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
				require('node:fs').writeSync(1, String(server.address().port))
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
			})`], { stdio: ['ignore', 'pipe', 'inherit'] })
		const [port] = await once(sleeper.stdout, 'data')
		const queue = Array.from({ length: 8 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}))
		await once(queue[0]!, 'connect')
		const alone = await startGateway({ upstream: Number(port) })
		const start = performance.now()
		const answers = await Promise.all([GET, 'PUT /x HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n'].map((request) => alone.exchange(request)))
		for (const answer of answers) {
			expect(answer.startLine).toMatch(/ 504 /)
		}
		expect(performance.now() - start).toBeLessThan(6000)
		queue.forEach((socket) => socket.destroy())
		sleeper.kill('SIGKILL')
		await alone.close()
	})

	it('answering nonsense: 502', async () => {
		for (const nonsense of ['SSH-2.0-OpenSSH\r\n\r\n', 'HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n', 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', '']) {
			upstream.script = ({ wire }) => {
				wire.send(nonsense)
				wire.socket.end()
			}
			expect((await gateway.exchange('POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n')).startLine, nonsense).toMatch(/ 502 /)
		}
		upstream.script = always('well again')
		expect((await gateway.exchange(GET)).body.toString()).toBe('well again')
	})
})

describe('a loop', () => {
	it('is broken with 508', async () => {
		for (const more of ['', 'Expect: 100-continue\r\nContent-Length: 3\r\n', 'Connection: Upgrade\r\nUpgrade: websocket\r\n']) {
			expect((await gateway.exchange(`GET /status.php HTTP/1.1\r\nHost: h\r\nX-Nepenthes-Sidecar: 1\r\n${more}\r\n`)).startLine).toMatch(/^HTTP\/1\.1 508 /)
		}
		expect(upstream.arrivals).toEqual([])
	})

	it('is broken when NEXTCLOUD_UPSTREAM is the gateway itself', async () => {
		let outer: TestGateway | undefined = undefined
		const relay = await startUpstream(async ({ wire, startLine, fields }) => {
			const inner = await outer!.exchange(`${startLine}\r\n${fields.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`)
			wire.send(answerOf(inner.body, { status: inner.startLine.replace('HTTP/1.1 ', '') }))
		})
		outer = await startGateway({ upstream: relay.port })
		expect((await outer.exchange(GET)).startLine).toMatch(/ 508 /)
		expect(relay.arrivals).toHaveLength(1)
		await outer.close()
		await relay.close()
	})
})

describe('a client that is slow on purpose', () => {
	it('has a limited time for its headers', () => {
		const { headersTimeout } = gateway.app.server as Server
		expect(headersTimeout).toBeGreaterThan(0)
		expect(headersTimeout).toBeLessThanOrEqual(60_000)
	})

	it('cannot hold a request to Nextcloud by an upload that does not go on', async () => {
		upstream.script = async ({ body }) => {
			await body()
		}
		const wire = await gateway.connect()
		wire.send('PUT /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nsome')
		await arrived()
		await upstream.arrivals[0]!.wire.closed
		expect((await upstream.arrivals[0]!.body()).whole).toBe(false)
	})

	it('does not keep others waiting', async () => {
		const { open, opened } = gate()
		upstream.script = async ({ target, wire, body }) => {
			if (target === '/slow') {
				await opened
			}
			await body()
			wire.send(answerOf(target))
		}
		const slow = gateway.exchange('GET /slow HTTP/1.1\r\nHost: h\r\n\r\n')
		await arrived()
		expect((await gateway.exchange('GET /fast HTTP/1.1\r\nHost: h\r\n\r\n')).body.toString()).toBe('/fast')
		open()
		expect((await slow).body.toString()).toBe('/slow')
	})
})

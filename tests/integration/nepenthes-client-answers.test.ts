// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { AddressInfo, Socket } from 'node:net'
import type { Api } from '../../sidecar/nepenthes/api.ts'
import type { Http, HttpOptions } from '../../sidecar/nepenthes/http.ts'
import type { Script, Upstream } from './support/upstream.ts'

import { once } from 'node:events'
import { createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import Type from 'typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApi, Ignored } from '../../sidecar/nepenthes/api.ts'
import { createHttp } from '../../sidecar/nepenthes/http.ts'
import { freePort } from '../free-port.ts'
import { always, answerOf, startUpstream } from './support/upstream.ts'
import { valueOf } from './support/wire.ts'

/** Milliseconds that a whole call may take here. */
const BUDGET = 500

const User = Type.Object({ id: Type.Integer(), name: Type.String() })

const USER = JSON.stringify({ _type: 'User', id: 14, name: 'Mara Jade', more: { of: 'it' } })

const PAGE = '<!DOCTYPE html><title>Bad gateway</title>'

const JSON_TYPE = ['Content-Type: application/hal+json; charset=utf-8']

let nepenthes: Upstream
let http: Http
let api: Api

function connect(options: HttpOptions = {}) {
	http = createHttp({ connectTimeout: 300, answerTimeout: BUDGET, pause: 10, maxAnswerSize: 50_000, ...options })
	api = createApi(http, `http://127.0.0.1:${nepenthes.port}/np`, 'the token')
}

beforeEach(async () => {
	nepenthes = await startUpstream(always(USER, { fields: JSON_TYPE }))
	connect()
})

afterEach(async () => {
	await nepenthes.close()
	await http.close()
})

const get = () => api.call(User, { method: 'GET', path: '/users/me' })

/** What a promise ends in, and that it does so in time. */
async function inTime<Result>(result: Promise<Result>): Promise<Result> {
	const start = performance.now()
	try {
		return await result
	} finally {
		expect(performance.now() - start).toBeLessThan(BUDGET + 300)
	}
}

/** Each request gets the next answer, the last one all that follow. */
function inTurn(...scripts: Script[]): Script {
	let next = 0
	return (arrival) => scripts[Math.min(next++, scripts.length - 1)]!(arrival)
}

const ok = always(USER, { fields: JSON_TYPE })
const busy = (...fields: string[]) => always(PAGE, { status: '503 Service Unavailable', fields })
const reset: Script = ({ wire }) => void wire.socket.resetAndDestroy()
const hang: Script = () => new Promise(() => {})

describe('a call', () => {
	it('carries the token, and the type of what it sends and wants', async () => {
		await api.call(Ignored, { method: 'POST', path: '/work_packages/7/file_links', query: { a: 'ä&b=[1]' }, body: { name: 'Pläne 🌱' } })
		const [arrival] = nepenthes.arrivals
		expect(arrival!.startLine).toBe('POST /np/api/v3/work_packages/7/file_links?a=%C3%A4%26b%3D%5B1%5D HTTP/1.1')
		expect(valueOf(arrival!, 'authorization')).toBe('Bearer the token')
		expect(valueOf(arrival!, 'content-type')).toBe('application/json')
		expect(valueOf(arrival!, 'accept')).toContain('application/hal+json')
		expect(JSON.parse((await arrival!.body()).body.toString())).toEqual({ name: 'Pläne 🌱' })
	})

	it('that deletes has a content type without having a content', async () => {
		nepenthes.script = ({ wire }) => wire.send('HTTP/1.1 204 No Content\r\n\r\n')
		await expect(api.call(Ignored, { method: 'DELETE', path: '/file_links/7' })).resolves.toBeNull()
		expect(valueOf(nepenthes.arrivals[0]!, 'content-type')).toBe('application/json')
	})

	it('that only reads has none', async () => {
		await get()
		expect(valueOf(nepenthes.arrivals[0]!, 'content-type')).toBeUndefined()
	})
})

describe('an answer', () => {
	it('may have more in it than is needed', async () => {
		await expect(get()).resolves.toMatchObject({ id: 14, name: 'Mara Jade' })
	})

	it('may come compressed, and in pieces', async () => {
		const zipped = gzipSync(USER)
		nepenthes.script = async ({ wire }) => {
			wire.send('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n')
			for (const piece of [zipped.subarray(0, 9), zipped.subarray(9)]) {
				wire.send(Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n')]))
				await new Promise((resolve) => {
					setTimeout(resolve, 5)
				})
			}
			wire.send('0\r\n\r\n')
		}
		await expect(get()).resolves.toMatchObject({ name: 'Mara Jade' })
		expect(valueOf(nepenthes.arrivals[0]!, 'accept-encoding')).toBe('gzip')
	})

	it('may call itself compressed and be empty', async () => {
		nepenthes.script = always('', { fields: ['Content-Encoding: gzip'] })
		await expect(api.call(Ignored, { method: 'GET', path: '/' })).resolves.toBeNull()
	})

	it('with bytes that are no text keeps the rest', async () => {
		nepenthes.script = always(Buffer.from('{"id":14,"name":"M\xFCra"}', 'latin1'))
		await expect(get()).resolves.toEqual({ id: 14, name: 'M\uFFFDra' })
	})

	it.each([
		['a page', PAGE],
		['half of one', USER.slice(0, -9)],
		['nothing', ''],
		['a list', `[${USER}]`],
		['null', 'null'],
		['a name that is none', '{"id":14,"name":null}'],
		['bytes that are no text', Buffer.from([0xFF, 0xFE, 0x00, 0x7B])],
	])('of another shape is not understood: %s', async (_, body) => {
		nepenthes.script = always(body)
		await expect(get()).rejects.toMatchObject({ code: 'nepenthes-unexpected' })
		expect(nepenthes.arrivals).toHaveLength(1)
	})

	it('of another shape is named by its place, without what stands there', async () => {
		nepenthes.script = always('{"id":14,"name":["Secret garden"]}')
		const failure = await get().catch((error: Error) => error.message)
		expect(failure).toContain('/name')
		expect(failure).not.toContain('Secret')
	})

	it.each([
		['long', 'x'.repeat(60_000), []],
		['of unknown length', null, []],
		['long once it is unpacked', gzipSync(Buffer.alloc(20_000_000)), ['Content-Encoding: gzip']],
	])('that is too large is not listened to, nor asked for again: %s', async (_, body, fields) => {
		nepenthes.script = async ({ wire }) => {
			if (body !== null) {
				return wire.send(answerOf(body, { fields }))
			}
			wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
			while (!wire.socket.destroyed) {
				wire.send(`1000\r\n${'x'.repeat(0x1000)}\r\n`)
				await new Promise((resolve) => {
					setTimeout(resolve, 1)
				})
			}
		}
		await expect(inTime(get())).rejects.toMatchObject({ code: 'nepenthes-unexpected' })
		expect(nepenthes.arrivals).toHaveLength(1)
	})

	it.each([
		['half of it is missing', gzipSync(USER).subarray(0, -12)],
		['it is not', Buffer.from(USER)],
	])('that calls itself compressed is not understood, and not taken for an outage, when %s', async (_, body) => {
		nepenthes.script = always(body, { fields: ['Content-Encoding: gzip'] })
		await expect(get()).rejects.toMatchObject({ code: 'nepenthes-unexpected' })
		expect(nepenthes.arrivals).toHaveLength(1)
	})

	it('that is none of HTTP is not understood', async () => {
		nepenthes.script = ({ wire }) => wire.send('220 mail.example ESMTP\r\n')
		await expect(get()).rejects.toMatchObject({ code: 'nepenthes-unexpected' })
	})

	it.each([301, 302, 303, 307, 308])('that leads elsewhere is not followed: %i', async (status) => {
		const elsewhere = await startUpstream(ok)
		nepenthes.script = always('', { status: `${status} Elsewhere`, fields: [`Location: http://127.0.0.1:${elsewhere.port}/np/api/v3/users/me`] })
		try {
			await expect(get()).rejects.toMatchObject({ code: 'nepenthes-unexpected' })
			expect(elsewhere.connections.size).toBe(0)
		} finally {
			await elsewhere.close()
		}
	})
})

describe('no call outlives its budget', () => {
	const drip: Script = async ({ wire }) => {
		wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${USER.length}\r\n\r\n`)
		for (const character of USER) {
			wire.send(character)
			await new Promise((resolve) => {
				setTimeout(resolve, 100)
			})
		}
	}

	it.each<[string, Script]>([
		['never answers', hang],
		['does not finish its head', async ({ wire }) => {
			wire.send('HTTP/1.1 200 OK\r\nContent-')
			await wire.closed
		}],
		['does not finish its body', async ({ wire }) => {
			wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${USER.length}\r\n\r\n${USER.slice(0, 9)}`)
			await wire.closed
		}],
		['answers a byte at a time', drip],
		['is busy at first, then never answers', inTurn(busy(), hang)],
	])('when Nepenthes %s', async (_, script) => {
		nepenthes.script = script
		await expect(inTime(get())).rejects.toMatchObject({ code: 'nepenthes-timeout' })
	})

	it('when Nepenthes takes connections, and lets them be', async () => {
		const mute = createServer()
		mute.listen(0, '127.0.0.1')
		await once(mute, 'listening')
		const { port } = mute.address() as AddressInfo
		const there = createApi(http, `https://127.0.0.1:${port}`, 'the token')
		const sockets: Socket[] = []
		mute.on('connection', (socket) => sockets.push(socket))
		try {
			await expect(inTime(there.call(User, { method: 'GET', path: '/' }))).rejects.toMatchObject({ code: 'nepenthes-timeout' })
		} finally {
			sockets.forEach((socket) => socket.destroy())
			mute.close()
		}
	})

	it('when more wait than there are connections', async () => {
		nepenthes.script = hang
		const results = await inTime(Promise.allSettled(Array.from({ length: 100 }, () => get())))
		expect(new Set(results.map((result) => (result as PromiseRejectedResult).reason.code as string))).toEqual(new Set(['nepenthes-timeout']))
		expect(nepenthes.arrivals.length).toBeLessThan(100)
	})

	it('and its connection is given up with it, so that Nepenthes may stop too', async () => {
		const ended = Promise.withResolvers<void>()
		nepenthes.script = async ({ wire }) => {
			await wire.rest()
			ended.resolve()
		}
		await expect(get()).rejects.toMatchObject({ code: 'nepenthes-timeout' })
		await ended.promise
	})

	it('whoever gives up earlier gets their own reason, and nothing else suffers', async () => {
		nepenthes.script = inTurn(hang, ok)
		const giving = new AbortController()
		const call = api.call(User, { method: 'GET', path: '/users/me', signal: giving.signal })
		const reason = new Error('no longer wanted')
		setTimeout(() => giving.abort(reason), 20)
		await expect(call).rejects.toBe(reason)
		await expect(get()).resolves.toMatchObject({ id: 14 })
	})

	it('whoever gives up in a pause gets their own reason too', async () => {
		connect({ answerTimeout: 5_000 })
		nepenthes.script = busy('Retry-After: 2')
		await expect(inTime(api.call(User, { method: 'GET', path: '/users/me', signal: AbortSignal.timeout(50) }))).rejects.toMatchObject({ name: 'TimeoutError' })
	})
})

describe('what changes nothing is asked again', () => {
	it.each<[string, Script]>([
		['the connection is reset', reset],
		['the connection ends within the head', ({ wire }) => void wire.socket.end('HTTP/1.1 200 OK\r\nContent-')],
		['the connection ends within the body', ({ wire }) => void wire.socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n${USER.slice(0, 9)}`)],
		['a proxy says 502', always(PAGE, { status: '502 Bad Gateway' })],
		['a proxy says 503', busy()],
		['a proxy says 504', always(PAGE, { status: '504 Gateway Timeout' })],
		['it asks too often', always(PAGE, { status: '429 Too Many Requests' })],
	])('twice, when %s', async (_, script) => {
		nepenthes.script = inTurn(script, script, ok)
		await expect(inTime(get())).resolves.toMatchObject({ id: 14 })
		expect(nepenthes.arrivals).toHaveLength(3)
	})

	it.each<[string, string, Script]>([
		['the connection is reset', 'nepenthes-unreachable', reset],
		['a proxy says 503', 'nepenthes-unreachable', busy()],
		['it asks too often', 'nepenthes-rate-limited', always(PAGE, { status: '429 Too Many Requests' })],
	])('no third time, when %s', async (_, code, script) => {
		nepenthes.script = script
		await expect(inTime(get())).rejects.toMatchObject({ code })
		expect(nepenthes.arrivals).toHaveLength(3)
	})

	it.each([400, 401, 403, 404, 409, 422, 500, 501])('but not after an answer that would be the same: %i', async (status) => {
		nepenthes.script = always('{}', { status: `${status} No` })
		await expect(get()).rejects.toThrow()
		expect(nepenthes.arrivals).toHaveLength(1)
	})

	it('as late as Nepenthes wants it', async () => {
		connect({ answerTimeout: 5_000 })
		nepenthes.script = inTurn(busy('Retry-After: 1'), ok)
		const start = performance.now()
		await expect(get()).resolves.toMatchObject({ id: 14 })
		expect(performance.now() - start).toBeGreaterThan(990)
	})

	it('not at all, and the caller hears at once, when Nepenthes wants it later than there is time for', async () => {
		nepenthes.script = always(PAGE, { status: '429 Too Many Requests', fields: ['Retry-After: 30'] })
		const start = performance.now()
		await expect(get()).rejects.toMatchObject({ code: 'nepenthes-rate-limited', retryAfter: 30 })
		expect(performance.now() - start).toBeLessThan(BUDGET / 2)
		expect(nepenthes.arrivals).toHaveLength(1)
	})

	it('with pauses in between, which differ', async () => {
		connect({ pause: 40, answerTimeout: 2_000 })
		const times: number[] = []
		nepenthes.script = (arrival) => {
			times.push(performance.now())
			return busy()(arrival)
		}
		await expect(get()).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
		expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(19)
		expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(39)
	})
})

describe.each(['POST', 'PATCH', 'DELETE'] as const)('what may have changed something is sent once: %s', (method) => {
	it.each<[string, string, Script]>([
		['the connection is reset', 'nepenthes-unreachable', reset],
		['a proxy says 503', 'nepenthes-unreachable', busy('Retry-After: 0')],
		['it is sent too often', 'nepenthes-rate-limited', always(PAGE, { status: '429 Too Many Requests', fields: ['Retry-After: 0'] })],
	])('when %s', async (_, code, script) => {
		nepenthes.script = inTurn(script, ok)
		await expect(api.call(Ignored, { method, path: '/file_links/7' })).rejects.toMatchObject({ code })
		expect(nepenthes.arrivals).toHaveLength(1)
	})
})

describe('a Nepenthes that is not there', () => {
	it('is unreachable, and reached again once it is there', async () => {
		const port = await freePort()
		const there = createApi(http, `http://127.0.0.1:${port}`, 'the token')
		const call = () => there.call(User, { method: 'GET', path: '/users/me' })
		await expect(inTime(call())).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
		const server = await startUpstream(ok, port)
		try {
			await expect(call()).resolves.toMatchObject({ id: 14 })
		} finally {
			await server.close()
		}
	})

	it('is unreachable when its name is known to nobody', async () => {
		await expect(inTime(createApi(http, 'http://nepenthes.invalid', 'the token').call(User, { method: 'GET', path: '/' }))).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
	})

	it('is unreachable by https where http is spoken', async () => {
		const plain = createServer((socket) => {
			socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'))
		})
		plain.listen(0, '127.0.0.1')
		await once(plain, 'listening')
		const { port } = plain.address() as AddressInfo
		try {
			await expect(inTime(createApi(http, `https://127.0.0.1:${port}`, 'the token').call(User, { method: 'GET', path: '/' }))).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
		} finally {
			plain.close()
		}
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TestGateway } from './support/gateway.ts'
import type { Upstream } from './support/upstream.ts'
import type { Field } from './support/wire.ts'

import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startGateway } from './support/gateway.ts'
import { Chance } from './support/random.ts'
import { always, answerOf, startUpstream } from './support/upstream.ts'
import { valueOf, valuesOf } from './support/wire.ts'

let upstream: Upstream
let gateway: TestGateway

beforeAll(async () => {
	upstream = await startUpstream(always('as ever'))
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

/** Fields that belong to each connection, and those by which the gateway says who asked. */
const OF_THE_CONNECTION = /^(?:host|connection|keep-alive|content-length|transfer-encoding|x-forwarded-(?:for|host|proto)|x-nepenthes-sidecar)$/i

const ofTheMessage = (fields: readonly Field[]) => fields.filter(([name]) => !OF_THE_CONNECTION.test(name))

function chunked(body: Buffer, chance: Chance) {
	const pieces: Buffer[] = []
	for (let at = 0; at < body.length;) {
		const size = Math.min(body.length - at, 1 + chance.integer(700))
		pieces.push(Buffer.from(`${size.toString(16)}\r\n`), body.subarray(at, at + size), Buffer.from('\r\n'))
		at += size
	}
	return Buffer.concat(pieces)
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'PROPPATCH', 'MKCOL', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH', 'ACL', 'MKCALENDAR']
const TARGETS = [
	'/',
	'/index.php',
	'/status.php',
	'/remote.php/dav/files/alice/a%2Fb%23c+d%20e.txt',
	'//double//slash',
	'/a/../b/./c',
	'/%',
	'/%zz?%',
	'/s/TOKEN/download?path=%2F&files=a+b',
	'/ocs/v2.php/cloud/capabilities?format=json',
	'/remote.php/dav/files/%C3%A4%F0%9F%8C%B1.txt',
	`/long?q=${'x'.repeat(8192)}`,
	'/apps/files/?dir=/Plans&fileid=7#',
	'/a;b=c,d|e^f{g}`h"i<j>',
	'/index.php/apps/files',
	'/apps/app_api/proxy/other/page.html',
	'/.well-known/caldav',
]
const STATUSES = ['200 OK', '200 Sehr gut', '200 ', '201 Created', '203 X', '204 No Content', '205 Reset Content', '206 Partial Content', '207 Multi-Status', '226 IM Used', '300 Many', '301 Moved Permanently', '303 See Other', '304 Not Modified', '307 Go', '400 Bad', '401 Unauthorized', '403 Forbidden', '404 Weg', '405 No', '409 Conflict', '412 Precondition Failed', '413 Too Large', '416 Range', '423 Locked', '429 Slow', '451 Law', '499 Odd', '500 Internal Server Error', '503 Service Unavailable', '507 Full', '599 Last']
const REQUEST_FIELDS = [
	['Cookie', 'oc_sessionPassphrase=a%2Bb; nc_sameSiteCookielax=true'],
	['cookie', 'second=1'],
	['DEPTH', '1'],
	['Destination', 'http://cloud.example/remote.php/dav/files/alice/%C3%A4%20b'],
	['If', '(<opaquelocktoken:1>)'],
	['Range', 'bytes=0-9'],
	['X-OC-Mtime', '1795418870'],
	['OC-Total-Length', '12'],
	['X-Latin', 'gr\xfc\xdfe'],
	['X-Bytes', '\xc3\xa4\xf0\x9f\x8c\xb1'],
	['x-twice', 'one'],
	['X-Twice', 'two'],
	['Accept-Encoding', 'gzip, br;q=0.5'],
	['If-None-Match', '"abc"'],
	['Authorization', 'Basic YTpi'],
	['AUTHORIZATION-APP-API', 'YTpi'],
	['EX-APP-ID', 'other'],
	['Origin', 'https://elsewhere.example'],
	['X-Empty', ''],
	['TE', 'trailers'],
	['Content-Type', 'text/x-odd; a="b"'],
] as const satisfies Field[]
const ANSWER_FIELDS = [
	['Set-Cookie', 'a=1; path=/; HttpOnly'],
	['set-cookie', 'b=2; SameSite=Lax'],
	['Set-Cookie', 'a=3'],
	['WWW-Authenticate', 'Basic realm="x"'],
	['WWW-Authenticate', 'Bearer'],
	['ETag', '"5d"'],
	['OC-ETag', 'W/"5d"'],
	['X-User-Id', 'Zo\xc3\xab'],
	['Content-Type', 'text/html; charset=UTF-8'],
	['Content-Disposition', 'attachment; filename*=UTF-8\'\'%C3%A4.html; filename="\xe4.html"'],
	['Date', 'Mon, 23 Nov 2026 09:00:00 GMT'],
	['Vary', 'Cookie'],
	['vary', 'Accept'],
	['Content-Range', 'bytes 0-9/10'],
	['X-Empty', ''],
	['DAV', '1, 3'],
	['Content-Security-Policy', 'default-src \'none\'; script-src \'nonce-abc\''],
	['Retry-After', '3'],
	['Allow', 'GET'],
] as const satisfies Field[]
const BODIES = [
	Buffer.alloc(0),
	Buffer.from('x'),
	Buffer.from('<html><head data-user="alice"></head><body id="body-user"><div id="initial-state-container"></div></body></html>'),
	gzipSync('zipped'.repeat(300)),
	brotliCompressSync('brotli'.repeat(300)),
	new Chance(1).bytes(5000),
	new Chance(2).bytes(120_000),
]

function some<T>(chance: Chance, list: readonly T[], most: number): T[] {
	return Array.from({ length: chance.integer(most + 1) }, () => chance.oneOf(list))
}

describe('what Nextcloud and its clients say to each other', () => {
	// A few hundred kinds of exchange, several on one connection as browsers do.
	it.each(Array.from({ length: 40 }, (_, i) => i + 1))('passes as it is, byte for byte (seed %i)', async (seed) => {
		const chance = new Chance(seed)
		let wire = await gateway.connect()
		for (let i = 0; i < 10; i++) {
			const method = chance.oneOf(METHODS)
			const target = chance.oneOf(TARGETS)
			const sent: Field[] = [['Host', 'cloud.example'], ...some(chance, REQUEST_FIELDS, 8)]
			const upload = chance.integer(2) === 0 ? null : chance.oneOf(BODIES)
			const uploadChunked = chance.integer(2) === 0
			const framing = upload === null ? [] : uploadChunked ? ['Transfer-Encoding: chunked'] : [`Content-Length: ${upload.length}`]

			const status = chance.oneOf(STATUSES)
			const fields = some(chance, ANSWER_FIELDS, 8)
			const download = chance.oneOf(BODIES)
			const style = chance.oneOf(['length', 'chunked', 'close'] as const)
			const trailers: Field[] = style === 'chunked' && chance.integer(2) === 0 ? [['X-Sum', 'a\xe4'], ['x-sum', 'b']] : []
			const bodiless = method === 'HEAD' || /^(?:204|304)/.test(status)
			const head = [`HTTP/1.1 ${status}`, ...fields.map(([name, value]) => `${name}: ${value}`)]

			let arrived: Buffer | undefined
			upstream.script = async ({ body, wire: back }) => {
				const { body: bytes, whole } = await body()
				arrived = whole ? bytes : undefined
				const lengthGiven = style === 'length' ? [`Content-Length: ${download.length}`] : []
				const connection = style === 'close' ? ['Connection: close'] : ['Keep-Alive: timeout=5']
				const encoding = style === 'chunked' && !bodiless ? ['Transfer-Encoding: chunked'] : []
				back.send(`${[...head, ...connection, ...lengthGiven, ...encoding].join('\r\n')}\r\n\r\n`)
				if (!bodiless) {
					back.send(style !== 'chunked'
						? download
						: Buffer.concat([chunked(download, chance), Buffer.from(`0\r\n${trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`, 'latin1')]))
				}
				if (style === 'close') {
					back.socket.end()
				}
			}

			wire.send(`${[`${method} ${target} HTTP/1.1`, ...sent.map(([name, value]) => `${name}: ${value}`), ...framing].join('\r\n')}\r\n\r\n`)
			if (upload !== null) {
				wire.send(uploadChunked ? Buffer.concat([chunked(upload, chance), Buffer.from('0\r\n\r\n')]) : upload)
			}
			const answer = await wire.answer(method)
			const arrival = upstream.arrivals.at(-1)!
			const what = `seed ${seed}, exchange ${i}: ${method} ${target.slice(0, 60)} → ${status} ${style}`

			expect(arrival.startLine, what).toBe(`${method} ${target} HTTP/1.1`)
			expect(ofTheMessage(arrival.fields), what).toEqual(ofTheMessage(sent))
			expect(valueOf(arrival, 'host'), what).toBe('cloud.example')
			expect(arrived?.equals(upload ?? Buffer.alloc(0)), what).toBe(true)

			expect(answer.startLine, what).toBe(`HTTP/1.1 ${status}`)
			expect(ofTheMessage(answer.fields), what).toEqual(fields)
			expect(answer.whole, what).toBe(true)
			expect(answer.body.equals(bodiless ? Buffer.alloc(0) : download), what).toBe(true)
			expect(answer.trailers, what).toEqual(bodiless ? [] : trailers)
			if (style === 'length') {
				expect(valueOf(answer, 'content-length'), what).toBe(String(download.length))
			}
			if (wire.socket.readableEnded) {
				wire = await gateway.connect()
			}
		}
		wire.socket.destroy()
	})

	it('sends 40 kB of cookies on', async () => {
		const cookie = Array.from({ length: 400 }, (_, i) => `c${i}=${'v'.repeat(95)}`).join('; ')
		await gateway.exchange(`GET /status.php HTTP/1.1\r\nHost: h\r\nCookie: ${cookie}\r\n\r\n`)
		expect(valueOf(upstream.arrivals[0]!, 'cookie')).toBe(cookie)
	})

	it('turns the absolute form of a target into the one that Nextcloud expects', async () => {
		for (const [target, path] of [['http://cloud.example/a%2Fb?c=d', '/a%2Fb?c=d'], ['http://cloud.example', '/'], ['http://cloud.example?q=1', '/?q=1']]) {
			await gateway.exchange(`GET ${target} HTTP/1.1\r\nHost: cloud.example\r\n\r\n`)
			expect(upstream.arrivals.at(-1)?.target).toBe(path)
		}
	})

	it('answers "OPTIONS *" with an answer', async () => {
		expect((await gateway.exchange('OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n')).startLine).toMatch(/^HTTP\/1\.1 [245]/)
	})

	it('keeps hop-by-hop fields to each connection, also those that Connection names', async () => {
		upstream.script = always('', { fields: ['Connection: keep-alive, X-Private', 'X-Private: 1', 'Proxy-Connection: x', 'X-Public: 2'] })
		const answer = await gateway.exchange('GET /status.php HTTP/1.1\r\nHost: h\r\nConnection: X-Mine, keep-alive, Cookie\r\nX-Mine: 1\r\nKeep-Alive: 300\r\nCookie: a=b\r\n\r\n')
		expect(upstream.arrivals[0]!.fields.map(([name]) => name.toLowerCase())).not.toContain('x-mine')
		expect(upstream.arrivals[0]!.fields.map(([name]) => name.toLowerCase())).not.toContain('keep-alive')
		expect(valueOf(upstream.arrivals[0]!, 'cookie')).toBe('a=b')
		expect(valueOf(answer, 'x-private')).toBeUndefined()
		expect(valueOf(answer, 'proxy-connection')).toBeUndefined()
		expect(valueOf(answer, 'x-public')).toBe('2')
	})

	it('says who asked, whatever the client says of itself', async () => {
		await gateway.exchange('GET /status.php HTTP/1.1\r\nHost: cloud.example\r\nX-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Host: evil.example\r\nForwarded: for=9.9.9.9\r\nX-Real-IP: 9.9.9.9\r\n\r\n')
		const [arrival] = upstream.arrivals
		expect(valuesOf(arrival!, 'x-forwarded-for')).toEqual(['127.0.0.1'])
		expect(valuesOf(arrival!, 'x-forwarded-host')).toEqual(['cloud.example'])
		expect(valueOf(arrival!, 'forwarded') ?? valueOf(arrival!, 'x-real-ip')).toBeUndefined()
	})

	it('serves a client of HTTP/1.0', async () => {
		upstream.script = async ({ wire, body }) => {
			await body()
			wire.send('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n')
		}
		const answer = await gateway.exchange('GET /status.php HTTP/1.0\r\nHost: h\r\nExpect: 100-continue\r\n\r\n')
		expect(answer.startLine).toBe('HTTP/1.1 200 OK')
		expect(answer.body.toString()).toBe('abc')
	})

	it.each(['HEAD', 'GET'])('passes an announced trailer that cannot come: %s', async (method) => {
		upstream.script = async ({ wire, body }) => {
			await body()
			wire.send(`HTTP/1.1 200 OK\r\nTrailer: X-Sum\r\nContent-Length: 3\r\n\r\n${method === 'HEAD' ? '' : 'abc'}`)
		}
		expect((await gateway.exchange(`${method} /status.php HTTP/1.1\r\nHost: h\r\n\r\n`)).startLine).toBe('HTTP/1.1 200 OK')
	})

	it('passes a reason of any bytes', async () => {
		upstream.script = always('', { status: '404 \xc3\xa4\xf0\x9f\x8c\xb1' })
		expect((await gateway.exchange('GET /status.php HTTP/1.1\r\nHost: h\r\n\r\n')).startLine).toBe('HTTP/1.1 404 \xc3\xa4\xf0\x9f\x8c\xb1')
		// What is no UTF-8 is passed as well as the HTTP client gives it: the status at least.
		upstream.script = always('', { status: '404 Gr\xfc\xdfe' })
		expect((await gateway.exchange('GET /status.php HTTP/1.1\r\nHost: h\r\n\r\n')).startLine).toMatch(/^HTTP\/1\.1 404 Gr.+e$/)
	})

	it.each(['\x01', '\x7f', 'a\x00b'])('gives an answer in time when a header holds what none may hold (%j)', async (value) => {
		upstream.script = always('body', { fields: [`X-Odd: ${value}`] })
		expect((await gateway.exchange('GET /status.php HTTP/1.1\r\nHost: h\r\n\r\n')).startLine).toMatch(/^HTTP\/1\.1 (?:200|502) /)
		upstream.script = async ({ wire }) => wire.send(answerOf('body', { fields: [`X-Odd: ${value}`] }))
		expect((await gateway.exchange('PUT /status.php HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n')).startLine).toMatch(/^HTTP\/1\.1 (?:200|502) /)
	})

	it('refuses at once a target with bytes that must be percent-encoded', async () => {
		expect((await gateway.exchange('GET /\xc3\xa4 HTTP/1.1\r\nHost: h\r\n\r\n')).startLine).toMatch(/^HTTP\/1\.1 400 /)
		expect(upstream.arrivals).toEqual([])
	})

	it('keeps hints of the server to itself and passes the final answer', async () => {
		upstream.script = async ({ wire, body }) => {
			await body()
			wire.send('HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n')
			wire.send(answerOf('final'))
		}
		const answer = await gateway.exchange('GET /status.php HTTP/1.1\r\nHost: h\r\n\r\n')
		expect(answer.body.toString()).toBe('final')
	})
})

describe('an HTML file of a user', () => {
	const html = Buffer.from('<!DOCTYPE html><html><head data-user="alice"></head><body id="body-user"><div id="initial-state-container"></div></body></html>')
	const navigation = 'Host: cloud.example\r\nAccept: text/html\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nAccept-Encoding: gzip\r\nIf-None-Match: "x"'

	it.each(['/remote.php/dav/files/alice/page.html', '/remote.php/webdav/page.html', '/public.php/dav/files/TOKEN/page.html', '/s/TOKEN/download', '/index.php/s/TOKEN/download', '/apps/app_api/proxy/other/page.html', '/index.php/apps/app_api/proxy/other/', '/exapps/other/page.html'])('comes back as it is from %s', async (path) => {
		upstream.script = always(html, { fields: ['Content-Type: text/html; charset=UTF-8', 'X-User-Id: alice', 'Content-Security-Policy: script-src \'nonce-n\'', 'ETag: "x"'] })
		const answer = await gateway.exchange(`GET ${path} HTTP/1.1\r\n${navigation}\r\n\r\n`)
		expect(answer.body.equals(html)).toBe(true)
		expect(valueOf(answer, 'etag')).toBe('"x"')
		expect(valueOf(upstream.arrivals[0]!, 'accept-encoding')).toBe('gzip')
		expect(valueOf(upstream.arrivals[0]!, 'if-none-match')).toBe('"x"')
	})
})

describe('a redirect', () => {
	const locationFor = async (location: string, host = 'cloud.example') => {
		upstream.script = always('', { status: '301 Moved', fields: [`Location: ${location}`] })
		return valueOf(await gateway.exchange(`GET /remote HTTP/1.1\r\nHost: ${host}\r\n\r\n`), 'location')
	}

	it('in which the server behind names itself leads back through the gateway', async () => {
		expect(await locationFor(`http://127.0.0.1:${upstream.port}/remote.php/dav/?a=%2F`)).toBe('/remote.php/dav/?a=%2F')
		expect(await locationFor(`http://cloud.example:${upstream.port}/x`)).toBe('/x')
	})

	it('to anywhere else stays as it is', async () => {
		for (const location of ['/login', 'https://cloud.example/apps/files', 'https://elsewhere.example/?u=http://127.0.0.1/', 'nc://login/server:x', '?a=b', '//cdn.example/x', '%']) {
			expect(await locationFor(location)).toBe(location)
		}
	})

	it('cannot be bent to another site by a path of two slashes', async () => {
		for (const path of ['//evil.example/x', '/\\evil.example/x']) {
			const location = await locationFor(`http://127.0.0.1:${upstream.port}${path}`)
			expect(new URL(location!, 'https://cloud.example/').host).toBe('cloud.example')
		}
	})
})

describe('big bodies', () => {
	const size = 64 * 1024 * 1024
	const piece = new Chance(3).bytes(64 * 1024)

	it('stream up without being held in memory', async () => {
		let arrived = 0
		upstream.script = async ({ body, wire }) => {
			await body((part) => {
				arrived += part.length
			})
			wire.send(answerOf('stored'))
		}
		const before = process.memoryUsage().rss
		const wire = await gateway.connect()
		wire.send(`PUT /remote.php/dav/big HTTP/1.1\r\nHost: h\r\nContent-Length: ${size}\r\n\r\n`)
		for (let sent = 0; sent < size; sent += piece.length) {
			if (!wire.socket.write(piece)) {
				await new Promise((resolve) => wire.socket.once('drain', resolve))
			}
		}
		expect((await wire.answer()).body.toString()).toBe('stored')
		expect(arrived).toBe(size)
		expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024)
	})

	it('stream down only as fast as the client takes them', async () => {
		let written = 0
		upstream.script = async ({ body, wire }) => {
			await body()
			wire.send(`HTTP/1.1 200 OK\r\nContent-Length: ${size}\r\n\r\n`)
			for (; written < size; written += piece.length) {
				if (!wire.socket.write(piece)) {
					await new Promise((resolve) => wire.socket.once('drain', resolve))
				}
			}
		}
		const wire = await gateway.connect()
		wire.send('GET /remote.php/dav/big HTTP/1.1\r\nHost: h\r\n\r\n')
		const head = await wire.head()
		// The client takes nothing: what has been sent comes to a stop in the buffers of the system.
		let last = -1
		await expect.poll(() => {
			const still = written === last
			last = written
			return still
		}, { interval: 150, timeout: 5000 }).toBe(true)
		expect(written).toBeLessThan(32 * 1024 * 1024)

		let taken = 0
		const { whole } = await wire.body(head!, {
			untilClose: false,
			see: (part) => {
				taken += part.length
			},
		})
		expect(whole).toBe(true)
		expect(taken).toBe(size)
	})
})

it('serves 200 requests at once, each its own answer', async () => {
	upstream.script = async ({ body, wire, target, method }) => {
		const { body: sent } = await body()
		wire.send(answerOf(`${method} ${target} ${sent.length}`))
	}
	const answers = await Promise.all(Array.from({ length: 200 }, async (_, i) => {
		const body = 'x'.repeat(i % 3 === 0 ? 0 : i * 50)
		const method = i % 3 === 0 ? 'GET' : 'PUT'
		const answer = await gateway.exchange(`${method} /file-${i} HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
		return answer.body.toString() === `${method} /file-${i} ${body.length}`
	}))
	expect(answers).toEqual(answers.map(() => true))
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Http } from '../../sidecar/nepenthes/http.ts'
import type { Script, Upstream } from './support/upstream.ts'

import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createApi } from '../../sidecar/nepenthes/api.ts'
import { fetchAvatar } from '../../sidecar/nepenthes/avatar.ts'
import { createHttp } from '../../sidecar/nepenthes/http.ts'
import { always, startUpstream } from './support/upstream.ts'
import { valueOf } from './support/wire.ts'

const BUDGET = 400

const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part)))

const PNG = bytes([0x89], 'PNG\r\n', [0x1A, 0x0A, 0, 0, 0, 13], 'IHDR')
const JPEG = bytes([0xFF, 0xD8, 0xFF, 0xE0, 0, 16], 'JFIF')
const GIF = bytes('GIF89a', [1, 0, 1, 0])
const WEBP = bytes('RIFF', [36, 0, 0x0A, 0], 'WEBPVP8 ')
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

let nepenthes: Upstream
let elsewhere: Upstream
let http: Http

beforeEach(async () => {
	nepenthes = await startUpstream(always(PNG, { fields: ['Content-Type: image/png'] }))
	elsewhere = await startUpstream(always(JPEG, { fields: ['Content-Type: image/jpeg'] }))
	http = createHttp({ connectTimeout: 300, answerTimeout: BUDGET, pause: 5 })
})

afterEach(async () => {
	await Promise.all([nepenthes.close(), elsewhere.close()])
	await http.close()
})

const ask = () => fetchAvatar(createApi(http, `http://127.0.0.1:${nepenthes.port}/np`, 'the token'), http, 14)

const leadTo = (location: string, status = 302): Script => always('', { status: `${status} Elsewhere`, fields: [`Location: ${location}`] })

const atElsewhere = (path = '/avatar/x?s=64') => `http://127.0.0.1:${elsewhere.port}${path}`

/** Where requests went that carried the token. */
const tokenSeenBy = () => [nepenthes, elsewhere].flatMap((server) => server.arrivals.filter((arrival) => arrival.fields.some(([, value]) => value.includes('the token'))).map((arrival) => `${server === nepenthes ? 'nepenthes' : 'elsewhere'} ${arrival.target}`))

describe('a picture', () => {
	it.each([
		['image/png', PNG],
		['image/jpeg', JPEG],
		['image/gif', GIF],
		['image/gif', bytes('GIF87a')],
		['image/webp', WEBP],
	])('is known as %s by what it is, whatever it is called', async (type, content) => {
		for (const called of ['image/png', 'text/html', 'application/octet-stream', 'image/svg+xml']) {
			nepenthes.script = always(content, { fields: [`Content-Type: ${called}`] })
			expect(await ask()).toEqual({ type, content })
		}
	})

	it.each([
		['SVG', 'image/svg+xml', SVG],
		['SVG with a prologue', 'image/svg+xml', `<?xml version="1.0"?>${SVG}`],
		['SVG that calls itself PNG', 'image/png', SVG],
		['a page that calls itself JPEG', 'image/jpeg', '<!DOCTYPE html><script>alert(1)</script>'],
		['a page that has a picture in it', 'image/png', `<script>//${PNG.toString('latin1')}`],
		['TIFF', 'image/tiff', bytes('II*', [0])],
		['BMP', 'image/bmp', 'BM6'],
		['a sound', 'image/webp', bytes('RIFF', [36, 0, 0, 0], 'WAVEfmt ')],
		['nothing', 'image/png', ''],
		['a byte of it', 'image/png', PNG.subarray(0, 1)],
	])('is none when it is %s', async (_, type, content) => {
		nepenthes.script = always(content, { fields: [`Content-Type: ${type}`] })
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
	})

	it('may come compressed', async () => {
		nepenthes.script = always(gzipSync(PNG), { fields: ['Content-Encoding: gzip'] })
		expect((await ask()).content).toEqual(PNG)
	})

	it('may have a mebibyte, and not a byte more', async () => {
		const sized = (length: number) => Buffer.concat([PNG, Buffer.alloc(length - PNG.length)])
		nepenthes.script = always(sized(1024 * 1024))
		expect((await ask()).content).toHaveLength(1024 * 1024)
		for (const content of [sized(1024 * 1024 + 1), sized(7_000_000)]) {
			nepenthes.script = always(content)
			await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
		}
		nepenthes.script = always(gzipSync(sized(2_000_000)), { fields: ['Content-Encoding: gzip'] })
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
	})

	it.each([
		['in the words of the API', '{"_type":"Error","errorIdentifier":"urn:openproject-org:api:v3:errors:NotFound","message":"-"}'],
		['without words', ''],
		['with a page', '<h1>Not found</h1>'],
	])('is not there when Nepenthes says 404, %s', async (_, body) => {
		nepenthes.script = always(body, { status: '404 Not Found' })
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
	})

	it.each([
		['401 Unauthorized', ['WWW-Authenticate: Bearer realm="OpenProject API", error="invalid_token"'], 'nepenthes-unauthorized'],
		['500 Internal Server Error', [], 'nepenthes-unexpected'],
		['503 Service Unavailable', [], 'nepenthes-unreachable'],
		['429 Too Many Requests', [], 'nepenthes-rate-limited'],
	])('that cannot be asked for is not said to be missing: %s', async (status, fields, code) => {
		nepenthes.script = always('', { status, fields })
		await expect(ask()).rejects.toMatchObject({ code })
	})
})

describe('a picture that lies elsewhere', () => {
	it.each([301, 302, 303, 307, 308])('is fetched from there, without the token: %i', async (status) => {
		nepenthes.script = leadTo(atElsewhere(), status)
		expect(await ask()).toEqual({ type: 'image/jpeg', content: JPEG })
		expect(elsewhere.arrivals.map(({ target }) => target)).toEqual(['/avatar/x?s=64'])
		expect(tokenSeenBy()).toEqual(['nepenthes /np/api/v3/users/14/avatar'])
		expect(valueOf(elsewhere.arrivals[0]!, 'authorization')).toBeUndefined()
	})

	it('on Nepenthes itself too', async () => {
		nepenthes.script = (arrival) => (arrival.target.startsWith('/np/uploads/') ? always(GIF) : leadTo('/np/uploads/14.gif'))(arrival)
		expect(await ask()).toMatchObject({ type: 'image/gif' })
		expect(tokenSeenBy()).toHaveLength(1)
	})

	it('gets the token on no way back either', async () => {
		nepenthes.script = (arrival) => (arrival.target.endsWith('/users/14/avatar') ? leadTo(atElsewhere('/back')) : always(PNG))(arrival)
		elsewhere.script = leadTo(`http://127.0.0.1:${nepenthes.port}/np/api/v3/users/15/avatar`)
		expect(await ask()).toMatchObject({ type: 'image/png' })
		expect(tokenSeenBy()).toEqual(['nepenthes /np/api/v3/users/14/avatar'])
	})

	it.each(['/np/api/v3/users/14/avatar', 'avatar', '', '?'])('in a circle is none: %j', async (location) => {
		nepenthes.script = leadTo(location)
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
		expect(nepenthes.arrivals.length).toBeLessThanOrEqual(3)
		expect(tokenSeenBy()).toHaveLength(1)
	})

	it.each(['file:///etc/passwd', 'data:image/png;base64,iVBORw0KGgo=', 'ftp://127.0.0.1/x', 'javascript:alert(1)', 'http://', 'http://['])('and cannot be fetched is none: %s', async (location) => {
		nepenthes.script = leadTo(location)
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
	})

	it('nowhere is none', async () => {
		nepenthes.script = always('', { status: '302 Found' })
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
	})

	it('and is no picture there is none', async () => {
		nepenthes.script = leadTo(atElsewhere())
		elsewhere.script = always(SVG, { fields: ['Content-Type: image/png'] })
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
	})

	it.each(['401 Unauthorized', '403 Forbidden', '404 Not Found', '410 Gone'])('and is refused there is none, and says nothing about the user\'s token: %s', async (status) => {
		nepenthes.script = leadTo(atElsewhere())
		elsewhere.script = always('{"errorIdentifier":"urn:openproject-org:api:v3:errors:Unauthenticated"}', { status, fields: ['WWW-Authenticate: Bearer error="invalid_token"'] })
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-not-found' })
	})

	it('and cannot be had just now is not said to be missing', async () => {
		nepenthes.script = leadTo(atElsewhere())
		elsewhere.script = always('', { status: '503 Slow Down' })
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
		elsewhere.script = () => new Promise(() => {})
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-timeout' })
		await elsewhere.close()
		await expect(ask()).rejects.toMatchObject({ code: 'nepenthes-unreachable' })
	})
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TestGateway } from './support/gateway.ts'
import type { Upstream } from './support/upstream.ts'

import { brotliCompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodeState, encodeState } from '../../sidecar/gateway/initial-state.ts'
import { startGateway } from './support/gateway.ts'
import { always, startUpstream } from './support/upstream.ts'
import { valueOf, valuesOf } from './support/wire.ts'

const PAGE = '<html><head data-user="alice"></head><body id="body-user"><div id="initial-state-container"></div></body></html>'
const FIELDS = ['Content-Type: text/html; charset=UTF-8', 'X-User-Id: alice', 'Content-Security-Policy: script-src \'nonce-n1\'', 'ETag: "x"', 'Set-Cookie: a=1', 'Set-Cookie: b=2']
const SCRIPT = '<script type="module" nonce="n1" src="/apps/integration_nepenthes/assets/main-test.js"></script>'

let upstream: Upstream
let gateway: TestGateway

beforeAll(async () => {
	upstream = await startUpstream(always())
	gateway = await startGateway({ upstream: upstream.port })
})

beforeEach(() => {
	upstream.arrivals = []
	upstream.script = always(PAGE, { fields: FIELDS })
})

afterAll(async () => {
	await gateway.close()
	await upstream.close()
})

const navigate = (more: readonly string[] = [], { method = 'GET', path = '/apps/dashboard/', mode = 'navigate' } = {}) => gateway.exchange([`${method} ${path} HTTP/1.1`, 'Host: h', 'Accept: text/html', `Sec-Fetch-Mode: ${mode}`, 'If-None-Match: "x"', ...more].join('\r\n') + '\r\n\r\n')

describe('a page', () => {
	it('is asked for plain and without conditions, and keeps the headers that are still true', async () => {
		const answer = await navigate(['Accept-Encoding: br'])
		expect(answer.body.toString()).toContain(SCRIPT)
		expect(valuesOf(upstream.arrivals[0]!, 'accept-encoding')).toEqual(['identity'])
		expect(valueOf(upstream.arrivals[0]!, 'if-none-match')).toBeUndefined()
		expect(valuesOf(answer, 'set-cookie')).toEqual(['a=1', 'b=2'])
		expect(valueOf(answer, 'etag')).toBeUndefined()
		expect(valueOf(answer, 'content-length')).toBeUndefined()
	})

	it.each([['gzip', gzipSync(PAGE)], ['br', brotliCompressSync(PAGE)], ['identity', Buffer.from(PAGE)]])('that comes as %s is extended all the same', async (encoding, body) => {
		upstream.script = always(body, { fields: [...FIELDS, `Content-Encoding: ${encoding}`] })
		const answer = await navigate()
		expect(valueOf(answer, 'content-encoding')).toBeUndefined()
		expect(answer.body.toString()).toContain(SCRIPT)
	})

	it.each([['gzip', true], ['br, gzip;q=0.5', true], ['gzip;q=0', false], ['gzip; q=0.000, br', false], ['deflate', false]])('is compressed as the client allows: %s', async (accepted, compressed) => {
		const answer = await navigate([`Accept-Encoding: ${accepted}`])
		expect(valueOf(answer, 'content-encoding')).toBe(compressed ? 'gzip' : undefined)
		expect((compressed ? gunzipSync(answer.body) : answer.body).toString()).toContain(SCRIPT)
		expect(valueOf(answer, 'vary')).toBe('Accept-Encoding')
	})

	it.each([[], ['Accept-Encoding: gzip']])('begins before Nextcloud has made all of it (%s)', async (...accepted) => {
		const { promise: begun, resolve: goOn } = Promise.withResolvers<void>()
		upstream.script = async ({ wire }) => {
			wire.send(`HTTP/1.1 200 OK\r\n${FIELDS.join('\r\n')}\r\nConnection: close\r\n\r\n${PAGE.slice(0, 60)}`)
			await begun
			wire.send(PAGE.slice(60))
			wire.socket.end()
		}
		const wire = await gateway.connect()
		wire.send(['GET /apps/dashboard/ HTTP/1.1', 'Host: h', 'Accept: text/html', ...accepted, '', ''].join('\r\n'))
		await wire.head()
		expect((await wire.chunk())!.length).toBeGreaterThan(0)
		goOn()
		wire.socket.destroy()
	})
})

describe('a settings page', () => {
	const entry = (id: string) => ({ id, name: id, active: false, icon: '/core/img/actions/user.svg' })
	const settingsPage = (sections: unknown) => `<html><head data-user="alice"></head><body id="body-settings"><div id="initial-state-container"><input type="hidden" id="initial-state-settings-sections" value="${encodeState(sections)}"></div><div id="settings-app"></div>\n<div class="hidden-visually" id="original-settings-content" >\n\t</div></body></html>`
	const PLACE = '<div id="nepenthes-personal-settings"></div>'

	async function open(path: string, sections: unknown) {
		upstream.script = always(settingsPage(sections), { fields: FIELDS })
		const text = (await navigate([], { path })).body.toString()
		const [, value] = /id="initial-state-settings-sections" value="([^"]+)"/.exec(text)!
		return { text, sections: decodeState(value!) }
	}

	it.each([
		['/settings/user', false],
		['/settings/user/integration_nepenthes', true],
		['/index.php/settings/user/integration_nepenthes/', true],
		['/settings/user/integration_nepenthes_more', false],
	])('lists our personal section last: %s, active: %s', async (path, active) => {
		const { sections } = await open(path, { personal: [entry('security')], admin: [] })
		expect(sections).toEqual({
			personal: [entry('security'), { id: 'integration_nepenthes', name: 'Nepenthes', active, icon: '/apps/integration_nepenthes/img/app.svg' }],
			admin: [],
		})
	})

	it('lists our section in both groups for an administrator, active in one', async () => {
		const { sections } = await open('/settings/admin/integration_nepenthes', { personal: [entry('security')], admin: [entry('overview')] })
		expect(sections).toMatchObject({
			personal: [{ id: 'security' }, { id: 'integration_nepenthes', active: false }],
			admin: [{ id: 'overview' }, { id: 'integration_nepenthes', active: true }],
		})
	})

	it.each([
		['lists it already', { personal: [entry('integration_nepenthes')], admin: [] }],
		['lists nothing', { personal: [], admin: [] }],
		['lists what we do not know', { personal: { 0: entry('security') } }],
		['has no lists', 'none'],
	])('whose navigation %s keeps it', async (_what, sections) => {
		expect((await open('/settings/user', sections)).sections).toEqual(sections)
	})

	it.each([
		['/settings/user/integration_nepenthes', true],
		['/settings/user/integration_nepenthes/', true],
		['/settings/user/security', false],
		['/settings/admin/integration_nepenthes', false],
		['/apps/dashboard/', false],
	])('has a place for the personal settings in its frame only where they are shown: %s, %s', async (path, there) => {
		const { text } = await open(path, { personal: [], admin: [] })
		expect(text.includes(`id="original-settings-content" >${PLACE}\n`)).toBe(there)
		expect(text.includes(PLACE)).toBe(there)
	})
})

describe('what is no page of a signed-in user is left as it is', () => {
	it.each([
		['an encoding that we do not know', ['Content-Encoding: zstd'], '200 OK'],
		['a download', ['Content-Disposition: attachment'], '200 OK'],
		['an error', [], '404 Not Found'],
		['another type', ['Content-Type: application/json'], '200 OK'],
		['a policy whose nonce cannot be read', ['Content-Security-Policy: script-src \'sha256-x\''], '200 OK'],
		['policies with two nonces', ['Content-Security-Policy: script-src \'nonce-n2\''], '200 OK'],
	])('%s', async (_what, more, status) => {
		const fields = more.some((field) => field.startsWith('Content-Type')) ? [...more, ...FIELDS.slice(1)] : [...FIELDS, ...more]
		upstream.script = always(PAGE, { fields, status })
		const answer = await navigate()
		expect(answer.body.toString()).toBe(PAGE)
		expect(valueOf(answer, 'etag')).toBe('"x"')
		expect(valueOf(answer, 'content-length')).toBe(String(PAGE.length))
	})

	it.each([
		['POST', { method: 'POST' }, ['Content-Length: 0']],
		['a part', {}, ['Range: bytes=0-']],
		['fetch', { mode: 'cors' }, []],
		['AppAPI\'s proxy', { path: '/apps/app_api/proxy/other/x.html' }, []],
		['HEAD', { method: 'HEAD' }, []],
	] satisfies [string, Parameters<typeof navigate>[1], string[]][])('%s, asked for with what the client accepts', async (what, options, more) => {
		const answer = await navigate(['Accept-Encoding: gzip, br', ...more], options)
		expect(answer.body.toString()).toBe(what === 'HEAD' ? '' : PAGE)
		expect(valueOf(answer, 'content-length')).toBe(String(PAGE.length))
		expect(valueOf(upstream.arrivals[0]!, 'accept-encoding')).toBe('gzip, br')
		expect(valueOf(upstream.arrivals[0]!, 'if-none-match')).toBe('"x"')
	})

	it('a page of another user than the answer names', async () => {
		upstream.script = always(PAGE.replace('alice', 'bob'), { fields: FIELDS })
		expect((await navigate()).body.toString()).toBe(PAGE.replace('alice', 'bob'))
	})

	it('an empty page that says it is compressed', async () => {
		upstream.script = always('', { fields: [...FIELDS, 'Content-Encoding: gzip'] })
		const answer = await navigate()
		expect(answer.whole).toBe(true)
		expect(answer.body.length).toBe(0)
	})
})

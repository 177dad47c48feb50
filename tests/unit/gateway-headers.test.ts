// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'

import { BlockList } from 'node:net'
import { describe, expect, test } from 'vitest'
import { scriptPermission } from '../../sidecar/gateway/content-security-policy.ts'
import { forwardedHeaders, publicHost, publicLocation, requestHeaders } from '../../sidecar/gateway/headers.ts'

const nobody = new BlockList()
const proxies = new BlockList()
proxies.addSubnet('10.0.0.0', 8, 'ipv4')
proxies.addAddress('::1', 'ipv6')

/** A request as Node's server gives it. */
function request(rawHeaders: string[], remoteAddress = '192.0.2.7'): IncomingMessage {
	const headers: Record<string, string> = {}
	for (let i = 0; i < rawHeaders.length; i += 2) {
		headers[rawHeaders[i]!.toLowerCase()] = rawHeaders[i + 1]!
	}
	return { rawHeaders, headers, socket: { remoteAddress } } as unknown as IncomingMessage
}

/** A raw list as pairs. */
const pairs = (raw: string[]) => raw.flatMap((value, i) => i % 2 === 0 ? [[value, raw[i + 1]]] : [])

describe('headers of the client\'s address', () => {
	const claims = ['Host', 'cloud.example', 'X-Forwarded-For', '203.0.113.9', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Host', 'public.example', 'Forwarded', 'for=1.2.3.4', 'X-Real-IP', '1.2.3.4']

	test('are replaced for a peer that is not trusted', () => {
		const sent = pairs(requestHeaders(request(claims), nobody))
		expect(sent).toContainEqual(['X-Forwarded-For', '192.0.2.7'])
		expect(sent).toContainEqual(['X-Forwarded-Proto', 'http'])
		expect(sent).toContainEqual(['X-Forwarded-Host', 'cloud.example'])
		expect(JSON.stringify(sent)).not.toMatch(/203\.0\.113\.9|1\.2\.3\.4|public\.example/)
		expect(publicHost(request(claims), nobody)).toBe('cloud.example')
	})

	test.for(['10.1.2.3', '::ffff:10.1.2.3', '::1'])('are extended for a trusted one: %s', (address) => {
		const sent = pairs(forwardedHeaders(request(claims, address), proxies))
		expect(sent).toContainEqual(['X-Forwarded-For', `203.0.113.9, ${address.replace('::ffff:', '')}`])
		expect(sent).toContainEqual(['X-Forwarded-Proto', 'https'])
		expect(sent).toContainEqual(['X-Forwarded-Host', 'public.example'])
		expect(sent).toContainEqual(['X-Real-IP', '1.2.3.4'])
		expect(publicHost(request(claims, address), proxies)).toBe('public.example')
	})

	test('that come twice from a trusted one are joined in order', () => {
		const twice = ['Host', 'h', 'X-Forwarded-For', '1.1.1.1', 'x-forwarded-for', '2.2.2.2']
		expect(pairs(forwardedHeaders(request(twice, '10.0.0.1'), proxies))).toContainEqual(['X-Forwarded-For', '1.1.1.1, 2.2.2.2, 10.0.0.1'])
	})
})

describe('headers of one connection', () => {
	test('stay behind, and so do those that Connection names', () => {
		const sent = pairs(requestHeaders(request(['Host', 'h', 'Connection', 'keep-alive, X-Private', 'Keep-Alive', 'timeout=5', 'X-Private', '1', 'X-Public', '2', 'Transfer-Encoding', 'chunked']), nobody))
		expect(sent.map(([name]) => name)).toEqual(['Host', 'X-Public', 'X-Forwarded-For', 'X-Forwarded-Proto', 'X-Forwarded-Host', 'x-nepenthes-sidecar'])
	})

	test('cannot be made of what identifies the client', () => {
		const sent = pairs(requestHeaders(request(['Host', 'h', 'Connection', 'cookie, authorization, requesttoken', 'Cookie', 'a=b', 'Authorization', 'x', 'requesttoken', 't']), nobody))
		expect(sent).toEqual(expect.arrayContaining([['Cookie', 'a=b'], ['Authorization', 'x'], ['requesttoken', 't']]))
	})
})

describe('redirects by which the server behind names itself', () => {
	test.for([
		['its own address', 'http://127.0.0.1:8081/apps/files/', 'cloud.example', '/apps/files/'],
		['the public name with its own port', 'http://cloud.example:8081/a?b=c#d', 'cloud.example', '/a?b=c#d'],
		['without a path', 'http://127.0.0.1:8081', 'cloud.example', '/'],
		['a query only', 'http://127.0.0.1:8081?a', 'cloud.example', '/?a'],
		['the public address', 'https://cloud.example/apps/files/', 'cloud.example', 'https://cloud.example/apps/files/'],
		['another host', 'https://idp.example/login', 'cloud.example', 'https://idp.example/login'],
		['a path', '/login', 'cloud.example', '/login'],
		['an address of an app', 'nc://login/x', 'cloud.example', 'nc://login/x'],
		['itself, where people go there', 'http://127.0.0.1:8081/x', '127.0.0.1:8081', 'http://127.0.0.1:8081/x'],
	])('%s', ([, location, host, expected]) => {
		expect(publicLocation(location!, 'http://127.0.0.1:8081', host!)).toBe(expected)
	})
})

describe('how a page lets a script run', () => {
	test.for([
		['with its nonce', ['default-src \'none\';script-src \'nonce-abc+/=\';script-src-elem \'strict-dynamic\' \'nonce-abc+/=\''], { nonce: 'abc+/=' }],
		['from its own origin', ['script-src \'self\''], { nonce: null }],
		['by its default', ['default-src \'self\''], { nonce: null }],
		['without a policy', [], { nonce: null }],
		['with a policy about other things', ['img-src \'none\''], { nonce: null }],
		['not at all', ['default-src \'none\''], null],
		['not from its origin when it trusts only what its scripts load', ['script-src \'self\' \'strict-dynamic\''], null],
		['only by a hash', ['script-src \'sha256-abc=\''], null],
		['with the nonce that all its policies know', ['script-src \'nonce-a\'', 'script-src \'self\''], { nonce: 'a' }],
		['in no way that suits two policies', ['script-src \'nonce-a\', script-src \'nonce-b\''], null],
		['with the first of two directives of a name', ['script-src \'nonce-a\';script-src \'none\''], { nonce: 'a' }],
	] as const)('%s', ([, headers, expected]) => {
		expect(scriptPermission(headers)).toEqual(expected)
	})
})

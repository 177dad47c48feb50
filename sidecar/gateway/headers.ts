// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'
import type { BlockList } from 'node:net'

import { isIPv6 } from 'node:net'
import { LOOP_HEADER } from '../nextcloud/loop.ts'

/** Headers of one connection, not of the message (RFC 9110 7.6.1). Trailer stays: trailers are passed on. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings'])

/** Headers by which a proxy in front speaks of the client; believed only from trusted peers. */
const FORWARDING = new Set(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-forwarded-server', 'x-real-ip'])

/** The names that a Connection header adds to the hop-by-hop ones. */
function connectionOptions(raw: readonly string[]): Set<string> {
	const names = new Set<string>()
	for (let i = 0; i < raw.length; i += 2) {
		if (raw[i]!.toLowerCase() === 'connection') {
			for (const name of raw[i + 1]!.split(',')) {
				names.add(name.trim().toLowerCase())
			}
		}
	}
	// A client must not talk us out of a header that Nextcloud or we rely on.
	for (const name of ['host', 'cookie', 'authorization', 'content-length', 'requesttoken', 'close']) {
		names.delete(name)
	}
	return names
}

/** Whether the peer of this connection may speak for its clients. */
export function isTrusted(request: IncomingMessage, trustedProxies: BlockList): boolean {
	const address = request.socket.remoteAddress
	if (address === undefined) {
		return false
	}
	const plain = address.replace(/^::ffff:(?=\d+\.)/, '')
	return trustedProxies.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')
}

/** The host name that the browser sees. */
export function publicHost(request: IncomingMessage, trustedProxies: BlockList): string {
	const forwarded = request.headers['x-forwarded-host']
	if (typeof forwarded === 'string' && isTrusted(request, trustedProxies)) {
		return forwarded.split(',')[0]!.trim()
	}
	return request.headers.host ?? ''
}

/**
 * The X-Forwarded-* headers for Nextcloud: X-Forwarded-For extended for a trusted peer, replaced for any other.
 */
export function forwardedHeaders(request: IncomingMessage, trustedProxies: BlockList): string[] {
	const remote = (request.socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
	const host = request.headers.host ?? ''
	if (!isTrusted(request, trustedProxies)) {
		return ['X-Forwarded-For', remote, 'X-Forwarded-Proto', 'http', 'X-Forwarded-Host', host]
	}
	const kept: string[] = []
	const given = new Map<string, string>()
	for (let i = 0; i < request.rawHeaders.length; i += 2) {
		const name = request.rawHeaders[i]!.toLowerCase()
		if (!FORWARDING.has(name)) {
			continue
		}
		if (name === 'x-forwarded-for' || name === 'x-forwarded-proto' || name === 'x-forwarded-host') {
			const before = given.get(name)
			given.set(name, before === undefined ? request.rawHeaders[i + 1]! : `${before}, ${request.rawHeaders[i + 1]!}`)
		} else {
			kept.push(request.rawHeaders[i]!, request.rawHeaders[i + 1]!)
		}
	}
	const before = given.get('x-forwarded-for')
	return [
		'X-Forwarded-For',
		before === undefined ? remote : `${before}, ${remote}`,
		'X-Forwarded-Proto',
		given.get('x-forwarded-proto') ?? 'http',
		'X-Forwarded-Host',
		given.get('x-forwarded-host') ?? host,
		...kept,
	]
}

/**
 * The headers of a request as Nextcloud gets them: name, value, name, value …, in the case and order in which they
 * came, less the hop-by-hop ones.
 *
 * @param drop further names to leave out, in lower case
 */
export function requestHeaders(request: IncomingMessage, trustedProxies: BlockList, drop: ReadonlySet<string> = new Set()): string[] {
	const raw = request.rawHeaders
	const options = connectionOptions(raw)
	const headers: string[] = []
	for (let i = 0; i < raw.length; i += 2) {
		const name = raw[i]!.toLowerCase()
		if (!HOP_BY_HOP.has(name) && !FORWARDING.has(name) && !options.has(name) && !drop.has(name)) {
			headers.push(raw[i]!, raw[i + 1]!)
		}
	}
	headers.push(...forwardedHeaders(request, trustedProxies), LOOP_HEADER, '1')
	return headers
}

/**
 * The headers of an answer as the client gets them, in the case, order and number in which Nextcloud sent them.
 *
 * @param raw name, value, name, value …
 * @param request that is answered
 * @param status of the answer
 */
export function responseHeaders(raw: readonly string[], request: IncomingMessage, status: number): string[] {
	const options = connectionOptions(raw)
	// Node refuses to announce trailers where none can follow.
	const trails = request.httpVersion === '1.1' && request.method !== 'HEAD' && status !== 204 && status !== 304 && headerValues(raw, 'content-length').length === 0
	const headers: string[] = []
	for (let i = 0; i < raw.length; i += 2) {
		const name = raw[i]!.toLowerCase()
		if (!HOP_BY_HOP.has(name) && !options.has(name) && (trails || name !== 'trailer')) {
			headers.push(raw[i]!, raw[i + 1]!)
		}
	}
	return headers
}

/**
 * The headers of an answer with the cookies that Nextcloud set when we asked it something beside: first, so that what the
 * answer itself sets counts.
 */
export function withCookies(setCookies: readonly string[], headers: readonly string[]): string[] {
	return [...setCookies.flatMap((cookie) => ['Set-Cookie', cookie]), ...headers]
}

/** The values of a header in a raw list, in order. */
export function headerValues(raw: readonly string[], name: string): string[] {
	const values: string[] = []
	for (let i = 0; i < raw.length; i += 2) {
		if (raw[i]!.toLowerCase() === name) {
			values.push(raw[i + 1]!)
		}
	}
	return values
}

/**
 * A redirect by which a web server behind us names itself: it knows its own port, not the public one. Turned into a path,
 * it leads the browser back through the gateway.
 *
 * @param upstream origin of Nextcloud as we reach it
 * @param host as the browser sees it
 * @return the location as it should be sent
 */
export function publicLocation(location: string, upstream: string, host: string): string {
	if (!URL.canParse(location)) {
		return location
	}
	const target = new URL(location)
	const { port, protocol, host: upstreamHost } = new URL(upstream)
	const publicName = URL.canParse(`${protocol}//${host}`) ? new URL(`${protocol}//${host}`) : null
	const itself = target.host === upstreamHost || (target.hostname === publicName?.hostname && target.port === port)
	if (!itself || target.host === publicName?.host || !['http:', 'https:'].includes(target.protocol)) {
		return location
	}
	const path = location.replace(/^[a-z]+:\/\/[^/?#]*/i, '')
	// Two slashes at the start would be read as the name of another host.
	const rooted = path.startsWith('/') ? path : `/${path}`
	return /^\/[/\\]/.test(rooted) ? `/.${rooted}` : rooted
}

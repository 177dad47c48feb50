// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BlockList } from 'node:net'
import type { Pool } from 'undici'
import type { Session, Sessions } from '../session.ts'
import type { OcsMeta, OcsVersion } from './format.ts'

import { createHash } from 'node:crypto'
import Type from 'typebox'
import Value from 'typebox/value'
import { headerValues, requestHeaders, responseHeaders } from '../headers.ts'
import { FINE, isJsonWanted, toJson, toXml } from './format.ts'
import { within } from './within.ts'

/** What Nextcloud itself answered, as an extension may change it. */
export interface OwnAnswer {
	data: unknown
	meta: OcsMeta
	/** Raw headers, without those that are about the body. */
	headers: readonly string[]
	/** Whether Nextcloud lets clients ask whether the answer is still the same. */
	tagged: boolean
}

/** What the client gets instead of Nextcloud's answer. */
export interface OcsAnswer {
	data: unknown
	/** Nextcloud's answer that it was made of, if it was asked. */
	of?: OwnAnswer
	cacheControl?: string
}

/** Parameters that change what Nextcloud is asked. */
export interface Question {
	method?: 'GET' | 'POST'
	/** Below `/ocs/v2.php`, begins with a slash. */
	path?: string
	query?: URLSearchParams
	/** Sent as JSON. */
	body?: unknown
}

/** Nextcloud did not answer as it does when all is fine: then its own answer is the right one. */
export class NotOurs extends Error {
	override readonly name = 'NotOurs'
}

/** Milliseconds in which it has to be known who is asking; else Nextcloud answers alone. */
const PATIENCE = 3_000

/** Bytes; answers of Nextcloud that are longer are none that anything is added to. */
const MAX_ANSWER = 4 * 1024 * 1024

/** Bytes of a question that is read; longer ones pass unread. */
export const MAX_QUESTION = 1024 * 1024

const ABOUT_THE_BODY = new Set(['content-length', 'content-type', 'content-encoding', 'etag', 'last-modified', 'content-md5', 'digest', 'content-digest', 'repr-digest', 'accept-ranges'])

const Envelope = Type.Object({ ocs: Type.Object({ meta: Type.Object({ statuscode: Type.Integer() }), data: Type.Unknown() }) })

export interface ExchangeOptions {
	pool: Pool
	webroot: string
	trustedProxies: BlockList
	sessions: Sessions
}

/** One OCS request to which Nepenthes may add something. */
export class OcsExchange {
	readonly request: IncomingMessage
	readonly version: OcsVersion
	/** Below `/ocs/v2.php`. */
	readonly path: string
	readonly query: URLSearchParams
	/** What the groups of the route's pattern stand for, decoded. */
	readonly parts: readonly string[]
	readonly json: boolean
	readonly #options: ExchangeOptions
	#body: Promise<Buffer> | null = null
	#setCookies: readonly string[] = []

	constructor(request: IncomingMessage, { version, path, query, parts }: { version: OcsVersion, path: string, query: URLSearchParams, parts: readonly string[] }, options: ExchangeOptions) {
		this.request = request
		this.version = version
		this.path = path
		this.query = query
		this.parts = parts
		this.json = isJsonWanted(query, request)
		this.#options = options
	}

	/**
	 * Who is asking. Most of these routes only tell something, so nothing is demanded that Nextcloud does not demand of them
	 * (nextcloud-contract 7.2).
	 *
	 * @param options
	 * @param options.reading false for a route that changes something: then Nextcloud judges the request token
	 * @throws {ProblemError}
	 * @throws {TooLate}
	 */
	async session({ reading = true }: { reading?: boolean } = {}): Promise<Session> {
		const session = await within(PATIENCE, this.#options.sessions.of(this.request, { reading }))
		this.#setCookies = session.setCookies
		return session
	}

	/** Cookies that Nextcloud set when it was asked who this is; the browser's, whoever answers it. */
	get setCookies(): readonly string[] {
		return this.#setCookies
	}

	/** The body as it came, if it has been asked for. */
	async read(): Promise<Buffer | null> {
		return this.#body
	}

	/**
	 * The parameters of a POST, whether JSON or a form.
	 *
	 * @throws {NotOurs} for what is neither
	 */
	async body(): Promise<Readonly<Record<string, unknown>>> {
		this.#body ??= bytesOf(this.request, MAX_QUESTION)
		const bytes = await this.#body
		const type = this.request.headers['content-type'] ?? ''
		if (/^application\/json\s*(?:;|$)/i.test(type)) {
			const body = jsonOf(bytes)
			if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
				return body as Record<string, unknown>
			}
		} else if (/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) {
			return parametersOf(new URLSearchParams(bytes.toString('utf8')))
		}
		throw new NotOurs('a body of another type')
	}

	/**
	 * Nextcloud's own answer.
	 *
	 * @throws {NotOurs} when it is no success of the expected shape
	 */
	async ask({ method = this.request.method as 'GET' | 'POST', path = this.path, query = this.query, body }: Question = {}): Promise<OwnAnswer> {
		const { pool, webroot, trustedProxies } = this.#options
		const plain = new URLSearchParams(query)
		plain.set('format', 'json')
		const headers = requestHeaders(this.request, trustedProxies, new Set(['accept-encoding', 'if-none-match', 'if-modified-since', 'expect', 'content-length', 'content-type', 'transfer-encoding', 'ocs-apirequest']))
		// Whether the client may ask is not judged by this: it has to be signed in all the same, and gets what only it can read.
		headers.push('Accept-Encoding', 'identity', 'OCS-APIRequest', 'true')
		if (body !== undefined) {
			headers.push('Content-Type', 'application/json')
		}
		const answer = await pool.request({
			method,
			path: `${webroot}/ocs/${this.version}.php${path}?${plain}`,
			headers,
			responseHeaders: 'raw',
			...body !== undefined && { body: JSON.stringify(body) },
		})
		const raw = responseHeaders(answer.headers as unknown as string[], this.request, answer.statusCode)
		const envelope = jsonOf(await bytesOf(answer.body, MAX_ANSWER))
		if (answer.statusCode !== 200 || !Value.Check(Envelope, envelope) || ![100, 200].includes(envelope.ocs.meta.statuscode)) {
			throw new NotOurs(`status ${answer.statusCode}`)
		}
		return {
			data: envelope.ocs.data,
			meta: envelope.ocs.meta,
			headers: raw.filter((_, i) => !ABOUT_THE_BODY.has(raw[i - i % 2]!.toLowerCase())),
			tagged: headerValues(raw, 'etag').length > 0,
		}
	}

	/** Sends the answer in the format that the client wants; only its tag to who has it already. */
	send(response: ServerResponse, { data, of, cacheControl }: OcsAnswer): void {
		const meta = of?.meta ?? FINE[this.version]
		const body = Buffer.from(this.json ? toJson(meta, data) : toXml(meta, data))
		const kept = of?.headers ?? ['X-Content-Type-Options', 'nosniff', 'X-Robots-Tag', 'noindex, nofollow', 'Cache-Control', 'private, no-store']
		const headers = [
			...kept.filter((_, i) => cacheControl === undefined || kept[i - i % 2]!.toLowerCase() !== 'cache-control'),
			...cacheControl === undefined ? [] : ['Cache-Control', cacheControl],
			...this.#setCookies.flatMap((cookie) => ['Set-Cookie', cookie]),
		]
		if (of?.tagged) {
			const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`
			headers.push('ETag', tag)
			const known = this.request.headers['if-none-match']?.split(',').map((one) => one.trim().replace(/^W\//, '')) ?? []
			if (known.includes(tag)) {
				response.sendDate = false
				response.writeHead(304, headers)
				response.end()
				return
			}
		}
		headers.push('Content-Type', `application/${this.json ? 'json' : 'xml'}; charset=utf-8`, 'Content-Length', String(body.length))
		response.sendDate = headerValues(headers, 'date').length === 0
		response.writeHead(200, headers)
		response.end(body)
	}
}

/**
 * All of a stream.
 *
 * @throws {NotOurs} when it is longer than that many bytes
 */
async function bytesOf(stream: AsyncIterable<Buffer>, limit: number): Promise<Buffer> {
	const chunks: Buffer[] = []
	let length = 0
	for await (const chunk of stream) {
		length += chunk.length
		if (length > limit) {
			throw new NotOurs('too long')
		}
		chunks.push(chunk)
	}
	return Buffer.concat(chunks)
}

function jsonOf(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString('utf8'))
	} catch {
		return undefined
	}
}

/** Parameters as PHP reads them, as far as these routes have any: `a=1`, `list[]=1&list[]=2`. */
export function parametersOf(query: URLSearchParams): Record<string, unknown> {
	const parameters: Record<string, unknown> = Object.create(null)
	for (const [name, value] of query) {
		const [, list] = /^([^[]+)\[[^\]]*\]$/.exec(name) ?? []
		if (list === undefined) {
			parameters[name] = value
		} else {
			const values = parameters[list]
			parameters[list] = Array.isArray(values) ? [...values, value] : [value]
		}
	}
	return parameters
}

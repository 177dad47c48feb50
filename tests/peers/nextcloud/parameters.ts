// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'

/** Small bodies only: forms and JSON. Files are streamed by who takes them. */
const maximumBody = 10_000_000

export type Parameters = Record<string, unknown>

const read = new WeakMap<FastifyRequest, Promise<Parameters>>()

/**
 * What the request says in its query and its body (form or JSON), the body winning, as PHP applications see it.
 * Names like `a[]` and `a[b]` make lists and objects.
 */
export function parameters(request: FastifyRequest): Promise<Parameters> {
	const known = read.get(request) ?? parse(request)
	read.set(request, known)
	return known
}

/** One parameter as text, empty when absent. */
export function text(from: Parameters, name: string): string {
	const value = from[name]
	return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}

async function parse(request: FastifyRequest): Promise<Parameters> {
	const query = fromPairs(new URL(request.originalUrl, 'http://host').searchParams)
	const type = request.headers['content-type'] ?? ''
	if (type.startsWith('application/json')) {
		const body = await rawBody(request)
		try {
			const parsed: unknown = JSON.parse(body.toString() || '{}')
			return { ...query, ...(parsed !== null && typeof parsed === 'object' ? parsed : {}) }
		} catch {
			return query
		}
	}
	if (type.startsWith('application/x-www-form-urlencoded')) {
		return { ...query, ...fromPairs(new URLSearchParams((await rawBody(request)).toString())) }
	}
	return query
}

/** The whole body. Only one may read it. */
export async function rawBody(request: FastifyRequest): Promise<Buffer> {
	const chunks: Buffer[] = []
	let size = 0
	for await (const chunk of request.raw as AsyncIterable<Buffer>) {
		size += chunk.length
		if (size > maximumBody) {
			throw new Error('Body too large')
		}
		chunks.push(chunk)
	}
	return Buffer.concat(chunks)
}

export function fromPairs(pairs: URLSearchParams): Parameters {
	const result: Parameters = {}
	for (const [name, value] of pairs) {
		const list = /^([^[]+)\[(.*)\]$/.exec(name)
		if (!list) {
			result[name] = value
			continue
		}
		const [, base, key] = list as unknown as [string, string, string]
		const held = result[base]
		const container: Parameters = typeof held === 'object' && held !== null ? held as Parameters : {}
		container[key === '' ? String(Object.keys(container).length) : key] = value
		result[base] = container
	}
	for (const [name, value] of Object.entries(result)) {
		if (typeof value === 'object' && value !== null && Object.keys(value).every((key, index) => key === String(index))) {
			result[name] = Object.values(value)
		}
	}
	return result
}

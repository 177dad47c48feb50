// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'

/** What becomes of a multipart form that PHP reads and Guzzle writes again: `a[]` becomes `a[0]`, nested values are lost. */
export async function rebuildForm(request: FastifyRequest, body: Buffer): Promise<{ contentType: string, body: Buffer }> {
	const form = await new Response(new Uint8Array(body), { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData()
	const rebuilt = new FormData()
	const counts = new Map<string, number>()
	for (const [name, value] of form) {
		const list = /^([^[]+)\[\]$/.exec(name)?.[1]
		const index = counts.get(name) ?? 0
		counts.set(name, index + 1)
		rebuilt.append(list === undefined ? name : `${list}[${index}]`, value)
	}
	const encoded = new Response(rebuilt)
	return { contentType: encoded.headers.get('content-type') ?? '', body: Buffer.from(await encoded.arrayBuffer()) }
}

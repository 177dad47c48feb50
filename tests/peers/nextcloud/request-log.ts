// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'

export interface ReceivedRequest {
	method: string
	/** Path and query as they were sent. */
	url: string
	headers: IncomingMessage['headers']
}

/** More are not kept: a benchmark would fill the memory. */
const maximum = 10_000

/** What the server was asked, so that tests can tell what was sent to it, and what was not. */
export class RequestLog {
	readonly #received: ReceivedRequest[] = []

	note(request: IncomingMessage): void {
		if (this.#received.length === maximum) {
			this.#received.shift()
		}
		this.#received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers })
	}

	/** All requests, or those whose path and query fit. */
	list(url: RegExp | string = ''): ReceivedRequest[] {
		return this.#received.filter((request) => typeof url === 'string' ? request.url.includes(url) : url.test(request.url))
	}

	count(url: RegExp | string = ''): number {
		return this.list(url).length
	}

	clear(): void {
		this.#received.length = 0
	}
}

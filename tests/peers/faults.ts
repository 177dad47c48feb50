// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage, ServerResponse } from 'node:http'

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'

/** Which requests a fault meets, and how often. */
interface Aim {
	/** Source of a regular expression (flag `u`), matched against path and query as they were sent. */
	route: string
	/** Only requests of this method; any if absent. */
	method?: string
	/** How many requests are met before the fault is used up; no limit if absent. */
	times?: number
	/** Milliseconds to wait before the fault does what its kind says. */
	delay?: number
}

/** An answer that a fault makes up. */
interface Answer {
	/** Default 500. */
	status?: number
	body?: string
	contentType?: string
}

/**
 * What goes wrong:
 * - `slow` waits for `delay`, then lets the server answer as ever;
 * - `fail` answers in the server's place;
 * - `hang` accepts the request and never answers;
 * - `stall` answers with the head and the given part of a body, then nothing more;
 * - `cut` does the same, then closes the connection in the middle of the body;
 * - `reset` resets the connection without an answer;
 * - `lose` lets the server do what it was asked for, then closes the connection in place of the answer.
 */
export type Fault = Aim & (
	| { kind: 'slow', delay: number }
	| { kind: 'fail' } & Answer
	| { kind: 'hang' }
	| { kind: 'stall' | 'cut' } & Answer
	| { kind: 'reset' | 'lose' }
)

export type ListedFault = Fault & {
	id: string
	/** How many requests it has met. */
	met: number
}

interface Armed {
	id: string
	fault: Fault
	route: RegExp
	met: number
	/** Aborted when the fault is taken away: whoever waits because of it is let go. */
	lifted: AbortController
}

/** The part of the body that never comes, so that its length stays a promise. */
const MISSING_BYTES = 1024

/** What a peer has been told to do wrong. The server asks `meet` first, for every request. */
export class Faults {
	readonly #armed = new Map<string, Armed>()

	/**
	 * Gives the id by which the fault can be removed.
	 *
	 * @throws SyntaxError if `route` is not a regular expression
	 */
	add(fault: Fault): string {
		const id = randomUUID()
		this.#armed.set(id, { id, fault, route: new RegExp(fault.route, 'u'), met: 0, lifted: new AbortController() })
		return id
	}

	/** Takes a fault away and lets go of the requests that it holds. False if there is none of that id. */
	remove(id: string): boolean {
		this.#armed.get(id)?.lifted.abort()
		return this.#armed.delete(id)
	}

	/** Takes all faults away. A server that stops calls this first, else it would wait for the requests held. */
	clear(): void {
		for (const id of [...this.#armed.keys()]) {
			this.remove(id)
		}
	}

	list(): ListedFault[] {
		return [...this.#armed.values()].map(({ id, fault, met }) => ({ ...fault, id, met }))
	}

	/**
	 * Lets the first fault that fits have its way with a request.
	 *
	 * Resolves to true if the request is dealt with (answered, held until now, cut off), false if the server should
	 * answer it.
	 */
	async meet(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
		const armed = this.#fitting(request)
		if (!armed) {
			return false
		}
		armed.met++
		const { fault, lifted } = armed
		await untilOver(response, lifted.signal, fault.delay ?? 0)
		if (response.destroyed) {
			return true
		}
		// Whoever was only waiting when the fault was taken away gets the server's own answer.
		if (lifted.signal.aborted) {
			return false
		}
		return strike(fault, response, lifted.signal)
	}

	#fitting(request: IncomingMessage): Armed | undefined {
		return this.#armed.values().find(({ fault, route, met }) => met < (fault.times ?? Infinity)
			&& (fault.method ?? request.method)?.toUpperCase() === request.method
			&& route.test(request.url ?? ''))
	}
}

async function strike(fault: Fault, response: ServerResponse, lifted: AbortSignal): Promise<boolean> {
	switch (fault.kind) {
		case 'slow':
			return false
		case 'fail':
			response.writeHead(fault.status ?? 500, { 'content-type': fault.contentType ?? 'text/plain' }).end(fault.body ?? '')
			return true
		case 'hang':
			await untilOver(response, lifted)
			break
		case 'stall':
			await begin(fault, response)
			await untilOver(response, lifted)
			break
		case 'cut':
			await begin(fault, response)
			break
		case 'reset':
			response.socket?.resetAndDestroy()
			return true
		case 'lose':
			closeInPlaceOfAnswer(response)
			return false
	}
	response.destroy()
	return true
}

/** Every answer begins with its head, whichever way it is sent. */
function closeInPlaceOfAnswer(response: ServerResponse): void {
	response.writeHead = () => response.destroy()
}

/** Sends the head of an answer and the part of its body that there is; resolves when that is with the system. */
async function begin(answer: Answer, response: ServerResponse): Promise<void> {
	const part = answer.body || '.'
	response.writeHead(answer.status ?? 200, {
		'content-type': answer.contentType ?? 'text/plain',
		'content-length': Buffer.byteLength(part) + MISSING_BYTES,
	})
	await new Promise((resolve) => {
		response.write(part, resolve)
	})
}

/** Resolves when the time is over, the fault is taken away or the client has gone, whichever comes first. */
async function untilOver(response: ServerResponse, lifted: AbortSignal, milliseconds = Infinity): Promise<void> {
	if (milliseconds <= 0 || lifted.aborted || response.destroyed) {
		return
	}
	const settled = new AbortController()
	const signal = AbortSignal.any([lifted, settled.signal])
	const gone = once(response, 'close', { signal })
	const late = Number.isFinite(milliseconds) ? setTimeout(milliseconds, undefined, { signal }) : gone
	// Both reject when the signal comes, which is one of the ways to be over.
	await Promise.race([gone, late]).catch(() => undefined)
	settled.abort()
	await Promise.allSettled([gone, late])
}

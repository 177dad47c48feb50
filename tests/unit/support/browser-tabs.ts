// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What the tabs of one browser share, for tabs that are all played in one page. */
export interface BrowserTabs {
	/** For `navigator.locks`. */
	locks: Pick<LockManager, 'request'>
	/** For `BroadcastChannel`. */
	Channel: typeof BroadcastChannel
	/** What was said, in order. */
	said: unknown[]
}

interface Waiting {
	begin: () => void
	isGone: () => boolean
}

/** Locks that are given in the order in which they were asked for, and channels that reach all others of their name. */
export function browserTabs(): BrowserTabs {
	const queues = new Map<string, Waiting[]>()
	const channels = new Set<Channel>()
	const said: unknown[] = []

	function next(queue: Waiting[]): void {
		while (queue[0]?.isGone()) {
			queue.shift()
		}
		queue[0]?.begin()
	}

	async function request(name: string, { signal }: LockOptions, hold: () => Promise<void>): Promise<void> {
		const queue = queues.get(name) ?? []
		queues.set(name, queue)
		const waiting = Promise.withResolvers<void>()
		const mine: Waiting = { begin: waiting.resolve, isGone: () => signal?.aborted ?? false }
		signal?.addEventListener('abort', () => waiting.reject(signal.reason as Error))
		if (queue.push(mine) === 1) {
			mine.begin()
		}
		await waiting.promise
		await hold()
		queue.shift()
		next(queue)
	}

	class Channel {
		onmessage: ((event: MessageEvent) => void) | null = null
		readonly name: string

		constructor(name: string) {
			this.name = name
			channels.add(this)
		}

		postMessage(message: unknown): void {
			said.push(message)
			for (const other of channels) {
				if (other !== this && other.name === this.name) {
					// As the real one: a copy, and later.
					const data = structuredClone(message)
					queueMicrotask(() => channels.has(other) && other.onmessage?.(new MessageEvent('message', { data })))
				}
			}
		}

		close(): void {
			channels.delete(this)
		}
	}

	return { locks: { request } as Pick<LockManager, 'request'>, Channel: Channel as unknown as typeof BroadcastChannel, said }
}

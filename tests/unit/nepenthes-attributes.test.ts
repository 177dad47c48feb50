// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from '../../sidecar/nepenthes/api.ts'
import type { HttpAnswer } from '../../sidecar/nepenthes/http.ts'

import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createApi } from '../../sidecar/nepenthes/api.ts'
import { createAttributeCache, hexColor } from '../../sidecar/nepenthes/attributes.ts'

const MINUTE = 60_000

/** A Nepenthes that knows types and statuses, and nothing else. */
class Server {
	types: object[] = [{ id: 1, name: 'Task', color: '#1A67A3' }, { id: 2, name: 'Milestone', color: null }]
	statuses: object[] = [{ id: 1, name: 'New', color: '#ABC', isClosed: false }, { id: 7, name: 'Closed', isClosed: true }]
	asked: string[] = []
	/** Answers are held back until this is settled. */
	gate: Promise<void> = Promise.resolve()
	down = false

	api(instance = 'https://np.example'): Api {
		return createApi({ send: async ({ url }) => this.#answer(url), dispatcher: undefined as never, close: async () => {} }, instance, 'token')
	}

	async #answer({ pathname }: URL): Promise<HttpAnswer> {
		const what = pathname.split('/').at(-1) as 'types' | 'statuses'
		this.asked.push(what)
		await this.gate
		const elements = this[what]
		return this.down
			? { status: 503, headers: {}, body: Buffer.from('away') }
			: { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ _type: 'Collection', total: elements.length, _embedded: { elements } })) }
	}
}

let server: Server
let time: number

const clock = { now: () => time }

beforeEach(() => {
	server = new Server()
	time = 1
})

/** Also lets lru-cache see it, which looks at the clock once in a turn. */
async function pass(milliseconds: number): Promise<void> {
	time += milliseconds
	await new Promise((resolve) => {
		setTimeout(resolve, 2)
	})
}

describe('types and statuses', () => {
	it('are told with colours that a page can use, and which status closes', async () => {
		const { types, statuses } = (await createAttributeCache({ clock }).of(server.api()))!
		expect([...types]).toEqual([[1, { color: '#1a67a3' }], [2, { color: null }]])
		expect([...statuses]).toEqual([[1, { color: '#aabbcc', closed: false }], [7, { color: null, closed: true }]])
	})

	it('are asked for once, however many lists want them and whoever they are of', async () => {
		const cache = createAttributeCache({ clock })
		await Promise.all(Array.from({ length: 20 }, () => cache.of(server.api())))
		await pass(50 * MINUTE)
		await cache.of(server.api())
		expect(server.asked.sort()).toEqual(['statuses', 'types'])
	})

	it('are those of one instance each', async () => {
		const cache = createAttributeCache({ clock })
		const other = new Server()
		other.types = [{ id: 1, color: '#000000' }]
		await cache.of(server.api())
		expect((await cache.of(other.api('https://np.example/other')))!.types.get(1)).toEqual({ color: '#000000' })
		expect((await cache.of(server.api()))!.types.get(1)).toEqual({ color: '#1a67a3' })
	})

	it('that are old are given at once, and renewed behind the scenes', async () => {
		const cache = createAttributeCache({ clock })
		await cache.of(server.api())
		await pass(61 * MINUTE)
		server.types = [{ id: 1, color: '#ffffff' }]
		const gate = Promise.withResolvers<void>()
		server.gate = gate.promise

		expect((await cache.of(server.api()))!.types.get(1)).toEqual({ color: '#1a67a3' })
		gate.resolve()
		await vi.waitFor(async () => expect((await cache.of(server.api()))!.types.get(1)).toEqual({ color: '#ffffff' }))
		expect(server.asked).toHaveLength(4)
	})

	it('that are old are better than none while Nepenthes is away', async () => {
		const cache = createAttributeCache({ clock })
		await cache.of(server.api())
		await pass(300 * MINUTE)
		server.down = true
		for (let i = 0; i < 3; i++) {
			expect((await cache.of(server.api()))!.statuses.get(7)).toEqual({ color: null, closed: true })
			await pass(MINUTE)
		}
	})

	it('that were added meanwhile are fetched when a list needs them', async () => {
		const cache = createAttributeCache({ clock })
		await cache.of(server.api())
		server.statuses.push({ id: 9, color: '#123456', isClosed: true })
		await pass(2 * MINUTE)
		expect((await cache.of(server.api(), { types: [1], statuses: [1, 9] }))!.statuses.get(9)).toEqual({ color: '#123456', closed: true })
	})

	it('that are not there are not asked for again and again', async () => {
		const cache = createAttributeCache({ clock })
		for (let i = 0; i < 60; i++) {
			await cache.of(server.api(), { types: [404], statuses: [] })
			await pass(1000)
		}
		expect(server.asked.length).toBeLessThanOrEqual(4)
	})

	it('that cannot be had are no reason to fail, nor to wait longer than a list may take', async () => {
		const cache = createAttributeCache({ clock })
		server.down = true
		await expect(cache.of(server.api())).resolves.toBeNull()
		server.down = false
		await expect(cache.of(server.api())).resolves.not.toBeNull()
	})

	describe('that do not come', () => {
		const gate = () => {
			const { promise, resolve } = Promise.withResolvers<void>()
			server.gate = promise
			return resolve
		}
		/** What a cache gives without waiting for anything but itself; undefined while it waits. */
		const atOnce = (given: Promise<unknown>) => Promise.race([given, new Promise((resolve) => {
			setImmediate(resolve)
		})])

		it('are waited for by one list, and by none after it', async () => {
			const cache = createAttributeCache({ clock, patience: 20 })
			gate()
			await expect(cache.of(server.api())).resolves.toBeNull()
			for (let i = 0; i < 3; i++) {
				await expect(atOnce(cache.of(server.api()))).resolves.toBeNull()
				await pass(4_000)
			}
			expect(server.asked).toHaveLength(2)
		})

		it('in time for one list are there for the next as soon as they come', async () => {
			const cache = createAttributeCache({ clock, patience: 20 })
			const open = gate()
			await cache.of(server.api())
			open()
			await vi.waitFor(async () => expect(await cache.of(server.api())).not.toBeNull())
			expect(server.asked).toHaveLength(2)
		})

		it('are tried again after a while', async () => {
			const cache = createAttributeCache({ clock, patience: 20 })
			const open = gate()
			server.down = true
			await cache.of(server.api())
			open()
			await pass(MINUTE)
			server.down = false
			await expect(cache.of(server.api())).resolves.not.toBeNull()
		})

		it('leave what was known before, save where something is missing in it', async () => {
			const cache = createAttributeCache({ clock, patience: 20 })
			await cache.of(server.api())
			await pass(2 * MINUTE)
			gate()
			await expect(cache.of(server.api(), { types: [404], statuses: [] })).resolves.toBeNull()
			await expect(atOnce(cache.of(server.api(), { types: [404], statuses: [] }))).resolves.toBeNull()
			expect(await atOnce(cache.of(server.api(), { types: [1], statuses: [7] }))).toMatchObject({ types: expect.any(Map) })
		})

		it('of one instance are nothing to another', async () => {
			const cache = createAttributeCache({ clock, patience: 20 })
			gate()
			await cache.of(server.api())
			await expect(cache.of(new Server().api('https://np.example/other'))).resolves.not.toBeNull()
		})
	})
})

it.each([
	['#1A67A3', '#1a67a3'],
	['#abc', '#aabbcc'],
	['#ABCDEF', '#abcdef'],
	[null, null],
	[undefined, null],
	['', null],
	['red', null],
	['#12345', null],
	['#1234567', null],
	['#12345678', null],
	['1a67a3', null],
	['#1a67a3;background:url(//evil.example)', null],
	[' #1a67a3', null],
	['#1a67a3\n', null],
])('a colour as people entered it, %j, is %j', (entered, color) => {
	expect(hexColor(entered)).toBe(color)
})

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from './api.ts'

import { LRUCache } from 'lru-cache'
import { setTimeout as wait } from 'node:timers/promises'
import Type from 'typebox'
import { collectionOf } from './hal.ts'

/** What lists of work packages leave out of their types and statuses, by id. */
export interface Attributes {
	types: ReadonlyMap<number, { color: string | null }>
	statuses: ReadonlyMap<number, { color: string | null, closed: boolean }>
}

/** Types and statuses that somebody wants to know of. */
export interface AttributeIds {
	types: readonly number[]
	statuses: readonly number[]
}

/** The types and statuses of instances: the same for every user of one, and rarely changed. */
export interface AttributeCache {
	/**
	 * Remembered ones at once, renewed behind the scenes when they are old; null when they cannot be had now. After they have
	 * not come for a while, nobody waits for them for a time.
	 *
	 * @param api of any user of the instance
	 * @param needed ids that must be there; others than those remembered make it ask anew
	 */
	of(api: Api, needed?: AttributeIds): Promise<Attributes | null>
}

const Color = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const Types = collectionOf(Type.Object({ id: Type.Integer(), color: Color }))
const Statuses = collectionOf(Type.Object({ id: Type.Integer(), color: Color, isClosed: Type.Optional(Type.Boolean()) }))

/** Milliseconds after which they are renewed. */
const FRESH = 60 * 60_000

/** Milliseconds between two questions for ids that were not there: a new status is rare, a hidden one may be asked for often. */
const MISSING_PAUSE = 60_000

/** Milliseconds that a list waits for its colours. */
const PATIENCE = 1_000

/** Milliseconds after a wait in vain in which nobody waits again. */
const REST = 15_000

export function createAttributeCache({ clock = performance, patience = PATIENCE }: {
	/** Gives milliseconds; by it they grow old. */
	clock?: { now(): number }
	/** Milliseconds. */
	patience?: number
} = {}): AttributeCache {
	const cache = new LRUCache<string, Attributes, Api>({
		max: 50,
		ttl: FRESH,
		perf: clock,
		allowStale: true,
		noDeleteOnFetchRejection: true,
		allowStaleOnFetchRejection: true,
		fetchMethod: async (_url, _stale, { context: api }) => {
			const [types, statuses] = await Promise.all([
				api.call(Types, { method: 'GET', path: '/types' }),
				api.call(Statuses, { method: 'GET', path: '/statuses' }),
			])
			return {
				types: new Map(types._embedded.elements.map(({ id, color }) => [id, { color: hexColor(color) }])),
				statuses: new Map(statuses._embedded.elements.map(({ id, color, isClosed = false }) => [id, { color: hexColor(color), closed: isClosed }])),
			}
		},
	})

	const resting = new LRUCache<string, true>({ max: 50, ttl: REST, perf: clock })

	/** What comes too late for this list is there for the next one. */
	const soon = async (url: string, asking: Promise<Attributes>): Promise<Attributes | null> => {
		asking.then(() => resting.delete(url), () => {})
		const settled = new AbortController()
		const late = wait(patience, null, { signal: settled.signal }).then(() => {
			resting.set(url, true)
			return null
		})
		// The wait ends by an error when it is not needed any more.
		late.catch(() => {})
		try {
			return await Promise.race([asking, late])
		} finally {
			settled.abort()
		}
	}

	return {
		async of(api, { types, statuses } = { types: [], statuses: [] }) {
			const lacking = (known: Attributes) => types.some((id) => !known.types.has(id)) || statuses.some((id) => !known.statuses.has(id))
			const { url } = api
			if (resting.has(url)) {
				const known = cache.peek(url, { allowStale: true })
				return known === undefined || lacking(known) ? null : known
			}
			try {
				const known = await soon(url, cache.forceFetch(url, { context: api }))
				const age = FRESH - cache.getRemainingTTL(url)
				if (known === null || !lacking(known) || age <= MISSING_PAUSE) {
					return known
				}
				// Without allowStale: else the remembered ones, which lack something, would come back at once.
				return await soon(url, cache.forceFetch(url, { context: api, forceRefresh: true, allowStale: false }))
			} catch {
				// Without colours a list is still a list; whoever shows it says that something is missing.
				return null
			}
		},
	}
}

/** `#RGB` and `#RRGGBB` as `#rrggbb`; null for all else. */
export function hexColor(color: string | null | undefined): string | null {
	const [, short, long] = /^#(?:([0-9a-f]{3})|([0-9a-f]{6}))$/i.exec(color ?? '') ?? []
	const digits = short?.replace(/./g, '$&$&') ?? long
	return digits === undefined ? null : `#${digits.toLowerCase()}`
}

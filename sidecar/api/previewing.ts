// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreview, LinkPreviewObject, PreviewedWorkPackage } from '../contract/link-preview.ts'
import type { Nepenthes } from '../nepenthes/index.ts'
import type { OAuthClient } from '../nepenthes/oauth.ts'
import type { NepenthesSetup } from './nepenthes-setup.ts'

import { LRUCache } from 'lru-cache'
import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import pLimit from 'p-limit'
import { excerptOf } from '../nepenthes/excerpt.ts'
import { workPackageIdIn } from '../nepenthes/work-package-url.ts'
import { fetchWorkPackage, listWorkPackages } from '../nepenthes/work-packages.ts'
import { problemOf } from './problems.ts'
import { cardsBeside } from './work-package-cards.ts'

/** Milliseconds for which a work package is not asked for again: less than a card counts as fresh. */
const REMEMBER = 20_000

/** Milliseconds in which links that are asked for one by one come together: pages ask for each text by itself. */
const GATHER = 5

/** The most work packages that one request to Nepenthes is about. */
const MAX_IDS = 100

/** Semantic ids that are looked up at the same time; each is a request of its own, and one for life. */
const ALIASES_AT_ONCE = 5

/**
 * What cards in texts can show of links, for one user; in the order of the links. Never fails for anything that
 * Nepenthes does: that is what cards tell.
 *
 * @throws {ProblemError} not-set-up, oauth-not-set-up
 */
export type Previewing = (userId: string, links: readonly string[]) => Promise<LinkPreviewObject[]>

type Look = (id: number) => Promise<PreviewedWorkPackage | null>

/** Any number of links, however they are asked for: one request to Nepenthes for those that come together. */
export function createPreviewing({ setup, nepenthes: { access, attributes, vault }, now = Date.now }: {
	setup: Pick<NepenthesSetup, 'client'>
	nepenthes: Pick<Nepenthes, 'access' | 'attributes' | 'vault'>
	now?: () => number
}): Previewing {
	const remembered = new LRUCache<string, Promise<PreviewedWorkPackage | null>>({ max: 20_000, ttl: REMEMBER })
	/** The numbers behind semantic ids, for each user: knowing one is knowing that there is such a work package. */
	const numbers = new LRUCache<string, number>({ max: 20_000 })
	const gathering = new Map<string, { ids: Set<number>, found: Promise<Map<number, PreviewedWorkPackage>> }>()

	const ask = (userId: string, client: OAuthClient, ids: readonly number[]) => access.use(userId, client, async (api) => {
		const excerpts = new Map<number, string>()
		const listing = listWorkPackages(api, {
			filters: [{ name: 'id', operator: '=', values: ids.map(String) }],
			sortBy: [['id', 'asc']],
			page: 1,
			pageSize: ids.length,
		}).then((page) => {
			page.items.forEach(({ id, description }) => excerpts.set(id, excerptOf(description)))
			return page
		})
		const { items } = await cardsBeside(api, client.instance, attributes, listing)
		return new Map(items.map((card): [number, PreviewedWorkPackage] => [card.id, { ...card, excerpt: excerpts.get(card.id) ?? '' }]))
	})

	const gather = (owner: string, userId: string, client: OAuthClient, id: number) => {
		let batch = gathering.get(owner)
		if (batch === undefined || batch.ids.size >= MAX_IDS) {
			const ids = new Set<number>()
			const begun = {
				ids,
				found: wait(GATHER).then(() => {
					if (gathering.get(owner) === begun) {
						gathering.delete(owner)
					}
					return ask(userId, client, [...ids])
				}),
			}
			batch = begun
			gathering.set(owner, batch)
		}
		batch.ids.add(id)
		return batch.found.then((found) => found.get(id) ?? null)
	}

	const lookFor = (owner: string, userId: string, client: OAuthClient): Look => (id) => {
		const key = `${id} ${owner}`
		let looking = remembered.get(key)
		if (looking === undefined) {
			looking = gather(owner, userId, client, id)
			remembered.set(key, looking)
			looking.catch(() => remembered.delete(key))
		}
		return looking
	}

	return async (userId, links) => {
		const client = await setup.client()
		let owner: string
		try {
			owner = ownerOf(client.instance, userId, await vault.accessToken(userId, client))
		} catch (error) {
			const preview: LinkPreview = { state: stateOf(error as Error) }
			return links.map((link) => ({ link, preview: workPackageIdIn(link, client.instance) === null ? { state: 'hidden' } : preview, at: now() }))
		}
		const look = lookFor(owner, userId, client)
		const limit = pLimit(ALIASES_AT_ONCE)

		const numberOf = async (id: string): Promise<number> => {
			const key = `${id.toUpperCase()} ${owner}`
			const known = numbers.get(key) ?? (await limit(() => access.use(userId, client, (api) => fetchWorkPackage(api, id.toUpperCase())))).id
			numbers.set(key, known)
			return known
		}
		const previewOf = async (link: string): Promise<LinkPreview> => {
			const id = workPackageIdIn(link, client.instance)
			if (id === null) {
				return { state: 'hidden' }
			}
			try {
				const number = /^\d+$/.test(id) ? Number(id) : await numberOf(id)
				const workPackage = Number.isSafeInteger(number) ? await look(number) : null
				return workPackage === null ? { state: 'hidden' } : { state: 'shown', workPackage }
			} catch (error) {
				return { state: stateOf(error as Error) }
			}
		}
		return Promise.all(links.map(async (link) => ({ link, preview: await previewOf(link), at: now() })))
	}
}

/**
 * Whose view is remembered: that of one connection. Who disconnects, or connects another account, sees nothing of what was
 * seen before.
 */
function ownerOf(instance: string, userId: string, accessToken: string): string {
	return createHash('sha256').update(JSON.stringify([instance, userId, accessToken])).digest('base64')
}

/** What a card tells instead of the work package. */
function stateOf(error: Error): Exclude<LinkPreview['state'], 'shown'> {
	switch (problemOf(error).code) {
		case 'not-connected':
			return 'not-connected'
		case 'connection-expired':
			return 'expired'
		case 'nepenthes-forbidden':
		case 'work-package-not-found':
			return 'hidden'
		case 'internal':
			throw error
		default:
			return 'unreachable'
	}
}

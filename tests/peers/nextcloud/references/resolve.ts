// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Origin } from '../addresses.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Reference } from './reference.ts'

import { setTimeout } from 'node:timers/promises'
import { fileIdOf, fileReference } from './file-reference.ts'
import { openGraphReference } from './reference.ts'

/** What counts as an address in a text. It takes the space at both its ends, so of two with one blank between them only the first is found. */
const address = /(?:[ \t\n\v\f\r]|^)(?:https?:\/\/)(?:[-A-Z0-9+_.]+(?::[0-9]+)?(?:\/[-A-Z0-9+&@#%?=~_|!:,.;()]*)*)(?:[ \t\n\v\f\r]|$)/gmi

/** Milliseconds that the server waits for another site. */
const patience = 3000

/** How many pages of other sites the server opens for one visitor, in so many seconds. */
const openGraphLimit = { limit: 10, period: 120 }

/** Who wants to know. */
export interface Asker {
	origin: Origin
	/** `undefined`: a guest. */
	user: User | undefined
	/** Asked through a public route, where only what is the same for everyone is told. */
	public: boolean
}

/** The addresses in a text, in their order. */
export function extractReferences(text: string): string[] {
	return (text.match(address) ?? []).map((found) => found.trim())
}

/** What is known of an address; `null` for what is none. */
export async function resolveReference(instance: Instance, asker: Asker, text: string): Promise<Reference | null> {
	const { origin, user } = asker
	if (!asker.public && user) {
		const id = fileIdOf(instance, origin, text)
		if (id !== undefined) {
			return fileReference(instance, origin, user, text, id)
		}
	}
	return text.match(address) ? pageReference(instance, asker, text) : null
}

/** What a page of another site says of itself; no more than its address, if it does not answer in time or was not asked. */
async function pageReference({ addresses, rateLimits, webPages }: Instance, { origin, user }: Asker, url: string): Promise<Reference> {
	if (!rateLimits.take('opengraph', user?.uid ?? origin.clientAddress, openGraphLimit)) {
		return openGraphReference(url)
	}
	const page = webPages.get(url)
	await setTimeout(Math.min(page?.delay ?? 0, patience))
	if (!page || page.delay > patience) {
		return openGraphReference(url)
	}
	const thumb = page.imageId === undefined ? null : addresses.absolute(origin, addresses.page(`/core/references/preview/${page.imageId}`))
	return openGraphReference(url, { name: page.title, description: page.description, thumb })
}

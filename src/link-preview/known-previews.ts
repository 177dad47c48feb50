// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreview, LinkPreviewObject } from '../../sidecar/contract/link-preview.ts'

import { shallowReactive } from 'vue'
import { getLinkPreviews, MAX_LINKS_IN_A_QUESTION } from '../sidecar.ts'

/** Milliseconds for which a card counts as new. */
const FRESH = 60_000
/** Milliseconds for which it is believed that a work package cannot be shown: the user perhaps just did something about it. */
const BELIEVED = 5_000
/** Milliseconds in which questions are collected: cards come into sight one after the other. */
const COLLECTING = 50
/** Links that are kept though no card shows them any more; texts take away what is out of sight for long. */
const LIMIT = 500

/** What the page knows of a link. */
export interface KnownPreview {
	preview: LinkPreview
	/** When this was so, in milliseconds since 1970, by the sidecar's clock. */
	at: number
	/** The same by the browser's clock. */
	asOf: number
	/** The user asked for it again. */
	retrying: boolean
}

const known = shallowReactive(new Map<string, KnownPreview>())
/** How many cards there are of a link. */
const cards = new Map<string, number>()
/** Old ones that were seen and will be asked for. */
const wanted = new Set<string>()
let collecting: ReturnType<typeof setTimeout> | undefined
/** When a link was last asked for, whatever came of it. */
const asked = new Map<string, number>()
const asking = new Set<string>()

/** What is known of a link that has a card. */
export function knownPreview(link: string): KnownPreview {
	const preview = known.get(link)
	if (preview === undefined) {
		throw new Error('A card is added before it is shown')
	}
	return preview
}

/** A card comes into the page, with what its text knows. */
export function addCard({ link, at, preview }: LinkPreviewObject): void {
	cards.set(link, (cards.get(link) ?? 0) + 1)
	const before = known.get(link)
	if (before === undefined || at > before.at) {
		remember(link, preview, at, Math.min(at, Date.now()))
	}
}

/** A card leaves the page. */
export function removeCard(link: string): void {
	const left = (cards.get(link) ?? 1) - 1
	if (left > 0) {
		cards.set(link, left)
		return
	}
	cards.delete(link)
	for (const other of known.keys()) {
		if (known.size <= LIMIT) {
			break
		}
		if (!cards.has(other)) {
			known.delete(other)
			asked.delete(other)
		}
	}
}

/** Someone looks at a card: an old one is asked for, and with it others that are old. */
export function seeCard(link: string): void {
	if (isOld(link)) {
		wanted.add(link)
		collecting ??= setTimeout(askForOld, COLLECTING)
	}
}

/** The user wants to know now; so they do of all that could not be asked for. */
export async function tryAgain(link: string): Promise<void> {
	const links = [...cards.keys()].filter((other) => other === link || known.get(other)?.preview.state === 'unreachable')
	setRetrying(links, true)
	await ask(links)
	setRetrying(links, false)
}

function isOld(link: string): boolean {
	const preview = known.get(link)
	if (preview === undefined || asking.has(link)) {
		return false
	}
	const { preview: { state }, asOf } = preview
	const limit = state === 'shown' || state === 'hidden' ? FRESH : BELIEVED
	return Date.now() - Math.max(asOf, asked.get(link) ?? 0) > limit
}

/** One question for all; cards that nobody sees only fill it up. */
async function askForOld(): Promise<void> {
	collecting = undefined
	const seen = [...wanted].filter((link) => cards.has(link) && isOld(link))
	wanted.clear()
	if (seen.length === 0) {
		return
	}
	const others = [...cards.keys()].filter((link) => !seen.includes(link) && isOld(link))
	const room = Math.ceil(seen.length / MAX_LINKS_IN_A_QUESTION) * MAX_LINKS_IN_A_QUESTION
	await ask([...seen, ...others].slice(0, room))
}

/** Asks for links, as many at a time as may be; what fails stays as it was, and may be asked for again later. */
async function ask(links: readonly string[]): Promise<void> {
	links.forEach((link) => asking.add(link))
	try {
		for (let start = 0; start < links.length; start += MAX_LINKS_IN_A_QUESTION) {
			const asOf = Date.now()
			const { items } = await getLinkPreviews(links.slice(start, start + MAX_LINKS_IN_A_QUESTION), new AbortController().signal)
			items.forEach(({ link, at, preview }) => remember(link, preview, at, asOf))
		}
	} catch {
		// The cards show what they did: that is what their text is worth without us.
	} finally {
		links.forEach((link) => {
			asking.delete(link)
			asked.set(link, Date.now())
		})
	}
}

function remember(link: string, preview: LinkPreview, at: number, asOf: number): void {
	const before = known.get(link)
	// That nobody answers is no news of the work package.
	if (before !== undefined && preview.state === 'unreachable') {
		return
	}
	known.set(link, { preview, at, asOf, retrying: before?.retrying ?? false })
}

function setRetrying(links: readonly string[], retrying: boolean): void {
	for (const link of links) {
		const preview = known.get(link)
		if (preview !== undefined) {
			known.set(link, { ...preview, retrying })
		}
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { LinkPreviewObject } from '../../contract/link-preview.ts'
import type { OcsExchange } from './exchange.ts'
import type { OcsRoute, OcsRouteOptions } from './index.ts'

import { problemOf } from '../../api/problems.ts'
import { workPackageIdIn } from '../../nepenthes/work-package-url.ts'
import { assetUrl } from '../paths.ts'
import { wordsFor } from '../words.ts'
import { SEARCH_PROVIDER } from './search.ts'
import { TooLate, within } from './within.ts'

/** Names our provider of link previews, and the type of its rich objects: the page registers its card for it. */
export const REFERENCE_TYPE = 'nepenthes_work_package'

/** Milliseconds for our own part; then a link is a plain one. */
const PATIENCE = 3_000

/** As many links of ours as a text may have cards; further ones are plain. */
const MAX_CARDS = 100

const NOT_KEPT = 'private, no-store'

/** Nextcloud's own expression for links in texts: what it finds, and nothing else, is asked for (nextcloud-contract 6.7). */
const LINKS = /(?:[ \t\n\v\f\r]|^)(https?:\/\/[-\w+.]+(?::\d+)?(?:\/[-\w+&@#%?=~|!:,.;()]*)*)(?:[ \t\n\v\f\r]|$)/gim

/** The entry of our provider in the list that smart pickers offer. */
export function referenceProvider({ webroot, language }: { webroot: string, language: string }) {
	return {
		id: REFERENCE_TYPE,
		title: wordsFor(language).pickerTitle,
		icon_url: assetUrl(webroot, 'img/app-dark.svg'),
		order: 5,
		search_providers_ids: [SEARCH_PROVIDER],
	}
}

/** What Nextcloud tells of a link (nextcloud-contract 6.7). */
interface Reference {
	richObjectType: string
	richObject: LinkPreviewObject
	openGraphObject: { id: string, name: string, description: string, thumb: string | null, link: string }
	accessible: boolean
}

/** For clients without our card: all that matters of a work package they may see, and nothing but the link otherwise. */
function referenceOf(object: LinkPreviewObject): Reference {
	const { link, preview } = object
	const about = preview.state === 'shown' ? preview.workPackage : null
	return {
		richObjectType: REFERENCE_TYPE,
		richObject: object,
		openGraphObject: {
			id: link,
			name: about === null ? link : `${about.displayId} ${about.subject}`,
			description: about === null ? '' : [about.project.name, about.type.name, about.status.name, about.assignee?.name, about.dueDate].filter(Boolean).join(' · '),
			thumb: null,
			link,
		},
		accessible: about !== null,
	}
}

/** Link previews, and the provider of the smart picker. */
export function referenceRoutes({ webroot, log, api: { setup, previewing, userSettings } }: OcsRouteOptions): OcsRoute[] {
	const isOurs = (link: unknown): link is string => {
		const instance = setup.peek()
		return instance !== null && typeof link === 'string' && workPackageIdIn(link.trim(), instance) !== null
	}

	/** Answers for links of ours and leaves the others to Nextcloud, everything in the order in which it was asked for. */
	const merged = async (exchange: OcsExchange, links: readonly string[], resolve: boolean) => {
		const ours = links.filter(isOurs).slice(0, MAX_CARDS)
		const others = links.filter((link) => !isOurs(link))
		const session = await exchange.session()
		if (!(await within(PATIENCE, userSettings.of(session.who.id))).linkPreviews.value) {
			return null
		}
		if (!resolve) {
			return { data: { references: Object.fromEntries(links.map((link) => [link, null])) }, cacheControl: NOT_KEPT }
		}
		const [cards, own] = await Promise.all([
			within(PATIENCE, previewing(session.who.id, ours.map((link) => link.trim()))).catch((error: Error) => {
				if (!(error instanceof TooLate) && problemOf(error).code === 'internal') {
					log.error({ err: error }, 'links could not be looked up')
				}
				return null
			}),
			others.length === 0 ? null : exchange.ask({ method: 'POST', path: '/references/resolve', query: new URLSearchParams(), body: { references: others, limit: others.length } }),
		])
		const references = new Map<string, unknown>(Object.entries((own?.data as { references?: Record<string, unknown> } | undefined)?.references ?? {}))
		ours.forEach((link, i) => references.set(link, cards === null ? null : referenceOf(cards[i]!)))
		return {
			...own !== null && { of: own },
			data: { references: Object.fromEntries(links.map((link) => [link, references.get(link) ?? null])) },
			cacheControl: NOT_KEPT,
		}
	}

	/** The links that a question is about, or null if none of them is ours, or Nextcloud would not take it. */
	const asked = async (exchange: OcsExchange, linksOf: (parameters: Readonly<Record<string, unknown>>) => readonly unknown[] | null) => {
		// Nextcloud itself cannot write an address as the name of an XML element: whoever asks for that gets what it makes of it.
		if (setup.peek() === null || !exchange.json) {
			return null
		}
		const parameters = await exchange.body()
		const links = linksOf(parameters)?.slice(0, limitOf(parameters.limit))
		return links?.every((link) => typeof link === 'string') && links.some(isOurs) ? { links: [...new Set(links)], parameters } : null
	}
	const named = ({ references }: Readonly<Record<string, unknown>>) => Array.isArray(references) ? references as unknown[] : null
	const written = ({ text }: Readonly<Record<string, unknown>>) => typeof text === 'string' ? [...text.matchAll(LINKS)].map(([, link]) => link) : null

	/** To guests, a link of ours is a link: Nextcloud would fetch it to make a card of what anybody can see there. */
	const publicly = async (exchange: OcsExchange, linksOf: typeof named, resolve: boolean) => {
		const question = await asked(exchange, linksOf)
		if (question === null) {
			return null
		}
		const { links, parameters } = question
		const others = links.filter((link) => !isOurs(link))
		const own = others.length === 0 || !resolve
			? null
			: await exchange.ask({ method: 'POST', path: '/references/resolvePublic', query: new URLSearchParams(), body: { references: others, limit: others.length, sharingToken: parameters.sharingToken } })
		const known = (own?.data as { references?: Record<string, unknown> } | undefined)?.references ?? {}
		return { ...own !== null && { of: own }, data: { references: Object.fromEntries(links.map((link) => [link, known[link] ?? null])) }, cacheControl: NOT_KEPT }
	}

	return [
		{
			method: 'GET',
			pattern: /^\/references\/resolve$/,
			async answer(exchange) {
				const link = exchange.query.get('reference')
				return exchange.json && isOurs(link) ? merged(exchange, [link], true) : null
			},
		},
		{
			method: 'POST',
			pattern: /^\/references\/resolve$/,
			async answer(exchange) {
				const question = await asked(exchange, named)
				return question === null ? null : merged(exchange, question.links, true)
			},
		},
		{
			method: 'POST',
			pattern: /^\/references\/extract$/,
			async answer(exchange) {
				const question = await asked(exchange, written)
				return question === null ? null : merged(exchange, question.links, isOn(question.parameters.resolve))
			},
		},
		{
			method: 'GET',
			pattern: /^\/references\/resolvePublic$/,
			async answer(exchange) {
				const link = exchange.query.get('reference')
				return exchange.json && isOurs(link) ? { data: { references: { [link]: null } }, cacheControl: NOT_KEPT } : null
			},
		},
		{
			method: 'POST',
			pattern: /^\/references\/resolvePublic$/,
			answer: (exchange) => publicly(exchange, named, true),
		},
		{
			method: 'POST',
			pattern: /^\/references\/extractPublic$/,
			answer: async (exchange) => publicly(exchange, written, isOn((await exchange.body()).resolve)),
		},
		{
			method: 'GET',
			pattern: /^\/references\/providers$/,
			async answer(exchange) {
				if (setup.peek() === null) {
					return null
				}
				const { language } = await exchange.session()
				const own = await exchange.ask()
				return Array.isArray(own.data) ? { of: own, data: withReferenceProvider(own.data, { webroot, language }) } : null
			},
		},
		{
			method: 'PUT',
			pattern: new RegExp(`^/references/provider/${REFERENCE_TYPE}$`),
			async answer(exchange) {
				const { who } = await exchange.session({ reading: false })
				const { timestamp } = await exchange.body()
				await userSettings.pickerUsed(who.id, Number.isSafeInteger(Number(timestamp ?? Number.NaN)) ? Number(timestamp) : Math.floor(Date.now() / 1000))
				return { data: { success: true }, cacheControl: NOT_KEPT }
			},
		},
	]
}

/** The list of providers with ours in its place; as it is if ours is there already. */
export function withReferenceProvider(providers: readonly unknown[], page: { webroot: string, language: string }): unknown[] {
	const own = referenceProvider(page)
	const others = providers as { id?: unknown, order?: unknown }[]
	if (others.some(({ id }) => id === own.id)) {
		return [...others]
	}
	const next = others.findIndex(({ order }) => typeof order === 'number' && order > own.order)
	return next === -1 ? [...others, own] : others.toSpliced(next, 0, own)
}

function limitOf(limit: unknown): number {
	const number = Number(limit ?? 1)
	return Number.isInteger(number) && number >= 0 ? number : 1
}

function isOn(flag: unknown): boolean {
	return flag === true || flag === 'true' || flag === '1' || flag === 1
}

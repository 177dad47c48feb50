// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'
import type { Api } from './api.ts'
import type { CallOptions } from './http.ts'
import type { Filter } from './work-packages.ts'

import Type from 'typebox'
import { collectionOf, Link } from './hal.ts'

/** One of the values that a field may have, by its address in the API. */
export interface Choice {
	href: string
	name: string
	/** How deep it stands below others, from 0. */
	depth: number
}

export interface ChoicePage {
	items: Choice[]
	/** Of all pages. */
	total: number
}

/** What all kinds of things that are chosen from have in common: each calls its name differently. */
export const ChoiceResource = Type.Object({
	name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
	value: Type.Optional(Type.Union([Type.String(), Type.Null()])),
	label: Type.Optional(Type.Union([Type.String(), Type.Null()])),
	subject: Type.Optional(Type.Union([Type.String(), Type.Null()])),
	depth: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
	_links: Type.Object({
		self: Link,
		ancestors: Type.Optional(Type.Array(Link)),
	}),
})

const Page = collectionOf(ChoiceResource)

/** Collections that come in pages, and the filter by which each is searched (nepenthes-api 3.2, 3.5); all others come whole. */
const SEARCHED: readonly [RegExp, (words: string) => Filter][] = [
	[/^\/(?:work_packages\/available_projects|projects|workspaces)$/, (words) => ({ name: 'typeahead', operator: '**', values: [words] })],
	[/^\/work_packages$/, (words) => ({ name: 'typeahead', operator: '**', values: [words] })],
	[/^\/principals$/, (words) => ({ name: 'any_name_attribute', operator: '~', values: [words] })],
]

/** @return null for what has no address, or no name */
export function choiceOf(resource: Static<typeof ChoiceResource>): Choice | null {
	const { name, value, label, subject, depth, _links: { self, ancestors } } = resource
	const shown = name || value || label || subject || self.title
	return self.href === null || !shown ? null : { href: self.href, name: shown, depth: ancestors?.length ?? Math.max(0, (depth ?? 1) - 1) }
}

/**
 * A page of a collection that a form refers to, of those whose name has the words in it.
 *
 * @param api
 * @param source path and query below the API, as the form names it
 * @param question
 * @param question.words empty for all
 * @param question.filters besides those of the source
 * @param question.page from 1
 * @param question.pageSize
 * @param question.sortBy where the collection comes in pages
 */
export async function listChoices(api: Api, source: string, { words, filters = [], page, pageSize, sortBy }: {
	words: string
	filters?: readonly Filter[]
	page: number
	pageSize: number
	sortBy?: readonly (readonly [attribute: string, direction: 'asc' | 'desc'])[]
}, { signal }: CallOptions = {}): Promise<ChoicePage> {
	const { pathname, searchParams } = new URL(source, 'http://instance.invalid')
	const search = SEARCHED.find(([path]) => path.test(pathname))?.[1]
	const own = parseFilters(searchParams.get('filters'))
	const added = [...filters, ...search !== undefined && words !== '' ? [search(words)] : []].map(({ name, operator, values }) => ({ [name]: { operator, values } }))

	const { total, _embedded: { elements } } = await api.call(Page, {
		method: 'GET',
		path: pathname,
		query: {
			...Object.fromEntries(searchParams),
			...(own.length > 0 || added.length > 0 || search !== undefined) && { filters: JSON.stringify([...own, ...added]) },
			...search !== undefined && { offset: page, pageSize },
			...search !== undefined && sortBy !== undefined && { sortBy: JSON.stringify(sortBy) },
		},
		signal,
	})
	const choices = elements.map(choiceOf).filter((choice) => choice !== null)
	if (search !== undefined) {
		return { items: choices, total }
	}
	const matching = choices.filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()))
	return { items: matching.slice((page - 1) * pageSize, page * pageSize), total: matching.length }
}

function parseFilters(text: string | null): unknown[] {
	try {
		const filters: unknown = JSON.parse(text ?? '[]')
		return Array.isArray(filters) ? filters : []
	} catch {
		return []
	}
}

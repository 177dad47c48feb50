// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Condition, FilterTable } from './filters/operators.ts'

import { ApiError } from './api-error.ts'
import { readFilters } from './filters/demands.ts'
import { conditionsFor } from './filters/operators.ts'
import { resource } from './hal.ts'

/** Parameters of a list (sections 2.3, 2.4). */
export interface ListQuery {
	filters?: string
	sortBy?: string
	groupBy?: string
	/** Number of the page, from 1. */
	offset?: string
	pageSize?: string
}

const DEFAULT_PAGE_SIZE = 20
const MAXIMUM_PAGE_SIZE = 1000

/** A collection without pages. */
export function collection(path: string, elements: unknown[]): Record<string, unknown> {
	return resource('Collection', { total: elements.length, count: elements.length }, {
		embedded: { elements },
		links: { self: { href: path } },
	})
}

interface Paginated<Item> {
	type?: string
	path: string
	query: ListQuery
	/** All that fit, in order. */
	items: Item[]
	render: (item: Item) => Record<string, unknown>
	/** Further properties of the collection. */
	properties?: Record<string, unknown>
	/** Further parts that are embedded, made of the items of the page. */
	embed?: (items: Item[]) => Record<string, unknown>
}

/** One page of a collection. */
export function page<Item>({ type = 'Collection', path, query, items, render, properties, embed }: Paginated<Item>): Record<string, unknown> {
	const pageSize = pageSizeOf(query.pageSize)
	const number = Math.max(1, wholeNumber(query.offset) ?? 1)
	const elements = items.slice((number - 1) * pageSize, number * pageSize)

	const { filters, sortBy, groupBy } = query
	const given = Object.entries({ filters, sortBy, groupBy }).filter((entry): entry is [string, string] => entry[1] !== undefined)
	const address = (offset: number | string, size: number | string) => `${path}?${[...given, ['offset', offset] as const, ['pageSize', size] as const]
		.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
		.join('&')}`
	return resource(type, { total: items.length, count: elements.length, pageSize, offset: number, ...properties }, {
		embedded: { elements: elements.map(render), ...embed?.(elements) },
		links: {
			self: { href: address(number, pageSize) },
			jumpTo: { href: address('{offset}', pageSize), templated: true },
			changeSize: { href: address(number, '{size}'), templated: true },
			...number > 1 && { previousByOffset: { href: address(number - 1, pageSize) } },
			...number * pageSize < items.length && pageSize > 0 && { nextByOffset: { href: address(number + 1, pageSize) } },
		},
	})
}

function pageSizeOf(text: string | undefined): number {
	const size = wholeNumber(text) ?? DEFAULT_PAGE_SIZE
	return size < 0 ? MAXIMUM_PAGE_SIZE : Math.min(size, MAXIMUM_PAGE_SIZE)
}

function wholeNumber(text: string | undefined): number | undefined {
	return /^-?\d+$/.test(text ?? '') ? Number(text) : undefined
}

/**
 * The items that the caller asks for.
 *
 * @param items
 * @param table
 * @param filters
 * @throws {ApiError} InvalidQuery
 */
export function filtered<Item>(items: Item[], table: FilterTable<Item>, filters = '[]'): Item[] {
	return meeting(items, conditionsFor(table, readFilters(filters)))
}

export function meeting<Item>(items: Item[], conditions: Condition<Item>[]): Item[] {
	return items.filter((item) => conditions.every((condition) => condition(item)))
}

/** What a collection can be sorted by: a text or a number of each item; null comes last. */
export type SortTable<Item> = Record<string, (item: Item) => string | number | null>

/**
 * Puts items in order by the parameter `sortBy`, as in `[["updatedAt","desc"],["id","asc"]]`.
 *
 * @param items
 * @param table
 * @param sortBy
 * @throws {ApiError} InvalidQuery
 */
export function sorted<Item>(items: Item[], table: SortTable<Item>, sortBy: string | undefined): Item[] {
	const keys = sortBy === undefined ? [] : readSorting(sortBy)
	const comparisons = keys.map(([name, direction]) => {
		if (!Object.hasOwn(table, name) || !['asc', 'desc'].includes(direction)) {
			throw new ApiError('InvalidQuery', 'query.sort', { value: name })
		}
		const property = table[name]!
		return (one: Item, other: Item) => compare(property(one), property(other), direction === 'desc' ? -1 : 1)
	})
	return items.toSorted((one, other) => comparisons.map((comparison) => comparison(one, other)).find((order) => order !== 0) ?? 0)
}

const texts = new Intl.Collator('en')

function compare(one: string | number | null, other: string | number | null, sign: number): number {
	if (one === null || other === null) {
		return Number(one === null) - Number(other === null)
	}
	return sign * (typeof one === 'number' && typeof other === 'number' ? one - other : texts.compare(String(one), String(other)))
}

function readSorting(text: string): [name: string, direction: string][] {
	try {
		const parsed: unknown = JSON.parse(text)
		if (Array.isArray(parsed) && parsed.every((entry): entry is string[] => Array.isArray(entry) && entry.every((part) => typeof part === 'string'))) {
			return parsed.map(([name = '', direction = 'asc']) => [name, direction])
		}
	} catch {
		// Refused below, like any other text that is not right.
	}
	throw new ApiError('InvalidQuery', 'query.malformed', { value: '\'sortBy\'' })
}

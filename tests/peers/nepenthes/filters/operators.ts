// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FilterDemand } from './demands.ts'

import { ApiError } from '../api-error.ts'

export type Condition<Item> = (item: Item) => boolean

interface Operator<Item> {
	/** How many values it wants. */
	values: [least: number, most: number]
	condition: (values: string[]) => Condition<Item>
}

/** The operators of one filter, by their signs. */
export type Operators<Item> = Record<string, Operator<Item>>

/** The filters of a collection, by their names in camelCase. */
export type FilterTable<Item> = Record<string, Operators<Item>>

/**
 * Makes conditions of what a caller asks for.
 *
 * @param table
 * @param demands
 * @throws {ApiError} InvalidQuery for a filter or an operator that there is not, or values that do not fit
 */
export function conditionsFor<Item>(table: FilterTable<Item>, demands: FilterDemand[]): Condition<Item>[] {
	return demands.map(({ name, operator: sign, values }) => {
		if (!Object.hasOwn(table, name)) {
			throw new ApiError('InvalidQuery', 'query.filter')
		}
		const operators = table[name]!
		if (!Object.hasOwn(operators, sign)) {
			throw new ApiError('InvalidQuery', 'query.operator', { value: name })
		}
		const { values: [least, most], condition } = operators[sign]!
		if (values.length < least || values.length > most) {
			throw new ApiError('InvalidQuery', 'query.values', { value: name })
		}
		return condition(values)
	})
}

const SOME: [number, number] = [1, Infinity]
const ONE: [number, number] = [1, 1]
const NONE: [number, number] = [0, 0]

/** `condition` without values. */
export const flag = <Item>(condition: Condition<Item>): Operator<Item> => ({ values: NONE, condition: () => condition })

/** `=` and `!`: the property is one of the values, or none of them. */
export function oneOf<Item>(property: (item: Item) => unknown, read = (value: string) => value): Operators<Item> {
	const among = (values: string[]): Condition<Item> => {
		const wanted = values.map(read)
		return (item) => wanted.includes(String(property(item)))
	}
	return {
		'=': { values: SOME, condition: among },
		'!': { values: SOME, condition: (values) => {
			const isAmong = among(values)
			return (item) => !isAmong(item)
		} },
	}
}

/** `*` and `!*`: there is a value, or none. */
export function present<Item>(property: (item: Item) => unknown): Operators<Item> {
	return {
		'*': flag((item) => (property(item) ?? null) !== null),
		'!*': flag((item) => (property(item) ?? null) === null),
	}
}

/** Only `=`, by a set of items that is looked up once. */
export const within = <Item>(condition: (values: string[]) => Condition<Item>): Operators<Item> => ({ '=': { values: SOME, condition } })

/** `**`: each word of the value occurs in one of the texts of an item. */
export function words<Item>(texts: (item: Item) => string[]): Operators<Item> {
	return {
		'**': { values: ONE, condition: ([value = '']) => {
			const wanted = value.toLowerCase().split(/\s+/).filter(Boolean)
			return (item) => {
				const hay = texts(item).map((text) => text.toLowerCase())
				return wanted.every((word) => hay.some((text) => text.includes(word)))
			}
		} },
	}
}

/** `~` and `!~`: the text contains all words, or does not. */
export function containing<Item>(text: (item: Item) => string): Operators<Item> {
	const contains = (values: string[]): Condition<Item> => {
		const wanted = values.join(' ').toLowerCase().split(/\s+/).filter(Boolean)
		return (item) => wanted.every((word) => text(item).toLowerCase().includes(word))
	}
	return {
		'~': { values: SOME, condition: contains },
		'!~': { values: SOME, condition: (values) => {
			const all = contains(values)
			return (item) => !all(item)
		} },
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { ApiError } from '../api-error.ts'

/** A filter as a caller asks for it (section 2.4). */
export interface FilterDemand {
	/** In camelCase, however it was written. */
	name: string
	operator: string
	values: string[]
}

/**
 * Reads the query parameter `filters`. Of each object only the first key counts, as in a real server; the others are
 * lost without a word.
 *
 * @param text
 * @throws {ApiError} InvalidQuery
 */
export function readFilters(text: string): FilterDemand[] {
	const parsed = parse(text)
	if (!Array.isArray(parsed)) {
		throw malformed()
	}
	return parsed.map((entry: unknown) => {
		const [name, demand] = Object.entries(entry ?? {})[0] ?? []
		if (name === undefined || !isDemand(demand)) {
			throw malformed()
		}
		return { name: camelCase(name), operator: demand.operator, values: (demand.values ?? []).map(String) }
	})
}

function malformed(): ApiError {
	return new ApiError('InvalidQuery', 'query.malformed', { value: '\'filters\'' })
}

function isDemand(value: unknown): value is { operator: string, values?: unknown[] | null } {
	return value instanceof Object
		&& 'operator' in value
		&& typeof value.operator === 'string'
		&& (!('values' in value) || value.values === null || Array.isArray(value.values))
}

function camelCase(name: string): string {
	return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text)
	} catch {
		return undefined
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Parameters } from '../parameters.ts'
import type { Provider } from './provider.ts'

import { OcsFailure } from '../ocs/envelope.ts'

export type FilterType = 'string' | 'datetime' | 'person' | 'int' | 'bool'

/** What is searched for, of what the provider can filter by. */
export interface Filters {
	term?: string
	/** Seconds since 1970, as all times here. */
	since?: number
	until?: number
	/** Id of a user. */
	person?: string
	texts: Record<string, string>
}

/** Those that every provider is asked for if it names them; a search with one that it does not name is refused. */
const common = new Set(['term', 'since', 'until', 'person'])

/** Those that a provider may leave aside. */
const optional = new Set(['title-only', 'places', 'provider'])

/**
 * Reads the filters of a search.
 *
 * @throws {OcsFailure} 400 if there is none, or one that this provider cannot filter by
 */
export function filtersOf(instance: Instance, provider: Provider, parameters: Parameters): Filters {
	const filters: Filters = { texts: {} }
	let count = 0
	for (const [name, value] of Object.entries(parameters)) {
		const isNamed = Object.hasOwn(provider.filters, name)
		if (!isNamed && !common.has(name) && !optional.has(name)) {
			continue
		}
		if (!isNamed && common.has(name)) {
			throw new OcsFailure(400, '', `Provider ${provider.id} doesn’t support filter ${name}.`)
		}
		count += read(instance, filters, name, String(value)) ? 1 : 0
	}
	if (count === 0) {
		throw new OcsFailure(400, '', 'No valid filters provided')
	}
	return filters
}

/** Gives whether the value is one: a term that is too short is none. */
function read(instance: Instance, filters: Filters, name: string, value: string): boolean {
	switch (name) {
		case 'term':
			if (value.trim() === '') {
				return false
			}
			filters.term = value
			return true
		case 'since':
		case 'until':
			filters[name] = secondsOf(value)
			return true
		case 'person':
			if (!instance.users.get(value)) {
				throw new OcsFailure(400, '', `User ${value} not found`)
			}
			filters.person = value
			return true
		default:
			filters.texts[name] = value
			return true
	}
}

/** The real one fails, as an error of its own, over what is no time. */
function secondsOf(value: string): number {
	const seconds = /^-?[1-9]\d*$/.test(value) ? Number(value) : Date.parse(value) / 1000
	if (Number.isNaN(seconds)) {
		throw new TypeError(`${value} is no time`)
	}
	return seconds
}

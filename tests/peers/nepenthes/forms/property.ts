// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { MessageKey } from '../messages.ts'

/** Something that can be chosen. */
export interface Option {
	id: number
	link: Link
	/** As a resource. */
	render: () => Record<string, unknown>
}

/** What may be chosen. */
export interface Choices {
	/** The collections that it is from, as in addresses: `types`. A link elsewhere is a mistake of its own. */
	collections: string[]
	/** The one that a link leads to, if it may be chosen. */
	find: (href: string) => Option | undefined
	/** All of them, where the form lists them itself. */
	listed?: Option[]
	/** Else where to ask for them; undefined while that depends on something that is not chosen yet. */
	source?: string
}

/** A property of a new work package, as the schema of the form describes it (section 3.6). */
export interface Property {
	key: string
	/** In the caller's language. */
	name: string
	/** Kind of its value, `[]` before it if there may be several. */
	type: string
	required: boolean
	hasDefault: boolean
	writable: boolean
	/** In which group of the form it stands, if in any. */
	group?: Extract<MessageKey, `property-group.${string}`>
	minLength?: number
	maxLength?: number
	regularExpression?: string
	/** Least and greatest number, both included. */
	range?: [least: number, greatest: number]
	/** Of one whose value is a link. */
	choices?: Choices
	/** What it is where the caller says nothing: a value, or what is chosen. */
	defaultValue?: unknown
	defaultOption?: Option | undefined
	/** The custom field that it is. */
	customFieldId?: number
}

export const takesSeveral = ({ type }: Property): boolean => type.startsWith('[]')

/** Choices that the form lists itself. */
export function listed(collection: string, options: Option[]): Choices {
	return { collections: [collection], listed: options, find: (href) => options.find(({ link }) => link.href === href) }
}

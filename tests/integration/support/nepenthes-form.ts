// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Api } from './nepenthes-api.ts'

/** A property as the schema of a form describes it. */
export interface SchemaProperty {
	type: string
	name: string
	required: boolean
	hasDefault: boolean
	writable: boolean
	location?: string
	minLength?: number
	maxLength?: number
	regularExpression?: string
	_links?: { allowedValues?: { href: string, title?: string } | { href: string, title?: string }[] }
	_embedded?: { allowedValues: Record<string, unknown>[] }
}

interface Form {
	payload: Record<string, unknown> & { _links: Record<string, { href: string | null, title?: string } | { href: string }[]> }
	schema: Record<string, SchemaProperty>
	validationErrors: Record<string, { errorIdentifier: string, message: string, _embedded: { details: { attribute: string } } }>
}

/** Asks for the form of a new work package, by default in the project Garden. */
export async function formOf(call: Api, body: unknown = {}, { as = 'alice', path = '/projects/garden/work_packages/form' } = {}) {
	const { status, body: { _embedded, _links: links } } = await call(path, { body, as })
	return { status, links, ...(_embedded as unknown as Form) }
}

/** The titles of what may be chosen, as far as the form lists it itself. */
export function titlesIn({ _links: links }: SchemaProperty): (string | undefined)[] {
	return [links?.allowedValues ?? []].flat().map(({ title }) => title)
}

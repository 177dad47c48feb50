// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'
import type { Api } from './api.ts'
import type { Choice } from './choices.ts'
import type { Violation } from './errors.ts'
import type { CallOptions } from './http.ts'
import type { SingleWorkPackage } from './work-packages.ts'

import Type from 'typebox'
import Value from 'typebox/value'
import { choiceOf, ChoiceResource } from './choices.ts'
import { Link } from './hal.ts'
import { SingleResource, singleWorkPackageOf } from './work-packages.ts'

/** What is sent: properties, and links to other resources, by key. */
export interface Payload {
	properties: Record<string, unknown>
	links: Record<string, { href: string | null } | { href: string }[]>
}

/** A field as the form describes it (nepenthes-api 3.6). */
export interface FormField {
	key: string
	/** In the user's language. */
	name: string
	/** In Nepenthes' own words: `String`, `[]User`, … */
	type: string
	required: boolean
	minLength: number | null
	maxLength: number | null
	/** What may be chosen; null where it is to be asked for, or nothing is chosen. */
	choices: Choice[] | null
	/** Where what may be chosen is asked for, below the API. */
	source: string | null
	/** As it stands in the payload: a property, or what links lead to. */
	value: unknown
	chosen: Choice[]
}

export interface WorkPackageForm {
	/** Those that the user may write, in the order in which Nepenthes groups them. */
	fields: FormField[]
	/** What would be refused as it stands. */
	violations: Violation[]
}

const AllowedLinks = Type.Union([Type.Array(Link), Link])

const SchemaEntry = Type.Object({
	type: Type.String(),
	name: Type.String(),
	required: Type.Optional(Type.Boolean()),
	writable: Type.Optional(Type.Boolean()),
	minLength: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
	maxLength: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
	location: Type.Optional(Type.String()),
	_links: Type.Optional(Type.Object({ allowedValues: Type.Optional(AllowedLinks) })),
	_embedded: Type.Optional(Type.Object({ allowedValues: Type.Optional(Type.Array(Type.Unknown())) })),
})

const AttributeGroups = Type.Array(Type.Object({ attributes: Type.Optional(Type.Array(Type.String())) }))

const ValidationError = Type.Object({ message: Type.Union([Type.String(), Type.Array(Type.String())]) })

const Form = Type.Object({
	_embedded: Type.Object({
		payload: Type.Record(Type.String(), Type.Unknown()),
		schema: Type.Record(Type.String(), Type.Unknown()),
		validationErrors: Type.Record(Type.String(), Type.Unknown()),
	}),
})

const Links = Type.Union([Link, Type.Array(Link)])

const bodyOf = ({ properties, links }: Payload) => ({ ...properties, _links: links })

/** The form for what is known so far. Creates nothing. */
export async function fetchForm(api: Api, payload: Payload, { signal }: CallOptions = {}): Promise<WorkPackageForm> {
	const { _embedded: form } = await api.call(Form, { method: 'POST', path: '/work_packages/form', body: bodyOf(payload), signal })
	const { pathname } = new URL(api.url)
	const entries = Object.entries(form.schema).flatMap(([key, entry]) => Value.Check(SchemaEntry, entry) && entry.writable !== false && !key.startsWith('_') ? [{ key, entry }] : [])
	return {
		fields: inOrder(entries, form.schema._attributeGroups).map(({ key, entry }) => fieldOf(key, entry, form.payload, pathname)),
		violations: Object.entries(form.validationErrors).map(([attribute, error]) => ({
			attribute,
			message: Value.Check(ValidationError, error) ? [error.message].flat().join(' ') : '',
		})),
	}
}

/**
 * Creates a work package.
 *
 * @throws {NepenthesRefused} with what is wrong, by attribute
 */
export async function createWorkPackage(api: Api, payload: Payload, { signal }: CallOptions = {}): Promise<SingleWorkPackage> {
	return singleWorkPackageOf(await api.call(SingleResource, { method: 'POST', path: '/work_packages', body: bodyOf(payload), signal }))
}

/** What people look for first, then as Nepenthes groups it, then the rest. */
function inOrder<Entry extends { key: string }>(entries: readonly Entry[], groups: unknown): Entry[] {
	const grouped = Value.Check(AttributeGroups, groups) ? groups.flatMap(({ attributes = [] }) => attributes) : []
	const order = ['project', 'type', 'subject', 'status', 'assignee', 'description', ...grouped]
	const rank = ({ key }: Entry) => order.includes(key) ? order.indexOf(key) : order.length
	return entries.toSorted((a, b) => rank(a) - rank(b))
}

function fieldOf(key: string, entry: Static<typeof SchemaEntry>, payload: Record<string, unknown>, apiPath: string): FormField {
	const linked = Object(payload._links)[key] as unknown
	const links = Value.Check(Links, linked) ? [linked].flat() : []
	const choices = choicesOf(entry)
	const allowed = entry._links?.allowedValues
	const source = allowed !== undefined && !Array.isArray(allowed) ? allowed.href : null
	return {
		key,
		name: entry.name,
		type: entry.type,
		required: entry.required ?? false,
		minLength: entry.minLength ?? null,
		maxLength: entry.maxLength ?? null,
		choices,
		source: choices === null && source !== null && source.startsWith(`${apiPath}/`) ? source.slice(apiPath.length) : null,
		value: payload[key],
		chosen: links.flatMap(({ href, title }) => {
			if (href === null) {
				return []
			}
			const known = choices?.find((choice) => choice.href === href)
			return [known ?? { href, name: title ?? '', depth: 0 }]
		}),
	}
}

/** What is listed in the form itself, with its names: in full if it is embedded, else as links. */
function choicesOf({ _links, _embedded }: Static<typeof SchemaEntry>): Choice[] | null {
	const embedded = _embedded?.allowedValues
	if (embedded !== undefined && embedded.length > 0) {
		return embedded.map((value) => Value.Check(ChoiceResource, value) ? choiceOf(value) : null).filter((choice) => choice !== null)
	}
	const links = _links?.allowedValues
	return Array.isArray(links)
		? links.flatMap(({ href, title }) => href === null ? [] : [{ href, name: title ?? href, depth: 0 }])
		: null
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'
import type { Api } from './api.ts'
import type { CallOptions } from './http.ts'

import Type from 'typebox'
import { collectionOf, idOf, Link } from './hal.ts'

/** A work package as one user sees it (nepenthes-api 3.3). */
export interface WorkPackage {
	id: number
	/** `41`, or `NEP-42` where the server numbers by project. */
	displayId: string
	subject: string
	project: Named
	type: Named
	status: Named
	assignee: Assignee | null
	/** YYYY-MM-DD; of a milestone, its date. */
	dueDate: string | null
	createdAt: Date | null
	updatedAt: Date | null
	/** Whether the user may link files to it and remove links. */
	mayManageLinks: boolean
	/** HTML as Nepenthes has rendered it, not to be trusted; empty if there is none. */
	description: string
}

/** Something that a work package refers to; the id is null where it is hidden from the user. */
export interface Named {
	id: number | null
	name: string
}

export interface Assignee {
	kind: 'user' | 'group' | 'placeholder'
	id: number
	name: string
}

/** A work package asked for by itself: its project says which storages it has. */
export interface SingleWorkPackage extends WorkPackage {
	/** Ids of the storages of its project; null when the server does not tell. */
	storages: readonly number[] | null
}

/** One filter, in Nepenthes' own words; several are joined by "and" (nepenthes-api 2.4, 3.2). */
export interface Filter {
	name: string
	operator: string
	values: readonly string[]
}

export interface WorkPackageQuery {
	filters: readonly Filter[]
	/** Attribute and direction, the first counts most. */
	sortBy: readonly (readonly [attribute: string, direction: 'asc' | 'desc'])[]
	/** From 1. */
	page: number
	/** At most 1000. */
	pageSize: number
}

export interface WorkPackagePage {
	items: WorkPackage[]
	/** Of all pages. */
	total: number
}

const OptionalDate = Type.Optional(Type.Union([Type.String(), Type.Null()]))

const Element = Type.Object({
	id: Type.Integer({ minimum: 1 }),
	displayId: Type.Optional(Type.Union([Type.String(), Type.Null()])),
	subject: Type.String(),
	description: Type.Optional(Type.Union([Type.Object({ html: Type.Optional(Type.Union([Type.String(), Type.Null()])) }), Type.Null()])),
	dueDate: OptionalDate,
	/** Milestones have this alone. */
	date: OptionalDate,
	createdAt: OptionalDate,
	updatedAt: OptionalDate,
	_links: Type.Object({
		project: Link,
		type: Link,
		status: Link,
		assignee: Type.Optional(Link),
		addFileLink: Type.Optional(Link),
	}),
})

const Page = collectionOf(Element)

/** A work package as it is answered by itself. */
export const SingleResource = Type.Object({
	...Element.properties,
	_embedded: Type.Optional(Type.Object({
		project: Type.Optional(Type.Object({ _links: Type.Object({ storages: Type.Optional(Type.Array(Link)) }) })),
	})),
})

const ASSIGNEES = [['user', 'users'], ['group', 'groups'], ['placeholder', 'placeholder_users']] as const

/**
 * One page of the work packages that a query finds. Closed ones are among them, unless a filter says otherwise.
 *
 * @throws {NepenthesRefused} with `InvalidQuery`, for a filter that this server does not know
 */
export async function listWorkPackages(api: Api, { filters, sortBy, page, pageSize }: WorkPackageQuery, { signal }: CallOptions = {}): Promise<WorkPackagePage> {
	const { total, _embedded: { elements } } = await api.call(Page, {
		method: 'GET',
		path: '/work_packages',
		query: {
			// One object for each: of several in one object the server reads the first alone. Left out, it would hide closed ones.
			filters: JSON.stringify(filters.map(({ name, operator, values }) => ({ [name]: { operator, values } }))),
			sortBy: JSON.stringify(sortBy),
			offset: page,
			pageSize,
		},
		signal,
	})
	return { total, items: elements.map(workPackageOf) }
}

/**
 * A work package by its id or semantic id; former ones are found too (nepenthes-api 3.1). Makes Nepenthes ask Nextcloud
 * for the files of the work package: for a list of ids, listWorkPackages is the cheaper one.
 *
 * @throws {NepenthesNotFound}
 */
export async function fetchWorkPackage(api: Api, id: string, { signal }: CallOptions = {}): Promise<SingleWorkPackage> {
	return singleWorkPackageOf(await api.call(SingleResource, { method: 'GET', path: `/work_packages/${encodeURIComponent(id)}`, signal }))
}

export function singleWorkPackageOf(single: Static<typeof SingleResource>): SingleWorkPackage {
	const storages = single._embedded?.project?._links.storages
	return {
		...workPackageOf(single),
		storages: storages?.map((link) => idOf(link, 'storages')).filter((id) => id !== null) ?? null,
	}
}

/** A filter of an address: the server decodes its value once (nepenthes-api 3.2). */
export function addressFilter(name: string, address: string): Filter {
	return { name, operator: '=', values: [encodeURIComponent(address)] }
}

function workPackageOf({ id, displayId, subject, description, dueDate, date, createdAt, updatedAt, _links: links }: Static<typeof Element>): WorkPackage {
	return {
		id,
		displayId: displayId || String(id),
		subject,
		project: named(links.project, 'projects'),
		type: named(links.type, 'types'),
		status: named(links.status, 'statuses'),
		assignee: assigneeOf(links.assignee),
		dueDate: dueDate ?? date ?? null,
		createdAt: createdAt ? new Date(createdAt) : null,
		updatedAt: updatedAt ? new Date(updatedAt) : null,
		mayManageLinks: Boolean(links.addFileLink?.href),
		description: description?.html ?? '',
	}
}

function named(link: Link, kind: string): Named {
	return { id: idOf(link, kind), name: link.title ?? '' }
}

function assigneeOf(link: Link | undefined): Assignee | null {
	for (const [kind, path] of ASSIGNEES) {
		const id = idOf(link, path)
		if (id !== null) {
			return { kind, id, name: link?.title ?? '' }
		}
	}
	return null
}

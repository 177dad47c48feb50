// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ListQuery, SortTable } from '../collections.ts'
import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { Principal } from '../planning/principals.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { filtered, page, sorted } from '../collections.ts'
import { principalFilters } from '../filters/principals.ts'
import { resource } from '../hal.ts'
import { allPrincipals, findOtherPrincipal, memberIds } from '../planning/principals.ts'
import { visibleProjects } from '../planning/projects.ts'
import { renderUser } from './users.ts'

const collections = { user: 'users', group: 'groups', placeholder: 'placeholder_users' }

export const principalLink = ({ basePath }: Instance, { kind, id, name }: Principal): Link => ({ href: `${basePath}/api/v3/${collections[kind]}/${id}`, title: name })

export function renderPrincipal(instance: Instance, principal: Principal, viewer: User | undefined): Record<string, unknown> {
	const links = { self: principalLink(instance, principal) }
	switch (principal.kind) {
		case 'user':
			return renderUser(instance, principal.user, viewer)
		case 'group': {
			const { id, name, createdAt } = principal
			return resource('Group', { id, name, createdAt, updatedAt: createdAt }, { links: { ...links, members: [] } })
		}
		case 'placeholder': {
			const { id, name, createdAt } = principal
			return resource('PlaceholderUser', { id, name, status: 'active', createdAt, updatedAt: createdAt }, { links })
		}
	}
}

const sorting: SortTable<Principal> = {
	id: ({ id }) => id,
	name: ({ name }) => name,
}

/** `/api/v3/principals`: whom work is assigned to; and `/groups/{id}` and `/placeholder_users/{id}`, who are no users. */
export const principals: Resource = (app, instance) => {
	app.get<{ Querystring: ListQuery }>('/principals', (request) => {
		const viewer = userOf(request)
		const met = memberIds(instance, visibleProjects(instance, viewer).map(({ id }) => id))
		// Beside themselves, people see those whom they share a project with.
		const visible = allPrincipals(instance).filter(({ id }) => viewer?.admin || viewer?.id === id || met.has(id))
		return page({
			path: `${instance.basePath}/api/v3/principals`,
			query: request.query,
			items: sorted(filtered(visible, principalFilters(instance, viewer), request.query.filters), sorting, request.query.sortBy ?? '[["name","asc"]]'),
			render: (principal) => renderPrincipal(instance, principal, viewer),
		})
	})

	for (const kind of ['group', 'placeholder'] as const) {
		app.get<{ Params: { id: string } }>(`/${collections[kind]}/:id`, (request) => {
			const viewer = userOf(request)
			const principal = viewer && findOtherPrincipal(instance, kind, Number(request.params.id))
			if (!principal) {
				throw notFound()
			}
			return renderPrincipal(instance, principal, viewer)
		})
	}
}

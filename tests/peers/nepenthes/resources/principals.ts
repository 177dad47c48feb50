// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { Principal } from '../planning/principals.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { resource } from '../hal.ts'
import { findOtherPrincipal } from '../planning/principals.ts'
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

/** `/api/v3/groups/{id}` and `/placeholder_users/{id}`: whom work is assigned to, beside users. */
export const principals: Resource = (app, instance) => {
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

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { callerOf, userOf } from '../authentication.ts'
import { resource } from '../hal.ts'
import { chooseLanguage, message } from '../messages.ts'
import { maySeePersonalData } from '../permissions.ts'
import { nameOf } from '../users.ts'

export function userLink({ basePath }: Instance, user: User): Link {
	return {
		href: `${basePath}/api/v3/users/${user.id}`,
		title: nameOf(user),
	}
}

/** `/api/v3/users/{id}` and `/users/me` (section 6.1). */
export const users: Resource = (app, instance) => {
	app.get('/users/me', (request) => {
		const caller = callerOf(request)
		return caller?.kind === 'user'
			? renderUser(instance, caller.user, caller.user)
			: resource('User', { id: 2, name: message(chooseLanguage(undefined, request.headers['accept-language']), 'anonymous') })
	})

	app.get<{ Params: { id: string } }>('/users/:id', (request) => {
		const viewer = userOf(request)
		const user = viewer && instance.users.byId(Number(request.params.id))
		if (!user) {
			throw notFound()
		}
		return renderUser(instance, user, viewer)
	})
}

export function renderUser(instance: Instance, user: User, viewer: User | undefined): Record<string, unknown> {
	return resource('User', {
		id: user.id,
		name: nameOf(user),
		createdAt: user.createdAt,
		updatedAt: user.updatedAt,
		...maySeePersonalData(viewer, user) && {
			login: user.login,
			admin: user.admin,
			firstName: user.firstName,
			lastName: user.lastName,
			email: user.email,
			status: user.status,
			identityUrl: null,
			language: user.language,
		},
		avatar: '',
	}, {
		links: {
			self: userLink(instance, user),
			showUser: { href: `${instance.basePath}/users/${user.id}`, type: 'text/html' },
			memberships: {
				href: `${instance.basePath}/api/v3/memberships?filters=${encodeURIComponent(JSON.stringify([{ principal: { operator: '=', values: [String(user.id)] } }]))}`,
			},
		},
	})
}

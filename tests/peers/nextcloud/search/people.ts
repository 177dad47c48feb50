// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { admit, userOf } from '../access.ts'
import { parameters, text } from '../parameters.ts'
import { phpJson } from '../php-json.ts'
import { visitorOf } from '../visitor.ts'

/** `POST /contactsmenu/contacts`: the people that a search can be narrowed down to. */
export function peopleRoute(app: FastifyInstance, instance: Instance): void {
	const { addresses, users } = instance
	app.post('/contactsmenu/contacts', async (request, reply) => {
		await admit(instance, request, { csrf: true })
		const { uid: own } = userOf(request)
		const { origin } = visitorOf(request)
		const filter = text(await parameters(request), 'filter').toLowerCase()
		const contacts = users.list()
			.filter(({ uid, displayName, email, enabled }) => enabled && uid !== own && [uid, displayName, email ?? ''].some((word) => word.toLowerCase().includes(filter)))
			.map(({ uid, displayName, email }) => ({
				id: uid,
				fullName: displayName,
				avatar: addresses.absolute(origin, addresses.page(`/avatar/${encodeURIComponent(uid)}/64`)),
				topAction: null,
				actions: [],
				lastMessage: '',
				emailAddresses: email === null ? [] : [email],
				profileTitle: null,
				profileUrl: null,
				status: null,
				statusMessage: null,
				statusMessageTimestamp: null,
				statusIcon: null,
				isUser: true,
				uid,
			}))
		return reply.type('application/json; charset=utf-8').send(phpJson({ contacts, contactsAppEnabled: false }))
	})
}

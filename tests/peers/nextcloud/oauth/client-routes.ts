// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { admit } from '../access.ts'
import { parameters, text } from '../parameters.ts'
import { demandConfirmedPassword } from '../password-confirmation.ts'
import { phpJson } from '../php-json.ts'
import { InvalidRedirectUri } from './clients.ts'

/** What the administration settings send to add and delete clients (section 4.4 of the contract). There is no list. */
export function oauthClientRoutes(app: FastifyInstance, instance: Instance): void {
	const { oauthClients } = instance

	app.post('/apps/oauth2/clients', async (request, reply) => {
		await admit(instance, request, { level: 'admin', csrf: true })
		demandConfirmedPassword(instance, request, 'strict')
		const form = await parameters(request)
		reply.type('application/json; charset=utf-8')
		try {
			return reply.send(phpJson(oauthClients.add(text(form, 'name'), text(form, 'redirectUri'))))
		} catch (error) {
			if (error instanceof InvalidRedirectUri) {
				return reply.status(400).send(phpJson({ message: error.message }))
			}
			throw error
		}
	})

	app.delete<{ Params: { id: string } }>('/apps/oauth2/clients/:id', async (request, reply) => {
		await admit(instance, request, { level: 'admin', csrf: true })
		demandConfirmedPassword(instance, request, 'lax')
		oauthClients.delete(Number(request.params.id))
		return reply.type('application/json; charset=utf-8').send([])
	})
}

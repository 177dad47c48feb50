// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { Storage } from '../storages/storages.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { missingPermission, notFound } from '../api-error.ts'
import { callerOf, userOf } from '../authentication.ts'
import { collection } from '../collections.ts'
import { signedIn } from '../permissions.ts'
import { createStorage, deleteStorage, findStorage, findVisibleStorage, setNextcloudClient, updateStorage, visibleStorages } from '../storages/storages.ts'
import { readClientCredentials, readStorage } from './storage-body.ts'
import { renderClientCredentials, renderOAuthApplication, renderStorage } from './storage.ts'

interface OfId {
	Params: { id: string }
}

/** `/api/v3/storages` and what belongs to one (section 4.5). */
export const storages: Resource = (app, instance) => {
	app.get('/storages', async (request) => {
		const user = userOf(request)
		const visible = user ? visibleStorages(instance, user) : []
		return collection(`${instance.basePath}/api/v3/storages`, await Promise.all(visible.map((storage) => renderStorage(instance, storage, user!))))
	})

	app.get<OfId>('/storages/:id', (request) => {
		const { storage, user } = visible(instance, request, request.params.id)
		return renderStorage(instance, storage, user)
	})

	app.get<OfId>('/storages/:id/open', (request, reply) => {
		const { storage } = visible(instance, request, request.params.id)
		return reply.redirect(`${storage.host}index.php/apps/files`, 303)
	})

	app.post('/storages', async (request, reply) => {
		const user = administrator(request)
		const { storage, application } = createStorage(instance, { ...readStorage(instance, request.body), creatorId: user.id })
		return reply.code(201).send(await renderStorage(instance, storage, user, application.clientSecret))
	})

	app.patch<OfId>('/storages/:id', (request) => {
		const { storage, user } = administered(instance, request, request.params.id)
		updateStorage(instance, storage, readStorage(instance, request.body, storage))
		return renderStorage(instance, findStorage(instance, storage.id)!, user)
	})

	app.delete<OfId>('/storages/:id', (request, reply) => {
		const { storage } = administered(instance, request, request.params.id)
		deleteStorage(instance, storage)
		return reply.code(204).send()
	})

	app.post<OfId>('/storages/:id/oauth_client_credentials', async (request, reply) => {
		const { storage, user } = administered(instance, request, request.params.id)
		setNextcloudClient(instance, storage.id, readClientCredentials(request.body))
		return reply.code(201).send(await renderStorage(instance, findStorage(instance, storage.id)!, user))
	})

	app.get<OfId>('/oauth_applications/:id', (request) => {
		const user = administrator(request)
		const storage = visibleStorages(instance, user).find(({ applicationId }) => String(applicationId) === request.params.id)
		if (!storage) {
			throw notFound()
		}
		return renderOAuthApplication(instance, storage)
	})

	app.get<OfId>('/oauth_client_credentials/:id', (request) => {
		const { storage } = administered(instance, request, request.params.id)
		const credentials = renderClientCredentials(instance, storage)
		if (!credentials) {
			throw notFound()
		}
		return credentials
	})
}

function visible(instance: Instance, request: FastifyRequest, id: string): { storage: Storage, user: User } {
	const user = userOf(request)
	const storage = findVisibleStorage(instance, user, Number(id))
	if (!user || !storage) {
		throw notFound()
	}
	return { storage, user }
}

/** Who may see a storage is told that they may not change it; for others it is not there. */
function administered(instance: Instance, request: FastifyRequest, id: string): { storage: Storage, user: User } {
	const found = visible(instance, request, id)
	administrator(request)
	return found
}

function administrator(request: FastifyRequest): User {
	const user = signedIn(callerOf(request))
	if (!user.admin) {
		throw missingPermission()
	}
	return user
}

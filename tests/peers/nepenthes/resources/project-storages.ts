// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FilterTable } from '../filters/operators.ts'
import type { Instance } from '../instance.ts'
import type { ProjectStorage } from '../storages/project-storages.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { collection, filtered } from '../collections.ts'
import { oneOf } from '../filters/operators.ts'
import { decodeOnceMore } from '../filters/storage-url.ts'
import { resource } from '../hal.ts'
import { asPrincipal } from '../planning/principals.ts'
import { visibleProjectStorages } from '../storages/project-storages.ts'
import { asHost } from '../storages/storages.ts'
import { principalLink } from './principals.ts'
import { projectLink } from './projects.ts'
import { storageLink } from './storage.ts'

const filters: FilterTable<ProjectStorage> = {
	projectId: oneOf(({ project }) => project.id),
	storageId: oneOf(({ storage }) => storage.id),
	storageUrl: oneOf(({ storage }) => storage.host, (value) => asHost(decodeOnceMore(value))),
}

function render(instance: Instance, { id, project, storage, creatorId, createdAt }: ProjectStorage): Record<string, unknown> {
	const path = `${instance.basePath}/api/v3/project_storages/${id}`
	const creator = instance.users.byId(creatorId)
	return resource('ProjectStorage', { id, projectFolderMode: 'inactive', createdAt, updatedAt: createdAt }, {
		links: {
			self: { href: path },
			creator: creator ? principalLink(instance, asPrincipal(creator)) : { href: null },
			project: projectLink(instance, project),
			storage: storageLink(instance, storage),
			open: { href: `${path}/open` },
		},
	})
}

/** `/api/v3/project_storages` (section 4.7): no project has a folder of its own here. */
export const projectStorages: Resource = (app, instance) => {
	app.get<{ Querystring: { filters?: string } }>('/project_storages', (request) => {
		const fitting = filtered(visibleProjectStorages(instance, userOf(request)), filters, request.query.filters)
		return collection(`${instance.basePath}/api/v3/project_storages`, fitting.map((projectStorage) => render(instance, projectStorage)))
	})

	app.get<{ Params: { id: string } }>('/project_storages/:id', (request) => render(instance, visible(instance, userOf(request), request.params.id)))

	app.get<{ Params: { id: string } }>('/project_storages/:id/open', (request, reply) => {
		const { storage } = visible(instance, userOf(request), request.params.id)
		return reply.redirect(`${storage.host}index.php/apps/files`, 303)
	})
}

function visible(instance: Instance, user: User | undefined, id: string): ProjectStorage {
	const found = visibleProjectStorages(instance, user).find((candidate) => String(candidate.id) === id)
	if (!found) {
		throw notFound()
	}
	return found
}

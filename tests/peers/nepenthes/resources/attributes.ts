// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { Priority, Status, Type } from '../planning/attributes.ts'
import type { Resource } from './index.ts'

import { missingPermission, notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { collection } from '../collections.ts'
import { resource } from '../hal.ts'
import { allPriorities, allStatuses, allTypes, typesOf } from '../planning/attributes.ts'
import { seesWorkPackagesSomewhere } from '../planning/work-packages.ts'
import { projectOfWorkPackages } from './projects.ts'

interface Attribute {
	id: number
	name: string
}

export const attributeLink = ({ basePath }: Instance, collectionName: 'statuses' | 'types' | 'priorities', { id, name }: Attribute) => ({ href: `${basePath}/api/v3/${collectionName}/${id}`, title: name })

export function renderStatus(instance: Instance, status: Status): Record<string, unknown> {
	const { id, name, isClosed, color, isDefault, position } = status
	return resource('Status', { id, name, isClosed, color, isDefault, isReadonly: false, excludedFromTotals: false, defaultDoneRatio: null, position }, { links: { self: attributeLink(instance, 'statuses', status) } })
}

export function renderType(instance: Instance, type: Type): Record<string, unknown> {
	const { id, name, color, position, isDefault, isMilestone, createdAt } = type
	return resource('Type', { id, name, color, position, isDefault, isMilestone, createdAt, updatedAt: createdAt }, { links: { self: attributeLink(instance, 'types', type) } })
}

export function renderPriority(instance: Instance, priority: Priority): Record<string, unknown> {
	const { id, name, position, color, isDefault } = priority
	return resource('Priority', { id, name, position, color, isDefault, isActive: true }, { links: { self: attributeLink(instance, 'priorities', priority) } })
}

/** `/api/v3/statuses`, `/types` and `/priorities` (section 3.4): for whoever may see work packages in some project; and the types of a project. */
export const attributes: Resource = (app, instance) => {
	const register = <Item extends Attribute>(name: string, all: (instance: Instance) => Item[], render: (instance: Instance, item: Item) => Record<string, unknown>) => {
		app.get(`/${name}`, (request) => {
			check(instance, request)
			return collection(`${instance.basePath}/api/v3/${name}`, all(instance).map((item) => render(instance, item)))
		})
		app.get<{ Params: { id: string } }>(`/${name}/:id`, (request) => {
			check(instance, request)
			const item = all(instance).find(({ id }) => String(id) === request.params.id)
			if (!item) {
				throw notFound()
			}
			return render(instance, item)
		})
	}
	register('statuses', allStatuses, renderStatus)
	register('types', allTypes, renderType)
	register('priorities', allPriorities, renderPriority)

	for (const name of ['projects', 'workspaces']) {
		app.get<{ Params: { id: string } }>(`/${name}/:id/types`, (request) => {
			const { id } = projectOfWorkPackages(instance, userOf(request), request.params.id)
			return collection(`${instance.basePath}/api/v3/${name}/${id}/types`, typesOf(instance, id).map((type) => renderType(instance, type)))
		})
	}
}

function check(instance: Instance, request: FastifyRequest): void {
	if (!seesWorkPackagesSomewhere(instance, userOf(request))) {
		throw missingPermission()
	}
}

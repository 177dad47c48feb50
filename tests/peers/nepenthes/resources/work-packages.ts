// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ListQuery, SortTable } from '../collections.ts'
import type { Instance } from '../instance.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { missingPermission, notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { meeting, page, sorted } from '../collections.ts'
import { readFilters } from '../filters/demands.ts'
import { conditionsFor } from '../filters/operators.ts'
import { DEFAULT_FILTERS, workPackageFilters } from '../filters/work-packages.ts'
import { may } from '../planning/members.ts'
import { findWorkPackage, seesWorkPackagesSomewhere, visibleWorkPackages } from '../planning/work-packages.ts'
import { visibleProject } from './projects.ts'
import { renderWholeWorkPackage } from './whole-work-package.ts'
import { renderSchemas, renderWorkPackage } from './work-package.ts'

const sorting: SortTable<WorkPackage> = {
	id: ({ id }) => id,
	subject: ({ subject }) => subject,
	project: ({ project }) => project.name,
	type: ({ type }) => type.position,
	status: ({ status }) => status.position,
	priority: ({ priority }) => priority.position,
	assignee: ({ assignee }) => assignee?.name ?? null,
	startDate: ({ startDate }) => startDate,
	dueDate: ({ dueDate }) => dueDate,
	createdAt: ({ createdAt }) => createdAt.getTime(),
	updatedAt: ({ updatedAt }) => updatedAt.getTime(),
}

interface List {
	path: string
	query: ListQuery
	/** Only those of a project. */
	projectId?: number
}

function list(instance: Instance, user: User | undefined, { path, query, projectId }: List): Record<string, unknown> {
	const demands = query.filters === undefined ? DEFAULT_FILTERS : readFilters(query.filters)
	const conditions = conditionsFor(workPackageFilters(instance, user), demands)
	const fitting = meeting(visibleWorkPackages(instance, user), conditions)
		.filter(({ project }) => projectId === undefined || project.id === projectId)
	return page({
		type: 'WorkPackageCollection',
		path,
		query,
		items: sorted(fitting, sorting, query.sortBy),
		render: (workPackage) => renderWorkPackage(instance, workPackage, user),
		embed: (elements) => ({ schemas: renderSchemas(instance, elements) }),
	})
}

/** `/api/v3/work_packages`, `/work_packages/{id}` and the lists of a project (section 3). */
export const workPackages: Resource = (app, instance) => {
	app.get<{ Querystring: ListQuery }>('/work_packages', (request) => {
		const user = userOf(request)
		if (!seesWorkPackagesSomewhere(instance, user)) {
			throw missingPermission()
		}
		return list(instance, user, { path: `${instance.basePath}/api/v3/work_packages`, query: request.query })
	})

	for (const name of ['projects', 'workspaces']) {
		app.get<{ Params: { id: string }, Querystring: ListQuery }>(`/${name}/:id/work_packages`, (request) => {
			const user = userOf(request)
			const project = visibleProject(instance, user, request.params.id)
			if (!may(instance, user, project, 'view_work_packages')) {
				throw missingPermission()
			}
			return list(instance, user, { path: `${instance.basePath}/api/v3/${name}/${project.id}/work_packages`, query: request.query, projectId: project.id })
		})
	}

	app.get<{ Params: { id: string } }>('/work_packages/:id', (request) => {
		const user = userOf(request)
		const workPackage = findWorkPackage(instance, user, request.params.id)
		if (!user || !workPackage) {
			throw notFound()
		}
		return renderWholeWorkPackage(instance, workPackage, user)
	})
}

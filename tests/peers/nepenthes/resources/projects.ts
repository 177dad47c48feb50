// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ListQuery, SortTable } from '../collections.ts'
import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { filtered, page, sorted } from '../collections.ts'
import { projectFilters } from '../filters/projects.ts'
import { formattable, resource } from '../hal.ts'
import { isMember, may } from '../planning/members.ts'
import { findProject, visibleProjects } from '../planning/projects.ts'
import { storagesOf } from '../storages/storages.ts'

/** Exists, but not for this caller (section 2.2). */
const UNDISCLOSED: Link = { href: 'urn:openproject-org:api:v3:undisclosed', title: 'Undisclosed' }

export const projectLink = ({ basePath }: Instance, { id, name }: Project): Link => ({ href: `${basePath}/api/v3/projects/${id}`, title: name })

/** The project of that number or identifier. */
export function visibleProject(instance: Instance, user: User | undefined, reference: string): Project {
	const project = findProject(instance, reference)
	if (!project || !isMember(instance, user, project)) {
		throw notFound()
	}
	return project
}

export function renderProject(instance: Instance, project: Project, user: User | undefined): Record<string, unknown> {
	const { id, identifier, name, description, createdAt, updatedAt } = project
	const at = (path: string) => `${instance.basePath}/api/v3/projects/${id}${path}`
	const ancestors = ancestorsOf(instance, project).map((ancestor) => isMember(instance, user, ancestor) ? projectLink(instance, ancestor) : UNDISCLOSED)
	return resource('Project', {
		id,
		identifier,
		name,
		active: true,
		public: false,
		favorited: false,
		description: formattable(description),
		statusExplanation: formattable(''),
		createdAt,
		updatedAt,
	}, {
		links: {
			self: projectLink(instance, project),
			parent: ancestors.at(-1) ?? { href: null },
			ancestors,
			...may(instance, user, project, 'add_work_packages') && {
				createWorkPackage: { href: at('/work_packages/form'), method: 'post' },
				createWorkPackageImmediately: { href: at('/work_packages'), method: 'post' },
			},
			workPackages: { href: at('/work_packages') },
			types: { href: at('/types') },
			categories: { href: at('/categories') },
			versions: { href: at('/versions') },
			status: { href: null },
			...may(instance, user, project, 'view_file_links') && {
				storages: storagesOf(instance, id).map((storage) => ({ href: `${instance.basePath}/api/v3/storages/${storage.id}`, title: storage.name })),
				projectStorages: { href: `${instance.basePath}/api/v3/project_storages?filters=${encodeURIComponent(JSON.stringify([{ projectId: { operator: '=', values: [String(id)] } }]))}` },
			},
		},
	})
}

/** From the top down to the parent. */
function ancestorsOf(instance: Instance, { parentId }: Project): Project[] {
	const parent = parentId === null ? undefined : findProject(instance, parentId)
	return parent ? [...ancestorsOf(instance, parent), parent] : []
}

const sorting: SortTable<Project> = {
	id: ({ id }) => id,
	name: ({ name }) => name,
	typeahead: ({ name }) => name,
	created_at: ({ createdAt }) => createdAt.getTime(),
}

/** `/api/v3/projects`, `/projects/{id}` and the same as workspaces (section 3.5). */
export const projects: Resource = (app, instance) => {
	for (const name of ['projects', 'workspaces']) {
		app.get<{ Querystring: ListQuery }>(`/${name}`, (request) => {
			const user = userOf(request)
			const fitting = filtered(visibleProjects(instance, user), projectFilters(instance, user), request.query.filters)
			return page({
				path: `${instance.basePath}/api/v3/${name}`,
				query: request.query,
				items: sorted(fitting, sorting, request.query.sortBy),
				render: (project) => renderProject(instance, project, user),
			})
		})
		app.get<{ Params: { id: string } }>(`/${name}/:id`, (request) => {
			const user = userOf(request)
			return renderProject(instance, visibleProject(instance, user, request.params.id), user)
		})
	}
}

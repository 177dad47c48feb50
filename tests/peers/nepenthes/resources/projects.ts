// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ListQuery, SortTable } from '../collections.ts'
import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { missingPermission, notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { filtered, page, sorted } from '../collections.ts'
import { projectFilters } from '../filters/projects.ts'
import { formattable, resource } from '../hal.ts'
import { isMember, may, projectsWhere } from '../planning/members.ts'
import { ancestorsOf, findProject, placesInTree, visibleProjects } from '../planning/projects.ts'
import { storagesOf } from '../storages/storages.ts'

/** Exists, but not for this caller (section 2.2). */
export const UNDISCLOSED: Link = { href: 'urn:openproject-org:api:v3:undisclosed', title: 'Undisclosed' }

export const projectLink = ({ basePath }: Instance, { id, name }: Project): Link => ({ href: `${basePath}/api/v3/projects/${id}`, title: name })

/** The project of that number or identifier. */
export function visibleProject(instance: Instance, user: User | undefined, reference: string): Project {
	const project = findProject(instance, reference)
	if (!project || !isMember(instance, user, project)) {
		throw notFound()
	}
	return project
}

/** The same, where the caller may see work packages as well: what is chosen from for these is theirs to see. */
export function projectOfWorkPackages(instance: Instance, user: User | undefined, reference: string): Project {
	const project = visibleProject(instance, user, reference)
	if (!may(instance, user, project, 'view_work_packages')) {
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

/** What projects are sorted by; `typeahead` is the order of their tree. */
function sorting(instance: Instance): SortTable<Project> {
	let places: Map<number, number> | undefined
	return {
		id: ({ id }) => id,
		name: ({ name }) => name,
		typeahead: ({ id }) => (places ??= placesInTree(instance)).get(id)!,
		created_at: ({ createdAt }) => createdAt.getTime(),
	}
}

/** `/api/v3/projects`, `/projects/{id}`, the same as workspaces, and those where work packages can be created (section 3.5). */
export const projects: Resource = (app, instance) => {
	const list = (name: string, query: ListQuery, user: User | undefined, candidates: Project[]) => page({
		path: `${instance.basePath}/api/v3/${name}`,
		query,
		items: sorted(filtered(candidates, projectFilters(instance, user), query.filters), sorting(instance), query.sortBy),
		render: (project) => renderProject(instance, project, user),
	})

	app.get<{ Querystring: ListQuery }>('/work_packages/available_projects', (request) => {
		const user = userOf(request)
		const creatable = projectsWhere(instance, user, 'add_work_packages')
		if (creatable.size === 0) {
			throw missingPermission()
		}
		return list('work_packages/available_projects', request.query, user, visibleProjects(instance, user).filter(({ id }) => creatable.has(id)))
	})

	for (const name of ['projects', 'workspaces']) {
		app.get<{ Querystring: ListQuery }>(`/${name}`, (request) => {
			const user = userOf(request)
			return list(name, request.query, user, visibleProjects(instance, user))
		})
		app.get<{ Params: { id: string } }>(`/${name}/:id`, (request) => {
			const user = userOf(request)
			return renderProject(instance, visibleProject(instance, user, request.params.id), user)
		})
	}
}

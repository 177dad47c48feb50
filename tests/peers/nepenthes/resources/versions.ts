// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { Version } from '../planning/versions.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { collection } from '../collections.ts'
import { formattable, resource } from '../hal.ts'
import { isMember } from '../planning/members.ts'
import { findProject, visibleProjects } from '../planning/projects.ts'
import { versionsOf } from '../planning/versions.ts'
import { projectLink, projectOfWorkPackages, UNDISCLOSED } from './projects.ts'

export const versionLink = ({ basePath }: Instance, { id, name }: Version): Link => ({ href: `${basePath}/api/v3/versions/${id}`, title: name })

export function renderVersion(instance: Instance, version: Version, user: User | undefined): Record<string, unknown> {
	const { id, projectId, name, status, sharing, createdAt } = version
	const at = (path: string) => ({ href: `${instance.basePath}/api/v3/versions${path}` })
	const project = findProject(instance, projectId)!
	return resource('Version', { id, name, description: formattable(''), startDate: null, endDate: null, status, sharing, createdAt, updatedAt: createdAt }, {
		links: {
			self: versionLink(instance, version),
			schema: at('/schema'),
			definingProject: isMember(instance, user, project) ? projectLink(instance, project) : UNDISCLOSED,
			availableInProjects: at(`/${id}/projects`),
		},
	})
}

/** `/api/v3/versions/{id}` and the versions of a project, those included that others share with it. */
export const versions: Resource = (app, instance) => {
	app.get<{ Params: { id: string } }>('/versions/:id', (request) => {
		const user = userOf(request)
		const version = visibleProjects(instance, user)
			.flatMap((project) => versionsOf(instance, project))
			.find(({ id }) => String(id) === request.params.id)
		if (!version) {
			throw notFound()
		}
		return renderVersion(instance, version, user)
	})

	for (const name of ['projects', 'workspaces']) {
		app.get<{ Params: { id: string } }>(`/${name}/:id/versions`, (request) => {
			const user = userOf(request)
			const project = projectOfWorkPackages(instance, user, request.params.id)
			return collection(`${instance.basePath}/api/v3/${name}/${project.id}/versions`, versionsOf(instance, project).map((version) => renderVersion(instance, version, user)))
		})
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Permission } from '../planning/members.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { missingPermission, notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { collection } from '../collections.ts'
import { may } from '../planning/members.ts'
import { membersOf } from '../planning/principals.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { renderPrincipal } from './principals.ts'
import { visibleProject } from './projects.ts'

interface OfId {
	Params: { id: string }
}

/** `available_assignees` of a project, of the same as a workspace and of a work package: whom its work can be given to (section 3.7). */
export const availableAssignees: Resource = (app, instance) => {
	for (const name of ['projects', 'workspaces']) {
		app.get<OfId>(`/${name}/:id/available_assignees`, (request) => {
			const user = userOf(request)
			const project = visibleProject(instance, user, request.params.id)
			return list(instance, user, `${name}/${project.id}`, project, 'add_work_packages')
		})
	}

	app.get<OfId>('/work_packages/:id/available_assignees', (request) => {
		const user = userOf(request)
		const workPackage = findWorkPackage(instance, user, request.params.id)
		if (!workPackage) {
			throw notFound()
		}
		return list(instance, user, `work_packages/${workPackage.id}`, workPackage.project, 'edit_work_packages')
	})
}

function list(instance: Instance, user: User | undefined, owner: string, project: Project, permission: Permission): Record<string, unknown> {
	if (!may(instance, user, project, permission)) {
		throw missingPermission()
	}
	return collection(`${instance.basePath}/api/v3/${owner}/available_assignees`, membersOf(instance, project.id).map((principal) => renderPrincipal(instance, principal, user)))
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Type } from '../planning/attributes.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Choices, Option } from './property.ts'

import { allPriorities, allStatuses, allTypes, startingStatusesOf, typesOf } from '../planning/attributes.ts'
import { categoriesOf } from '../planning/categories.ts'
import { isMember, may } from '../planning/members.ts'
import { membersOf } from '../planning/principals.ts'
import { findProject } from '../planning/projects.ts'
import { versionsOf } from '../planning/versions.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { attributeLink, renderPriority, renderStatus, renderType } from '../resources/attributes.ts'
import { categoryLink, renderCategory } from '../resources/categories.ts'
import { principalLink, renderPrincipal } from '../resources/principals.ts'
import { projectLink, renderProject } from '../resources/projects.ts'
import { renderVersion, versionLink } from '../resources/versions.ts'
import { renderWorkPackage, workPackageLink } from '../resources/work-package.ts'

/** The number at the end of a link. */
const numberIn = (href: string): number => Number(href.split('/').at(-1))

export const PRINCIPALS = ['users', 'groups', 'placeholder_users']

/** The project that a link leads to, if the user may see it. */
export function projectAt(instance: Instance, user: User, href: string): Project | undefined {
	const project = findProject(instance, href.split('/').at(-1)!)
	return project && isMember(instance, user, project) ? project : undefined
}

export function projectsToCreateIn(instance: Instance, user: User): Choices {
	return {
		collections: ['projects', 'workspaces'],
		source: `${instance.basePath}/api/v3/work_packages/available_projects`,
		find(href) {
			const project = projectAt(instance, user, href)
			return project && may(instance, user, project, 'add_work_packages')
				? { id: project.id, link: projectLink(instance, project), render: () => renderProject(instance, project, user) }
				: undefined
		},
	}
}

/** Those of a project; all, while none is chosen. */
export function typesIn(instance: Instance, project: Project | undefined): Option[] {
	return (project ? typesOf(instance, project.id) : allTypes(instance))
		.map((type) => ({ id: type.id, link: attributeLink(instance, 'types', type), render: () => renderType(instance, type) }))
}

/** Those in which a work package of the type may begin, and the one in which it does so by itself. */
export function statusesOf(instance: Instance, type: Type | undefined): { options: Option[], first: Option | undefined } {
	const statuses = type ? startingStatusesOf(instance, type.id) : allStatuses(instance)
	const options = statuses.map((status) => ({ id: status.id, link: attributeLink(instance, 'statuses', status), render: () => renderStatus(instance, status) }))
	return { options, first: options[statuses.findIndex(({ isDefault }) => isDefault)] ?? options[0] }
}

export function priorities(instance: Instance): { options: Option[], usual: Option | undefined } {
	const all = allPriorities(instance)
	const options = all.map((priority) => ({ id: priority.id, link: attributeLink(instance, 'priorities', priority), render: () => renderPriority(instance, priority) }))
	return { options, usual: options[all.findIndex(({ isDefault }) => isDefault)] }
}

export function categoriesIn(instance: Instance, project: Project | undefined): Option[] {
	return project ? categoriesOf(instance, project.id).map((category) => ({ id: category.id, link: categoryLink(instance, category), render: () => renderCategory(instance, category) })) : []
}

/** The open ones: nothing is planned for the others any more. */
export function versionsIn(instance: Instance, user: User, project: Project | undefined): Option[] {
	return project
		? versionsOf(instance, project)
				.filter(({ status }) => status === 'open')
				.map((version) => ({ id: version.id, link: versionLink(instance, version), render: () => renderVersion(instance, version, user) }))
		: []
}

/** The members of a project, as one of them sees them. */
export function memberOptions(instance: Instance, user: User, project: Project): Option[] {
	return membersOf(instance, project.id)
		.map((principal) => ({ id: principal.id, link: principalLink(instance, principal), render: () => renderPrincipal(instance, principal, user) }))
}

export function assignableIn(instance: Instance, user: User, project: Project | undefined): Choices {
	return {
		collections: PRINCIPALS,
		...project && { source: `${instance.basePath}/api/v3/projects/${project.id}/available_assignees` },
		find: (href) => project && memberOptions(instance, user, project).find(({ link }) => link.href === href),
	}
}

export function parents(instance: Instance, user: User): Choices {
	return {
		collections: ['work_packages'],
		source: `${instance.basePath}/api/v3/work_packages`,
		find(href) {
			const parent = findWorkPackage(instance, user, numberIn(href))
			return parent && { id: parent.id, link: workPackageLink(instance, parent), render: () => renderWorkPackage(instance, parent, user) }
		},
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'

import { collection } from '../collections.ts'
import { formattable, resource } from '../hal.ts'
import { may } from '../planning/members.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { attributeLink, renderPriority, renderStatus, renderType } from './attributes.ts'
import { categoryLink, renderCategory } from './categories.ts'
import { renderCustomValues } from './custom-values.ts'
import { principalLink, renderPrincipal } from './principals.ts'
import { projectLink, renderProject } from './projects.ts'
import { renderVersion, versionLink } from './versions.ts'

export const workPackageLink = ({ basePath }: Instance, { id, subject }: WorkPackage): Link => ({ href: `${basePath}/api/v3/work_packages/${id}`, title: subject })

const schemaPath = ({ basePath }: Instance, { project, type }: WorkPackage) => `${basePath}/api/v3/work_packages/schemas/${project.id}-${type.id}`

/** A work package as an element of a list (section 3.3). */
export function renderWorkPackage(instance: Instance, workPackage: WorkPackage, user: User | undefined, embedded?: Record<string, unknown>): Record<string, unknown> {
	const { id, displayId, lockVersion, subject, description, type, startDate, dueDate, percentageDone, estimatedTime, remainingTime, scheduleManually, ignoreNonWorkingDays, createdAt, updatedAt } = workPackage
	const custom = renderCustomValues(instance, workPackage)
	return resource('WorkPackage', {
		id,
		displayId,
		lockVersion,
		subject,
		description: formattable(description),
		scheduleManually,
		readonly: false,
		...type.isMilestone ? { date: dueDate } : { startDate, dueDate, derivedStartDate: null, derivedDueDate: null, duration: duration(startDate, dueDate) },
		estimatedTime,
		derivedEstimatedTime: null,
		remainingTime,
		derivedRemainingTime: null,
		ignoreNonWorkingDays,
		percentageDone,
		derivedPercentageDone: null,
		...custom.properties,
		createdAt,
		updatedAt,
	}, { ...embedded && { embedded }, links: { ...linksOf(instance, workPackage, user), ...custom.links } })
}

function linksOf(instance: Instance, workPackage: WorkPackage, user: User | undefined): Record<string, Link | Link[]> {
	const { id, project, type, status, priority, author, assignee, responsible, category, version } = workPackage
	const at = (path: string) => ({ href: `${instance.basePath}/api/v3/work_packages/${id}${path}` })
	const parent = parentOf(instance, workPackage, user)
	return {
		self: workPackageLink(instance, workPackage),
		project: projectLink(instance, project),
		type: attributeLink(instance, 'types', type),
		status: attributeLink(instance, 'statuses', status),
		priority: attributeLink(instance, 'priorities', priority),
		author: principalLink(instance, author),
		assignee: assignee ? principalLink(instance, assignee) : { href: null },
		responsible: responsible ? principalLink(instance, responsible) : { href: null },
		category: category ? categoryLink(instance, category) : { href: null },
		version: version ? versionLink(instance, version) : { href: null },
		parent: parent ? workPackageLink(instance, parent) : { href: null },
		schema: { href: schemaPath(instance, workPackage) },
		...may(instance, user, project, 'view_file_links') && { fileLinks: at('/file_links') },
		...may(instance, user, project, 'manage_file_links') && { addFileLink: { ...at('/file_links'), method: 'post' } },
		...may(instance, user, project, 'edit_work_packages') && {
			update: { ...at('/form'), method: 'post' },
			updateImmediately: { ...at(''), method: 'patch' },
		},
		...may(instance, user, project, 'delete_work_packages') && { delete: { ...at(''), method: 'delete' } },
		activities: at('/activities'),
		...may(instance, user, project, 'add_work_package_comments') && { addComment: { ...at('/activities'), method: 'post' } },
		attachments: at('/attachments'),
		watchers: at('/watchers'),
		relations: at('/relations'),
		ancestors: parent ? [workPackageLink(instance, parent)] : [],
		customActions: [],
	}
}

/** All that a single work package embeds; `fileLinks` is what its caller may see of them. */
export function renderSingleWorkPackage(instance: Instance, workPackage: WorkPackage, user: User | undefined, fileLinks: Record<string, unknown> | undefined): Record<string, unknown> {
	const { id, project, type, status, priority, author, assignee, responsible, category, version } = workPackage
	const parent = parentOf(instance, workPackage, user)
	const at = (path: string) => `${instance.basePath}/api/v3/work_packages/${id}${path}`
	return renderWorkPackage(instance, workPackage, user, {
		project: renderProject(instance, project, user),
		status: renderStatus(instance, status),
		type: renderType(instance, type),
		priority: renderPriority(instance, priority),
		author: renderPrincipal(instance, author, user),
		...assignee && { assignee: renderPrincipal(instance, assignee, user) },
		...responsible && { responsible: renderPrincipal(instance, responsible, user) },
		...category && { category: renderCategory(instance, category) },
		...version && { version: renderVersion(instance, version, user) },
		...parent && { parent: renderWorkPackage(instance, parent, user) },
		attachments: collection(at('/attachments'), []),
		relations: collection(at('/relations'), []),
		...fileLinks && { fileLinks },
		customActions: [],
	})
}

/** The schemas that a list embeds, one for each project and type in it. */
export function renderSchemas(instance: Instance, workPackages: WorkPackage[]): Record<string, unknown> {
	const paths = [...new Set(workPackages.map((workPackage) => schemaPath(instance, workPackage)))]
	return collection(`${instance.basePath}/api/v3/work_packages/schemas`, paths.map((href) => resource('Schema', { _dependencies: [] }, { links: { self: { href } } })))
}

function parentOf(instance: Instance, { parentId }: WorkPackage, user: User | undefined): WorkPackage | undefined {
	return parentId === null ? undefined : findWorkPackage(instance, user, parentId)
}

/** In days, both ends included. */
function duration(start: string | null, end: string | null): string | null {
	return start === null || end === null ? null : `P${Math.round((Date.parse(end) - Date.parse(start)) / 86_400_000) + 1}D`
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Priority, Status, Type } from './attributes.ts'
import type { Principal } from './principals.ts'
import type { Project } from './projects.ts'

import { allPriorities, allStatuses, allTypes } from './attributes.ts'
import { may } from './members.ts'
import { allPrincipals } from './principals.ts'
import { allProjects } from './projects.ts'

export interface WorkPackage {
	id: number
	/** What people call it: `NEP-7` where the project has semantic ids, else the id as text (section 3.1). */
	displayId: string
	lockVersion: number
	subject: string
	/** Markdown. */
	description: string
	project: Project
	type: Type
	status: Status
	priority: Priority
	author: Principal
	assignee: Principal | undefined
	parentId: number | null
	/** `YYYY-MM-DD`; a milestone has only the due date. */
	startDate: string | null
	dueDate: string | null
	percentageDone: number | null
	createdAt: Date
	updatedAt: Date
}

interface Row {
	id: number
	project_id: number
	sequence: number
	type_id: number
	status_id: number
	priority_id: number
	author_id: number
	assignee_id: number | null
	parent_id: number | null
	subject: string
	description: string
	start_date: string | null
	due_date: string | null
	percentage_done: number | null
	lock_version: number
	created_at: number
	updated_at: number
}

const byId = <Item extends { id: number }>(items: Item[]) => new Map(items.map((item) => [item.id, item]))

/** All that the user may see, by id. */
export function visibleWorkPackages(instance: Instance, user: User | undefined): WorkPackage[] {
	const projects = byId(allProjects(instance).filter((project) => may(instance, user, project, 'view_work_packages')))
	const types = byId(allTypes(instance))
	const statuses = byId(allStatuses(instance))
	const priorities = byId(allPriorities(instance))
	const principals = byId(allPrincipals(instance))
	return instance.database.all<Row>('SELECT * FROM work_packages ORDER BY id')
		.filter((row) => projects.has(row.project_id))
		.map((row) => {
			const project = projects.get(row.project_id)!
			return {
				id: row.id,
				displayId: project.semanticIds ? `${project.identifier}-${row.sequence}` : String(row.id),
				lockVersion: row.lock_version,
				subject: row.subject,
				description: row.description,
				project,
				type: types.get(row.type_id)!,
				status: statuses.get(row.status_id)!,
				priority: priorities.get(row.priority_id)!,
				author: principals.get(row.author_id)!,
				assignee: row.assignee_id === null ? undefined : principals.get(row.assignee_id),
				parentId: row.parent_id,
				startDate: row.start_date,
				dueDate: row.due_date,
				percentageDone: row.percentage_done,
				createdAt: new Date(row.created_at),
				updatedAt: new Date(row.updated_at),
			}
		})
}

/** The one of that number or semantic id, if the user may see it. */
export function findWorkPackage(instance: Instance, user: User | undefined, reference: string | number): WorkPackage | undefined {
	const wanted = String(reference)
	return visibleWorkPackages(instance, user).find(({ id, displayId }) => String(id) === wanted || displayId === wanted)
}

export function seesWorkPackagesSomewhere(instance: Instance, user: User | undefined): boolean {
	return allProjects(instance)
		.some((project) => may(instance, user, project, 'view_work_packages'))
}

export interface NewWorkPackage {
	projectId: number
	typeId: number
	statusId: number
	priorityId: number
	authorId: number
	/** Of a user, a group or a placeholder. */
	assigneeId?: number | null
	parentId?: number | null
	subject: string
	description?: string
	startDate?: string | null
	dueDate?: string | null
	percentageDone?: number | null
	createdAt: Date
	updatedAt: Date
}

/** Gives the id of the new work package. */
export function addWorkPackage({ database }: Instance, { projectId, typeId, statusId, priorityId, authorId, assigneeId = null, parentId = null, subject, description = '', startDate = null, dueDate = null, percentageDone = null, createdAt, updatedAt }: NewWorkPackage): number {
	return database.run(
		`INSERT INTO work_packages (project_id, sequence, type_id, status_id, priority_id, author_id, assignee_id, parent_id, subject, description, start_date, due_date, percentage_done, created_at, updated_at)
		SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 FROM work_packages WHERE project_id = ?1`,
		projectId,
		typeId,
		statusId,
		priorityId,
		authorId,
		assigneeId,
		parentId,
		subject,
		description,
		startDate,
		dueDate,
		percentageDone,
		createdAt.getTime(),
		updatedAt.getTime(),
	)
}

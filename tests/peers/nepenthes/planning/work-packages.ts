// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Priority, Status, Type } from './attributes.ts'
import type { Category } from './categories.ts'
import type { Principal } from './principals.ts'
import type { Project } from './projects.ts'
import type { Version } from './versions.ts'

import { addActivity } from './activities.ts'
import { allPriorities, allStatuses, allTypes } from './attributes.ts'
import { allCategories } from './categories.ts'
import { projectsWhere } from './members.ts'
import { allPrincipals } from './principals.ts'
import { allProjects } from './projects.ts'
import { allVersions } from './versions.ts'

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
	responsible: Principal | undefined
	category: Category | undefined
	version: Version | undefined
	parentId: number | null
	/** `YYYY-MM-DD`; a milestone has only the due date. */
	startDate: string | null
	dueDate: string | null
	percentageDone: number | null
	/** Durations as in ISO 8601. */
	estimatedTime: string | null
	remainingTime: string | null
	scheduleManually: boolean
	ignoreNonWorkingDays: boolean
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
	responsible_id: number | null
	category_id: number | null
	version_id: number | null
	parent_id: number | null
	subject: string
	description: string
	start_date: string | null
	due_date: string | null
	percentage_done: number | null
	estimated_time: string | null
	remaining_time: string | null
	schedule_manually: number
	ignore_non_working_days: number
	lock_version: number
	created_at: number
	updated_at: number
}

const byId = <Item extends { id: number }>(items: Item[]) => new Map(items.map((item) => [item.id, item]))

/** All that the user may see, by id. */
export function visibleWorkPackages(instance: Instance, user: User | undefined): WorkPackage[] {
	const viewable = projectsWhere(instance, user, 'view_work_packages')
	const projects = byId(allProjects(instance).filter(({ id }) => viewable.has(id)))
	const types = byId(allTypes(instance))
	const statuses = byId(allStatuses(instance))
	const priorities = byId(allPriorities(instance))
	const principals = byId(allPrincipals(instance))
	const categories = byId(allCategories(instance))
	const versions = byId(allVersions(instance))
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
				assignee: principals.get(row.assignee_id ?? 0),
				responsible: principals.get(row.responsible_id ?? 0),
				category: categories.get(row.category_id ?? 0),
				version: versions.get(row.version_id ?? 0),
				parentId: row.parent_id,
				startDate: row.start_date,
				dueDate: row.due_date,
				percentageDone: row.percentage_done,
				estimatedTime: row.estimated_time,
				remainingTime: row.remaining_time,
				scheduleManually: row.schedule_manually === 1,
				ignoreNonWorkingDays: row.ignore_non_working_days === 1,
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
	return projectsWhere(instance, user, 'view_work_packages').size > 0
}

export interface NewWorkPackage {
	projectId: number
	typeId: number
	statusId: number
	priorityId: number
	authorId: number
	/** Of a user, a group or a placeholder. */
	assigneeId?: number | null
	responsibleId?: number | null
	categoryId?: number | null
	versionId?: number | null
	parentId?: number | null
	subject: string
	description?: string
	startDate?: string | null
	dueDate?: string | null
	percentageDone?: number | null
	estimatedTime?: string | null
	remainingTime?: string | null
	scheduleManually?: boolean
	ignoreNonWorkingDays?: boolean
	createdAt: Date
	updatedAt: Date
}

/** Gives the id of the new work package. */
export function addWorkPackage(instance: Instance, added: NewWorkPackage): number {
	const id = instance.database.run(
		`INSERT INTO work_packages (
			project_id, sequence, type_id, status_id, priority_id, author_id, assignee_id, responsible_id, category_id, version_id, parent_id, subject, description,
			start_date, due_date, percentage_done, estimated_time, remaining_time, schedule_manually, ignore_non_working_days, created_at, updated_at
		) SELECT ?1, coalesce(max(sequence), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21 FROM work_packages WHERE project_id = ?1`,
		added.projectId,
		added.typeId,
		added.statusId,
		added.priorityId,
		added.authorId,
		added.assigneeId ?? null,
		added.responsibleId ?? null,
		added.categoryId ?? null,
		added.versionId ?? null,
		added.parentId ?? null,
		added.subject,
		added.description ?? '',
		added.startDate ?? null,
		added.dueDate ?? null,
		added.percentageDone ?? null,
		added.estimatedTime ?? null,
		added.remainingTime ?? null,
		Number(added.scheduleManually ?? true),
		Number(added.ignoreNonWorkingDays ?? false),
		added.createdAt.getTime(),
		added.updatedAt.getTime(),
	)
	addActivity(instance, { workPackageId: id, userId: added.authorId, at: added.createdAt })
	return id
}

const changeable = [
	'subject',
	'description',
	'start_date',
	'due_date',
	'percentage_done',
	'estimated_time',
	'remaining_time',
	'schedule_manually',
	'ignore_non_working_days',
	'status_id',
	'priority_id',
	'assignee_id',
	'responsible_id',
	'category_id',
	'version_id',
	'parent_id',
] as const

/** What can be changed of a work package, as it is stored. */
export type WorkPackageColumns = Partial<Record<typeof changeable[number], string | number | null>>

export function setColumns({ database }: Instance, id: number, columns: WorkPackageColumns): void {
	for (const name of changeable.filter((column) => columns[column] !== undefined)) {
		database.run(`UPDATE work_packages SET ${name} = ? WHERE id = ?`, columns[name]!, id)
	}
}

/** A comment does not outdate what others are just changing; a change does, it locks. */
export function touchWorkPackage({ database, clock }: Instance, id: number, { locking = false } = {}): void {
	database.run('UPDATE work_packages SET updated_at = ?, lock_version = lock_version + ? WHERE id = ?', clock().getTime(), Number(locking), id)
}

/** Deletes a work package, with its links and values; those below it stay. */
export function deleteWorkPackage({ database }: Instance, id: number): void {
	database.run('DELETE FROM work_packages WHERE id = ?', id)
}

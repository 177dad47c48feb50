// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Change } from './activities.ts'
import type { WorkPackage, WorkPackageColumns } from './work-packages.ts'

import { addActivity } from './activities.ts'
import { announce } from './announcements.ts'
import { mentionedIn } from './mentions.ts'
import { findWorkPackage, setColumns, touchWorkPackage } from './work-packages.ts'

/** How what may change is told, by its name in the API. */
const told: Record<string, (workPackage: WorkPackage) => string | number | null | undefined> = {
	subject: ({ subject }) => subject,
	description: ({ description }) => description || null,
	status: ({ status }) => status.name,
	priority: ({ priority }) => priority.name,
	assignee: ({ assignee }) => assignee?.name,
	responsible: ({ responsible }) => responsible?.name,
	category: ({ category }) => category?.name,
	version: ({ version }) => version?.name,
	parent: ({ parentId }) => parentId,
	startDate: ({ type, startDate }) => type.isMilestone ? null : startDate,
	dueDate: ({ type, dueDate }) => type.isMilestone ? null : dueDate,
	date: ({ type, dueDate }) => type.isMilestone ? dueDate : null,
	percentageDone: ({ percentageDone }) => percentageDone,
	estimatedTime: ({ estimatedTime }) => estimatedTime,
	remainingTime: ({ remainingTime }) => remainingTime,
	scheduleManually: ({ scheduleManually }) => String(scheduleManually),
	ignoreNonWorkingDays: ({ ignoreNonWorkingDays }) => String(ignoreNonWorkingDays),
}

const textOf = (value: string | number | null | undefined): string | null => value === null || value === undefined ? null : String(value)

function differences(before: WorkPackage, after: WorkPackage): Change[] {
	return Object.entries(told)
		.map(([property, tell]) => ({ property, from: textOf(tell(before)), to: textOf(tell(after)) }))
		.filter(({ from, to }) => from !== to)
}

interface Wanted {
	author: User
	columns: WorkPackageColumns
	/** What was changed beside the columns already. */
	further?: Change[]
	/** Whether others are told; default true. */
	notify?: boolean
}

/** Changes a work package, tells others of it, and gives it as it is then. What was so already is no change. */
export function changeWorkPackage(instance: Instance, before: WorkPackage, { author, columns, further = [], notify = true }: Wanted): WorkPackage {
	setColumns(instance, before.id, columns)
	const changes = [...differences(before, findWorkPackage(instance, author, before.id)!), ...further]
	if (changes.length === 0) {
		return before
	}
	touchWorkPackage(instance, before.id, { locking: true })
	const after = findWorkPackage(instance, author, before.id)!
	const activity = addActivity(instance, { workPackageId: before.id, userId: author.id, changes })
	if (notify) {
		const known = mentionedIn(before.description)
		announce(instance, activity, after, { mentioned: mentionedIn(after.description).difference(known) })
	}
	return after
}

interface Said {
	author: User
	/** Markdown. */
	comment: string
	/** Whether others are told; default true. */
	notify?: boolean
}

/** Comments on a work package, and tells others of it. Gives the activity. */
export function commentOn(instance: Instance, workPackage: WorkPackage, { author, comment, notify = true }: Said) {
	const activity = addActivity(instance, { workPackageId: workPackage.id, userId: author.id, comment })
	touchWorkPackage(instance, workPackage.id)
	if (notify) {
		announce(instance, activity, workPackage, { mentioned: mentionedIn(comment) })
	}
	return activity
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

import { addWorkPackage } from '../planning/work-packages.ts'
import { PRIORITIES, PROJECTS, STATUSES, TEAM, TYPES, VACANCY } from './planning.ts'
import { planned } from './subjects.ts'

const DAY = 24 * 60 * 60 * 1000

/** 80 work packages; the later ones were changed later. */
export function seedWorkPackages(instance: Instance): void {
	const now = instance.clock().getTime()
	const day = (days: number) => new Date(now + days * DAY).toISOString().slice(0, 10)
	const idOf = (login: string) => instance.users.byLogin(login)!.id
	const assignees = { alice: idOf('alice'), bob: idOf('bob'), admin: idOf('admin'), team: TEAM, vacancy: VACANCY }

	planned.forEach(({ project, type, status, assignee, due, subject }, index) => {
		const age = planned.length - index
		addWorkPackage(instance, {
			projectId: PROJECTS[project],
			typeId: TYPES[type],
			statusId: STATUSES[status],
			priorityId: type === 'Bug' ? PRIORITIES.High : PRIORITIES.Normal,
			authorId: idOf('admin'),
			assigneeId: assignee && assignees[assignee],
			subject,
			startDate: type === 'Milestone' || due === null ? null : day(due - 7),
			dueDate: due === null ? null : day(due),
			percentageDone: status === 'Closed' ? 100 : 0,
			createdAt: new Date(now - (age + 30) * DAY),
			updatedAt: new Date(now - age * DAY / 4),
		})
	})
}

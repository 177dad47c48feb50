// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Draft } from './draft.ts'

import { setCustomValue } from '../planning/custom-values.ts'
import { addWorkPackage } from '../planning/work-packages.ts'

/** Makes a draft without errors a work package; gives its id. */
export function createFrom(instance: Instance, author: User, { properties, values, chosen }: Draft): number {
	const now = instance.clock()
	const one = (key: string) => chosen[key]?.[0]?.id ?? null
	const text = (key: string) => values[key] as string | null ?? null
	const id = addWorkPackage(instance, {
		projectId: one('project')!,
		typeId: one('type')!,
		statusId: one('status')!,
		priorityId: one('priority')!,
		authorId: author.id,
		assigneeId: one('assignee'),
		responsibleId: one('responsible'),
		categoryId: one('category'),
		versionId: one('version'),
		parentId: one('parent'),
		subject: text('subject')!,
		description: text('description') ?? '',
		startDate: text('startDate'),
		dueDate: text('date') ?? text('dueDate'),
		percentageDone: values.percentageDone as number | null,
		estimatedTime: text('estimatedTime'),
		remainingTime: text('remainingTime'),
		scheduleManually: values.scheduleManually as boolean,
		ignoreNonWorkingDays: values.ignoreNonWorkingDays as boolean,
		createdAt: now,
		updatedAt: now,
	})
	for (const { key, choices, customFieldId } of properties) {
		if (customFieldId !== undefined) {
			setCustomValue(instance, id, customFieldId, choices ? (chosen[key] ?? []).map((option) => option.id) : values[key] ?? null)
		}
	}
	return id
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Language } from '../messages.ts'
import type { Change } from '../planning/activities.ts'
import type { WorkPackage, WorkPackageColumns } from '../planning/work-packages.ts'
import type { User } from '../users.ts'
import type { Draft } from './draft.ts'
import type { Property } from './property.ts'

import { changeWorkPackage } from '../planning/changes.ts'
import { customValuesOf, setCustomValue } from '../planning/custom-values.ts'
import { statusesOf } from './choices.ts'
import { completeDates } from './dates.ts'
import { attempt, check, readLinks, readOnly } from './draft.ts'
import { propertiesFor } from './properties.ts'
import { listed } from './property.ts'
import { readValue } from './read-value.ts'

interface Request {
	user: User
	language: Language
	body: unknown
	workPackage: WorkPackage
}

const DATES = ['startDate', 'dueDate', 'duration']

/**
 * Reads what a caller wants changed of a work package: only what they name is read and judged, required custom fields
 * too. Its project and type stay; its status may be any.
 */
export function changesOf(instance: Instance, { user, language, body, workPackage }: Request): Draft {
	const { project, type } = workPackage
	const given = Object(body) as Record<string, unknown>
	const links = Object(given._links) as Record<string, unknown>
	const all = propertiesFor(instance, { user, language, project, type }).map((property): Property => {
		switch (property.key) {
			case 'project':
			case 'type':
				return { ...property, writable: false }
			case 'status':
				return { ...property, choices: listed('statuses', statusesOf(instance, undefined).options) }
			default:
				return property
		}
	})
	const draft: Draft = { project, properties: all.filter(({ key, choices }) => (choices ? links : given)[key] !== undefined), values: {}, chosen: {}, errors: [] }
	for (const property of draft.properties) {
		const { key } = property
		if (!property.writable) {
			draft.errors.push(readOnly(property))
		} else if (property.choices) {
			attempt(draft, () => {
				draft.chosen[key] = readLinks(instance, property, links[key])
			})
		} else {
			attempt(draft, () => {
				draft.values[key] = readValue(property, given[key])
			})
		}
	}
	if (DATES.some((key) => key in draft.values)) {
		attempt(draft, () => completeDates({ values: withOwnDates(draft.values, workPackage), properties: all }))
	}
	check(draft)
	return draft
}

/** Dates that nobody names stay, but for the one that a new duration moves. */
function withOwnDates(values: Record<string, unknown>, { startDate, dueDate }: WorkPackage): Record<string, unknown> {
	const moves = typeof values.duration === 'string'
	if (!('startDate' in values) && !(moves && typeof values.dueDate === 'string')) {
		values.startDate = startDate
	}
	if (!('dueDate' in values) && !moves) {
		values.dueDate = dueDate
	}
	return values
}

/** Where a value is kept, by its name in the API. */
const columns: Record<string, keyof WorkPackageColumns> = {
	subject: 'subject',
	description: 'description',
	startDate: 'start_date',
	dueDate: 'due_date',
	date: 'due_date',
	percentageDone: 'percentage_done',
	estimatedTime: 'estimated_time',
	remainingTime: 'remaining_time',
	scheduleManually: 'schedule_manually',
	ignoreNonWorkingDays: 'ignore_non_working_days',
	status: 'status_id',
	priority: 'priority_id',
	assignee: 'assignee_id',
	responsible: 'responsible_id',
	category: 'category_id',
	version: 'version_id',
	parent: 'parent_id',
}

/** Changes a work package by a draft without errors, and gives it as it is then. */
export function changeTo(instance: Instance, workPackage: WorkPackage, draft: Draft, { author, notify }: { author: User, notify: boolean }): WorkPackage {
	const { values, chosen } = draft
	const given = { ...values, ...Object.fromEntries(Object.entries(chosen).map(([key, options]) => [key, options[0]?.id ?? null])) }
	const stored = Object.entries(given)
		.filter(([key]) => Object.hasOwn(columns, key))
		.map(([key, value]) => [columns[key]!, typeof value === 'boolean' ? Number(value) : value ?? (key === 'description' ? '' : null)])
	return changeWorkPackage(instance, workPackage, {
		author,
		notify,
		columns: Object.fromEntries(stored) as WorkPackageColumns,
		further: changeCustomValues(instance, workPackage, draft),
	})
}

function changeCustomValues(instance: Instance, { id }: WorkPackage, { properties, values, chosen }: Draft): Change[] {
	const before = customValuesOf(instance, id)
	return properties.flatMap(({ key, name, choices, customFieldId }) => {
		const options = chosen[key] ?? []
		const value = choices ? options.map((option) => option.id) : values[key] ?? null
		if (customFieldId === undefined || JSON.stringify(before.get(customFieldId) ?? (choices ? [] : null)) === JSON.stringify(value)) {
			return []
		}
		setCustomValue(instance, id, customFieldId, value)
		const to = choices ? options.map(({ link }) => link.title).join(', ') : value === null ? null : String(value)
		return [{ property: name, from: null, to }]
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Draft } from './draft.ts'

import { ApiError } from '../api-error.ts'

const DAY = 24 * 60 * 60 * 1000

/**
 * Start, end and duration are two facts: of three, the third is checked; of two, it follows (section 3.7). A duration
 * counts days, both ends included.
 *
 * @param draft
 * @param draft.values
 * @param draft.properties
 * @throws {ApiError} PropertyConstraintViolation
 */
export function completeDates({ values, properties }: Pick<Draft, 'values' | 'properties'>): void {
	const [start, due] = [dateOf(values.startDate), dateOf(values.dueDate)]
	const days = typeof values.duration === 'string' ? Number(/^P(\d+)D$/.exec(values.duration)?.[1]) : null
	const violation = (key: 'dueDate' | 'duration', message: 'work-package.before-start' | 'work-package.dates-differ') => new ApiError('PropertyConstraintViolation', message, { value: properties.find((property) => property.key === key)!.name, attribute: key })

	if (start !== null && due !== null) {
		if (due < start) {
			throw violation('dueDate', 'work-package.before-start')
		}
		const between = Math.round((due - start) / DAY) + 1
		if (days !== null && days !== between) {
			throw violation('duration', 'work-package.dates-differ')
		}
		values.duration = `P${between}D`
	} else if (days !== null && Number.isNaN(days)) {
		throw violation('duration', 'work-package.dates-differ')
	} else if (days !== null && start !== null) {
		values.dueDate = dayOf(start + (days - 1) * DAY)
	} else if (days !== null && due !== null) {
		values.startDate = dayOf(due - (days - 1) * DAY)
	}
}

function dateOf(day: unknown): number | null {
	return typeof day === 'string' ? Date.parse(day) : null
}

function dayOf(time: number): string {
	return new Date(time).toISOString().slice(0, 10)
}

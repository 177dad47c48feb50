// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { VisibleNotification } from '../planning/notifications.ts'
import type { FilterTable, Operators } from './operators.ts'

import { ApiError } from '../api-error.ts'
import { REASONS } from '../planning/notifications.ts'
import { oneOf, within } from './operators.ts'

/** What all notifications are about today (section 5). */
export const RESOURCE_TYPE = 'WorkPackage'

/**
 * The filters of notifications (section 5). A reason that there is not, or a resource that the caller has no
 * notification of, is a mistake in the query.
 */
export function notificationFilters(notifications: VisibleNotification[]): FilterTable<VisibleNotification> {
	const resources = new Set(notifications.map(({ workPackage }) => String(workPackage.id)))
	const readIAN = one('readIAN', ({ read }) => read ? 't' : 'f', (value) => value === 't' || value === 'f')
	return {
		id: oneOf(({ id }) => id),
		readIAN,
		// What becomes of it when it was written `read_ian`.
		readIan: readIAN,
		reason: one('reason', ({ reason }) => reason, (value) => (REASONS as readonly string[]).includes(value)),
		project: oneOf(({ workPackage }) => workPackage.project.id),
		resourceId: one('resourceId', ({ workPackage }) => String(workPackage.id), (value) => resources.has(value)),
		resourceType: oneOf(() => RESOURCE_TYPE),
	}
}

/** Only `=`, and only with values that there are. */
function one(name: string, property: (item: VisibleNotification) => string, exists: (value: string) => boolean): Operators<VisibleNotification> {
	return within((values) => {
		if (!values.every(exists)) {
			throw new ApiError('InvalidQuery', 'query.values', { value: name })
		}
		return (item) => values.includes(property(item))
	})
}

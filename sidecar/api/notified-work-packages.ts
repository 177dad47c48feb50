// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { NotificationReason, NotifiedWorkPackage } from '../contract/notifications.ts'
import type { Notification } from '../nepenthes/notifications.ts'

import { notificationUrl } from '../nepenthes/work-package-url.ts'

const REASONS: ReadonlySet<string> = new Set<NotificationReason>(['mentioned', 'assigned', 'responsible', 'watched', 'subscribed', 'commented', 'created', 'processed', 'prioritized', 'scheduled', 'dateAlert', 'shared', 'reminder'])

const DATES: ReadonlySet<string> = new Set<NotifiedWorkPackage['dates'][number]['property']>(['startDate', 'dueDate', 'date'])

/**
 * Notifications as the notification centre of Nepenthes shows them: those about one work package together, at the place of
 * the newest.
 *
 * @param notifications the newest first
 * @param instance address of Nepenthes, without a slash at the end
 * @param typeOf type of a work package by its id, null where it is not known
 */
export function groupByWorkPackage(notifications: readonly Notification[], instance: string, typeOf: (workPackageId: number) => NotifiedWorkPackage['type']): NotifiedWorkPackage[] {
	return [...Map.groupBy(notifications, ({ workPackageId }) => workPackageId)].map(([workPackageId, group]) => {
		const [newest] = group
		return {
			workPackageId,
			subject: newest!.subject,
			url: notificationUrl(instance, workPackageId),
			project: { name: newest!.projectName },
			type: typeOf(workPackageId),
			count: group.length,
			reasons: [...new Set(group.map(({ reason }) => (REASONS.has(reason) ? reason : 'other') as NotificationReason))],
			actors: [...new Map(group.flatMap(({ actor }) => actor === null ? [] : [[actor.id ?? actor.name, { name: actor.name, avatarId: actor.id }] as const])).values()],
			dates: group.flatMap(({ dates }) => dates).map(({ property, date }) => ({ property: (DATES.has(property) ? property : 'other') as NotifiedWorkPackage['dates'][number]['property'], date })),
			newestAt: newest!.createdAt,
			newestId: newest!.id,
		}
	})
}

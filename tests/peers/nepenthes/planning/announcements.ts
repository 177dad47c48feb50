// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Activity } from './activities.ts'
import type { Reason } from './notifications.ts'
import type { WorkPackage } from './work-packages.ts'

import { may } from './members.ts'
import { addNotification } from './notifications.ts'
import { watcherIds } from './watchers.ts'

interface Announced {
	/** Whom it mentions, by id. */
	mentioned: Set<number>
	/** Whether the work package is new. */
	created?: boolean
}

/**
 * Tells everybody whom an activity concerns, each for the first reason that fits; never whoever did it, and nobody who
 * may not see the work package.
 */
export function announce(instance: Instance, activity: Activity, workPackage: WorkPackage, { mentioned, created = false }: Announced): void {
	const watching = watcherIds(instance, workPackage.id)
	const general = generalReasons(activity, created)
	for (const user of instance.users.all()) {
		if (user.id === activity.user?.id || user.status !== 'active' || !may(instance, user, workPackage.project, 'view_work_packages')) {
			continue
		}
		const reason = personalReason(user, workPackage, { mentioned, watching }) ?? general.find((one) => wants(instance, user, one))
		if (reason) {
			addNotification(instance, {
				recipientId: user.id,
				reason,
				workPackageId: workPackage.id,
				actorId: activity.user?.id ?? null,
				activityId: activity.id,
				at: activity.createdAt,
			})
		}
	}
}

/** What the work package or the activity has to do with the user. */
function personalReason({ id }: User, { assignee, responsible }: WorkPackage, { mentioned, watching }: { mentioned: Set<number>, watching: Set<number> }): Reason | undefined {
	if (mentioned.has(id)) {
		return 'mentioned'
	}
	if (assignee?.kind === 'user' && assignee.id === id) {
		return 'assigned'
	}
	if (responsible?.kind === 'user' && responsible.id === id) {
		return 'responsible'
	}
	return watching.has(id) ? 'watched' : undefined
}

/** What may interest those who want to hear of everything of a kind. */
function generalReasons({ comment, changes }: Activity, created: boolean): Reason[] {
	const changed = (...properties: string[]) => changes.some(({ property }) => properties.includes(property))
	const reasons: [reason: Reason, applies: boolean][] = [
		['commented', comment !== ''],
		['created', created],
		['processed', changed('status')],
		['prioritized', changed('priority')],
		['scheduled', changed('startDate', 'dueDate', 'date')],
	]
	return reasons.filter(([, applies]) => applies).map(([reason]) => reason)
}

function wants({ database }: Instance, { id }: User, reason: Reason): boolean {
	return database.get('SELECT 1 FROM notification_settings WHERE user_id = ? AND reason = ?', id, reason) !== undefined
}

/** Sets of what a user hears, wherever they may see it, beyond what concerns themselves. */
export function setGeneralReasons({ database }: Instance, userId: number, reasons: Reason[]): void {
	database.run('DELETE FROM notification_settings WHERE user_id = ?', userId)
	reasons.forEach((reason) => database.run('INSERT INTO notification_settings (user_id, reason) VALUES (?, ?)', userId, reason))
}

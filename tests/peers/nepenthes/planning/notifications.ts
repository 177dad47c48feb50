// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { WorkPackage } from './work-packages.ts'

import { visibleWorkPackages } from './work-packages.ts'

/** Why somebody is notified (section 5). */
export const REASONS = ['mentioned', 'assigned', 'responsible', 'watched', 'subscribed', 'commented', 'created', 'processed', 'prioritized', 'scheduled', 'dateAlert', 'shared', 'reminder'] as const

export type Reason = typeof REASONS[number]

/** The date that an alert is about: `date` is that of a milestone. */
export type DateProperty = 'startDate' | 'dueDate' | 'date'

export interface Notification {
	id: number
	recipientId: number
	/** One of `REASONS`, or what a later version may think of. */
	reason: string
	workPackageId: number
	/** Undefined: time did it, or somebody whose account is deleted. */
	actor: User | undefined
	activityId: number | null
	/** `YYYY-MM-DD`; only alerts have it. */
	date: { property: DateProperty, value: string } | undefined
	read: boolean
	createdAt: Date
	updatedAt: Date
}

/** One with the work package that it is about. */
export interface VisibleNotification extends Notification {
	workPackage: WorkPackage
}

interface Row {
	id: number
	recipient_id: number
	reason: string
	work_package_id: number
	actor_id: number | null
	activity_id: number | null
	date_property: DateProperty | null
	date_value: string | null
	read: number
	created_at: number
	updated_at: number
}

function notification({ users }: Instance, row: Row): Notification {
	return {
		id: row.id,
		recipientId: row.recipient_id,
		reason: row.reason,
		workPackageId: row.work_package_id,
		actor: row.actor_id === null ? undefined : users.byId(row.actor_id),
		activityId: row.activity_id,
		date: row.date_property && row.date_value ? { property: row.date_property, value: row.date_value } : undefined,
		read: row.read === 1,
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
	}
}

/** All that a user ever got, the newest first. */
export function allNotificationsOf(instance: Instance, recipientId: number): Notification[] {
	return instance.database.all<Row>('SELECT * FROM notifications WHERE recipient_id = ? ORDER BY id DESC', recipientId)
		.map((row) => notification(instance, row))
}

/** Those of work packages that the user may still see, the newest first: the others are not there (section 11). */
export function visibleNotifications(instance: Instance, user: User): VisibleNotification[] {
	const workPackages = new Map(visibleWorkPackages(instance, user).map((workPackage) => [workPackage.id, workPackage]))
	return allNotificationsOf(instance, user.id).flatMap((one) => {
		const workPackage = workPackages.get(one.workPackageId)
		return workPackage ? [{ ...one, workPackage }] : []
	})
}

export interface NewNotification {
	recipientId: number
	reason: string
	workPackageId: number
	actorId?: number | null
	activityId?: number | null
	date?: Notification['date']
	read?: boolean
	/** Default is now. */
	at?: Date
}

export function addNotification(instance: Instance, { recipientId, reason, workPackageId, actorId = null, activityId = null, date, read = false, at = instance.clock() }: NewNotification): Notification {
	const id = instance.database.run(
		`INSERT INTO notifications (recipient_id, reason, work_package_id, actor_id, activity_id, date_property, date_value, read, created_at, updated_at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)`,
		recipientId,
		reason,
		workPackageId,
		actorId,
		activityId,
		date?.property ?? null,
		date?.value ?? null,
		Number(read),
		at.getTime(),
	)
	return notification(instance, instance.database.get<Row>('SELECT * FROM notifications WHERE id = ?', id)!)
}

/** Leaves a user with none. */
export function forgetNotifications({ database }: Instance, recipientId: number): void {
	database.run('DELETE FROM notifications WHERE recipient_id = ?', recipientId)
}

/** Marks notifications as read, or as unread again; those that are so already stay as they are. */
export function markNotifications({ database, clock }: Instance, notifications: Pick<Notification, 'id'>[], read: boolean): void {
	database.run(
		'UPDATE notifications SET read = ?1, updated_at = ?2 WHERE read <> ?1 AND id IN (SELECT value FROM json_each(?3))',
		Number(read),
		clock().getTime(),
		JSON.stringify(notifications.map(({ id }) => id)),
	)
}

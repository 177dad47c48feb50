// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from './instance.ts'
import type { Change } from './planning/activities.ts'
import type { DateProperty, Notification, Reason } from './planning/notifications.ts'
import type { WorkPackage } from './planning/work-packages.ts'
import type { User } from './users.ts'

import { addActivity } from './planning/activities.ts'
import { setGeneralReasons } from './planning/announcements.ts'
import { allStatuses } from './planning/attributes.ts'
import { changeWorkPackage, commentOn } from './planning/changes.ts'
import { mentionOf, withMentions } from './planning/mentions.ts'
import { addNotification, allNotificationsOf, forgetNotifications, markNotifications } from './planning/notifications.ts'
import { setWatching } from './planning/watchers.ts'
import { visibleWorkPackages } from './planning/work-packages.ts'
import { nameOf } from './users.ts'

export interface Told {
	/** Login of whoever is told. */
	user: string
	/** One that there is, or one of a later version. */
	reason: Reason | (string & {})
	/** By number, or by subject. */
	workPackage: number | string
	/** Login of whoever did it; nobody for alerts and reminders, and where the account is deleted. */
	actor?: string | null
	/** When; default is now. */
	at?: Date
	read?: boolean
	/** What was said; where it is what they are told of, something is said without it too. */
	comment?: string
	/** Which date an alert is about; default is the last day. It is the work package's own. */
	date?: DateProperty
}

/** What a test or a demo does about notifications without going through the API. */
export interface NotificationVerbs {
	/** Tells somebody something, whether or not they may see the work package, and gives what they are told. Throws if it is not there. */
	notify(told: Told): Notification
	/** All that somebody was told, the newest first; what they may not see any more is among it. */
	notificationsOf(login: string): Notification[]
	/** Marks what somebody was told as read: all, or what is about one work package (by number or subject). */
	markNotificationsRead(login: string, workPackage?: number | string): void
	/** The same, as unread again. */
	markNotificationsUnread(login: string, workPackage?: number | string): void
	/** Lets somebody say something about a work package; `@bob` in it mentions Bob. All whom it concerns are told. */
	commentOn(workPackage: number | string, said: { by: string, text: string }): void
	/** Lets somebody give a work package to somebody, or to nobody. All whom it concerns are told. */
	assign(workPackage: number | string, to: string | null, given: { by: string }): void
	/** Lets somebody put a work package into a status (by name). All whom it concerns are told. */
	setStatus(workPackage: number | string, status: string, put: { by: string }): void
	/** Makes somebody watch a work package. */
	watch(login: string, workPackage: number | string): void
	/** Makes somebody watch it no longer. */
	unwatch(login: string, workPackage: number | string): void
	/** What somebody hears of beyond what concerns themselves: exactly these of `commented`, `created`, `processed`, `prioritized`, `scheduled`. */
	setGeneralReasons(login: string, reasons: Reason[]): void
	/** Leaves somebody with nothing that they were ever told. */
	clearNotifications(login: string): void
}

/** Reasons that come of no change of the work package. */
const withoutActivity = ['dateAlert', 'reminder', 'shared']

export function notificationVerbsOf(instance: Instance): NotificationVerbs {
	const user = (login: string): User => found(instance.users.byLogin(login), `user ${login}`)
	const workPackage = (wanted: number | string): WorkPackage => {
		const everything = visibleWorkPackages(instance, found(instance.users.all().find(({ admin }) => admin), 'administrator'))
		return found(everything.find(({ id, subject }) => id === wanted || subject === wanted), `work package ${wanted}`)
	}
	const mark = (login: string, about: number | string | undefined, read: boolean) => {
		const id = about === undefined ? undefined : workPackage(about).id
		markNotifications(instance, allNotificationsOf(instance, user(login).id).filter(({ workPackageId }) => id === undefined || workPackageId === id), read)
	}

	return {
		notify({ user: login, reason, workPackage: wanted, actor, at = instance.clock(), read = false, comment, date }) {
			const recipient = user(login)
			const about = workPackage(wanted)
			const actorId = actor ? user(actor).id : null
			const activity = withoutActivity.includes(reason)
				? undefined
				: addActivity(instance, { workPackageId: about.id, userId: actorId, comment: comment ?? commentFor(reason, recipient), changes: changesFor(reason, recipient, about), at })
			return addNotification(instance, {
				recipientId: recipient.id,
				reason,
				workPackageId: about.id,
				actorId,
				activityId: activity?.id ?? null,
				...reason === 'dateAlert' && { date: dateOf(about, date) },
				read,
				at,
			})
		},
		notificationsOf: (login) => allNotificationsOf(instance, user(login).id),
		markNotificationsRead: (login, about) => mark(login, about, true),
		markNotificationsUnread: (login, about) => mark(login, about, false),
		commentOn(wanted, { by, text }) {
			const about = workPackage(wanted)
			commentOn(instance, about, { author: user(by), comment: withMentions(instance, about.project, text) })
		},
		assign: (wanted, to, { by }) => void changeWorkPackage(instance, workPackage(wanted), { author: user(by), columns: { assignee_id: to === null ? null : user(to).id } }),
		setStatus(wanted, status, { by }) {
			const { id } = found(allStatuses(instance).find(({ name }) => name === status), `status ${status}`)
			changeWorkPackage(instance, workPackage(wanted), { author: user(by), columns: { status_id: id } })
		},
		watch: (login, wanted) => setWatching(instance, workPackage(wanted).id, user(login).id, true),
		unwatch: (login, wanted) => setWatching(instance, workPackage(wanted).id, user(login).id, false),
		setGeneralReasons: (login, reasons) => setGeneralReasons(instance, user(login).id, reasons),
		clearNotifications: (login) => forgetNotifications(instance, user(login).id),
	}
}

function commentFor(reason: string, recipient: User): string {
	switch (reason) {
		case 'mentioned':
			return `${mentionOf(recipient)} could you have a look?`
		case 'commented':
		case 'watched':
			return 'I had a look this morning.'
		default:
			return ''
	}
}

function changesFor(reason: string, recipient: User, { status, priority, dueDate }: WorkPackage): Change[] {
	switch (reason) {
		case 'assigned':
			return [{ property: 'assignee', from: null, to: nameOf(recipient) }]
		case 'responsible':
			return [{ property: 'responsible', from: null, to: nameOf(recipient) }]
		case 'processed':
			return [{ property: 'status', from: 'New', to: status.name }]
		case 'prioritized':
			return [{ property: 'priority', from: 'Low', to: priority.name }]
		case 'scheduled':
			return [{ property: 'dueDate', from: null, to: dueDate }]
		default:
			return []
	}
}

function dateOf({ id, type, startDate, dueDate }: WorkPackage, wanted: DateProperty | undefined): Notification['date'] {
	const property = wanted ?? (type.isMilestone ? 'date' : 'dueDate')
	return { property, value: found(property === 'startDate' ? startDate : dueDate, `${property} of work package ${id}`) }
}

function found<Thing>(thing: Thing | null | undefined, name: string): Thing {
	if (thing === undefined || thing === null) {
		throw new Error(`There is no ${name}`)
	}
	return thing
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { Language } from '../messages.ts'
import type { DateProperty, VisibleNotification } from '../planning/notifications.ts'
import type { User } from '../users.ts'

import { resource } from '../hal.ts'
import { message } from '../messages.ts'
import { findActivity } from '../planning/activities.ts'
import { renderActivity } from './activity.ts'
import { projectLink, renderProject } from './projects.ts'
import { renderUser, userLink } from './users.ts'
import { renderWorkPackage, workPackageLink } from './work-package.ts'

const pathOf = ({ basePath }: Instance, { id }: VisibleNotification): string => `${basePath}/api/v3/notifications/${id}`

const schemaPath = ({ basePath }: Instance, property: DateProperty): string => `${basePath}/api/v3/values/schemas/${property}`

/** A notification as an element of a list (section 5). Reminders and the like have nothing embedded at all. */
export function renderNotification(instance: Instance, notification: VisibleNotification): Record<string, unknown> {
	const { reason, activityId } = notification
	const embedded = reason === 'dateAlert' || activityId !== null ? { details: renderDetails(instance, notification) } : undefined
	return render(instance, notification, embedded)
}

/** A single one, with all that it names. */
export function renderSingleNotification(instance: Instance, notification: VisibleNotification, user: User): Record<string, unknown> {
	const { actor, activityId, workPackage } = notification
	const activity = activityId === null ? undefined : findActivity(instance, activityId)
	return render(instance, notification, {
		...actor && { actor: renderUser(instance, actor, user) },
		project: renderProject(instance, workPackage.project, user),
		...activity && { activity: renderActivity(instance, activity, { workPackage, user }) },
		resource: renderWorkPackage(instance, workPackage, user),
		details: renderDetails(instance, notification),
	})
}

function render(instance: Instance, notification: VisibleNotification, embedded: Record<string, unknown> | undefined): Record<string, unknown> {
	const { id, read, reason, createdAt, updatedAt, workPackage } = notification
	const path = pathOf(instance, notification)
	return resource('Notification', { id, readIAN: read, reason, createdAt, updatedAt }, {
		...embedded && { embedded },
		links: {
			self: { href: path },
			...read ? { unreadIAN: { href: `${path}/unread_ian`, method: 'post' } } : { readIAN: { href: `${path}/read_ian`, method: 'post' } },
			...causeOf(instance, notification),
			project: projectLink(instance, workPackage.project),
			resource: workPackageLink(instance, workPackage),
		},
	})
}

/** Who did what. Where there is nobody, or nothing that was done, an alert says so; others leave it out. */
function causeOf(instance: Instance, { reason, actor, activityId }: VisibleNotification): Record<string, Link> {
	const none = reason === 'dateAlert' ? { href: null } : undefined
	const links = {
		actor: actor ? userLink(instance, actor) : none,
		activity: activityId === null ? none : { href: `${instance.basePath}/api/v3/activities/${activityId}` },
	}
	return Object.fromEntries(Object.entries(links).filter((entry): entry is [string, Link] => entry[1] !== undefined))
}

/** What is said beyond the reason: the date of an alert. */
export function renderDetails(instance: Instance, notification: VisibleNotification): Record<string, unknown>[] {
	const { date } = notification
	return date
		? [resource('Values::Property', date, { links: {
				self: { href: `${pathOf(instance, notification)}/details/0` },
				schema: { href: schemaPath(instance, date.property) },
			} })]
		: []
}

/** The schemas that a list embeds, one for each kind of date in it. */
export function renderDetailsSchemas(instance: Instance, notifications: VisibleNotification[], language: Language): Record<string, unknown>[] {
	const properties = new Set(notifications.flatMap(({ date }) => date ? [date.property] : []))
	return [...properties].map((property) => renderValueSchema(instance, property, language))
}

export function renderValueSchema(instance: Instance, property: DateProperty, language: Language): Record<string, unknown> {
	return resource('Schema', {
		property: { type: 'String', name: message(language, 'value.property') },
		value: { type: 'Date', name: message(language, `property.${property}`) },
	}, { links: { self: { href: schemaPath(instance, property) } } })
}

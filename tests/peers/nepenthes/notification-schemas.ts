// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { TProperties } from 'typebox'

import Type from 'typebox'
import { Link, ListedWorkPackage, Project, User } from './api-schemas.ts'

/** What the published description says of notifications and activities, as `api-schemas.ts` does of the rest. */

const DateTime = Type.String({ format: 'date-time' })
const Id = Type.Integer({ minimum: 1 })
const exact = { additionalProperties: false }

const Formattable = Type.Object({
	format: Type.Union([Type.Literal('markdown'), Type.Literal('custom')]),
	raw: Type.String(),
	html: Type.String(),
}, exact)

const activity = {
	// The description has only comments; its example of a list has the other.
	_type: Type.Union([Type.Literal('Activity'), Type.Literal('Activity::Comment')]),
	id: Id,
	version: Id,
	comment: Formattable,
	details: Type.Array(Formattable),
	internal: Type.Boolean(),
	createdAt: DateTime,
	updatedAt: DateTime,
	_links: Type.Object({ self: Link, workPackage: Link, user: Type.Optional(Link) }, exact),
}

/** As an element of a list. */
export const Activity = Type.Object(activity, exact)

export const SingleActivity = Type.Object({ ...activity, _embedded: Type.Object({ workPackage: ListedWorkPackage }, exact) }, exact)

const DateProperty = Type.Union(['startDate', 'dueDate', 'date'].map((name) => Type.Literal(name)))

export const NotificationDetail = Type.Object({
	_type: Type.Literal('Values::Property'),
	property: DateProperty,
	value: Type.String({ format: 'date' }),
	_links: Type.Object({ self: Link, schema: Link }, exact),
}, exact)

export const ValueSchema = Type.Object({
	_type: Type.Literal('Schema'),
	property: Type.Object({ name: Type.String({ minLength: 1 }), type: Type.Literal('String') }, exact),
	value: Type.Object({ name: Type.String({ minLength: 1 }), type: Type.Literal('Date') }, exact),
	_links: Type.Object({ self: Link }, exact),
}, exact)

function notification<Properties extends TProperties>(reasons: readonly string[], embedded: Properties) {
	return Type.Object({
		_type: Type.Literal('Notification'),
		id: Id,
		readIAN: Type.Boolean(),
		reason: Type.Union(reasons.map((name) => Type.Literal(name))),
		createdAt: DateTime,
		updatedAt: DateTime,
		...embedded,
		_links: Type.Object({
			self: Link,
			readIAN: Type.Optional(Link),
			unreadIAN: Type.Optional(Link),
			// The description wants both of these always; they may be missing (5).
			actor: Type.Optional(Link),
			activity: Type.Optional(Link),
			project: Link,
			resource: Link,
		}, exact),
	}, exact)
}

/** The description does not have `shared` and `reminder`; the contract has them (5). */
const reasons = ['mentioned', 'assigned', 'responsible', 'watched', 'subscribed', 'commented', 'created', 'processed', 'prioritized', 'scheduled', 'dateAlert', 'shared', 'reminder']

/** As an element of a list: of what a single one embeds it has the details only, if even these (5). */
export const ListedNotification = notification(reasons, { _embedded: Type.Optional(Type.Object({ details: Type.Array(NotificationDetail) }, exact)) })

export const SingleNotification = notification(reasons, {
	_embedded: Type.Object({
		actor: Type.Optional(User),
		project: Project,
		activity: Type.Optional(Activity),
		resource: ListedWorkPackage,
		details: Type.Array(NotificationDetail),
	}, exact),
})

export const Notifications = Type.Object({
	_type: Type.Literal('Collection'),
	total: Type.Integer({ minimum: 0 }),
	count: Type.Integer({ minimum: 0 }),
	pageSize: Type.Integer({ minimum: 0 }),
	offset: Id,
	// Not in the description; in the contract (5).
	groups: Type.Optional(Type.Array(Type.Object({
		value: Type.String({ minLength: 1 }),
		count: Id,
		_links: Type.Object({ valueLink: Type.Array(Link) }, exact),
	}, exact))),
	_embedded: Type.Object({ elements: Type.Array(ListedNotification), detailsSchemas: Type.Array(ValueSchema) }, exact),
	_links: Type.Object({ self: Link, jumpTo: Link, changeSize: Link, nextByOffset: Type.Optional(Link), previousByOffset: Type.Optional(Link) }, exact),
}, exact)

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Static } from 'typebox'

import Type from 'typebox'

/** Why somebody is notified (nepenthes-api 5); `other` for what a newer server may add. */
export const NotificationReason = Type.Union([
	Type.Literal('mentioned'),
	Type.Literal('assigned'),
	Type.Literal('responsible'),
	Type.Literal('watched'),
	Type.Literal('subscribed'),
	Type.Literal('commented'),
	Type.Literal('created'),
	Type.Literal('processed'),
	Type.Literal('prioritized'),
	Type.Literal('scheduled'),
	Type.Literal('dateAlert'),
	Type.Literal('shared'),
	Type.Literal('reminder'),
	Type.Literal('other'),
])
export type NotificationReason = Static<typeof NotificationReason>

/** All unread notifications about one work package. */
export const NotifiedWorkPackage = Type.Object({
	workPackageId: Type.Integer({ minimum: 1 }),
	subject: Type.String(),
	url: Type.String({ description: 'Its page in the notification centre of Nepenthes.' }),
	project: Type.Object({ name: Type.String() }),
	type: Type.Union([
		Type.Object({ name: Type.String(), color: Type.Union([Type.String({ pattern: '^#[0-9a-f]{6}$' }), Type.Null()]) }),
		Type.Null(),
	], { description: 'Null when it could not be asked for.' }),
	count: Type.Integer({ minimum: 1, description: 'How many notifications there are.' }),
	reasons: Type.Array(NotificationReason, { description: 'Each once, that of the newest notification first.' }),
	actors: Type.Array(Type.Object({
		name: Type.String(),
		avatarId: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'For `avatars/{userId}`.' }),
	}), { description: 'Who did it, each once, the newest first; nobody where it is only about dates.' }),
	dates: Type.Array(Type.Object({
		property: Type.Union([Type.Literal('startDate'), Type.Literal('dueDate'), Type.Literal('date'), Type.Literal('other')]),
		date: Type.String({ description: 'YYYY-MM-DD' }),
	}), { description: 'The dates that alerts are about, the newest alert first.' }),
	newestAt: Type.String({ description: 'When the newest notification was made: ISO 8601, UTC.' }),
	newestId: Type.Integer({ minimum: 1, description: 'Of the newest notification.' }),
})
export type NotifiedWorkPackage = Static<typeof NotifiedWorkPackage>

/**
 * `GET notifications`: the user's unread notifications, a page of the newest, grouped by work package. A work package can
 * come again on a later page, with its older notifications.
 */
export const Notifications = Type.Object({
	items: Type.Array(NotifiedWorkPackage),
	unread: Type.Integer({ minimum: 0, description: 'Unread notifications on all pages together.' }),
	nextPage: Type.Union([Type.Integer({ minimum: 2 }), Type.Null()]),
	url: Type.String({ description: 'The notification centre of Nepenthes.' }),
})
export type Notifications = Static<typeof Notifications>

/** Body of `POST notifications/read`: those about one work package, or all there are. */
export const NotificationsRead = Type.Union([
	Type.Object({ workPackageId: Type.Integer({ minimum: 1 }) }, { additionalProperties: false }),
	Type.Object({ all: Type.Literal(true) }, { additionalProperties: false }),
])
export type NotificationsRead = Static<typeof NotificationsRead>

/** Its answer. */
export const NotificationsReadDone = Type.Object({ read: Type.Literal(true) })
export type NotificationsReadDone = Static<typeof NotificationsReadDone>

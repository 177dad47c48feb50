// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ApiDependencies } from './index.ts'

import Type from 'typebox'
import { Notifications, NotificationsRead, NotificationsReadDone } from '../contract/notifications.ts'
import { markAllRead, markWorkPackageRead } from '../nepenthes/notifications.ts'
import { callerOf } from './caller.ts'

/** What the user is notified of in Nepenthes. */
export const notifications: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { setup, unreadNotifications, nepenthes: { access } }) => {
	app.get('/notifications', {
		schema: {
			summary: 'Unread notifications, grouped by work package',
			querystring: Type.Object({ page: Type.Integer({ default: 1, minimum: 1, maximum: 10_000 }) }),
			response: { 200: Notifications },
		},
	}, async (request): Promise<Notifications> => {
		const { userId } = callerOf(request)
		return unreadNotifications(userId, request.query.page)
	})

	app.post('/notifications/read', {
		schema: {
			summary: 'Mark the notifications about a work package as read, or all',
			body: NotificationsRead,
			response: { 200: NotificationsReadDone },
		},
	}, async (request): Promise<NotificationsReadDone> => {
		const { userId } = callerOf(request)
		const { body } = request
		const client = await setup.client()
		await access.use(userId, client, (api) => 'all' in body ? markAllRead(api) : markWorkPackageRead(api, body.workPackageId))
		return { read: true }
	})
}

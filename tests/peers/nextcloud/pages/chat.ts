// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'
import type { ChatRoom } from '../texts/chat-rooms.ts'

import { admit, userOf } from '../access.ts'
import { sendPage } from '../layout.ts'
import { coreScripts, shellStyles } from '../page-scripts.ts'
import { referenceStates } from '../references/providers.ts'
import { visitorOf } from '../visitor.ts'
import { sendNotFoundPage } from './errors.ts'
import { sendUserPage } from './user-page.ts'

/** Rooms in the manner of Talk, and `/call/TOKEN`, where guests come to the public ones. */
export function chatPages(app: FastifyInstance, instance: Instance): void {
	const page = (rooms: ChatRoom[], room: ChatRoom | null) => ({
		app: 'peer_chat',
		title: room?.name ?? 'Chat',
		content: '',
		states: { 'peer_chat-rooms': rooms, 'peer_chat-room': room },
	})

	app.get('/apps/peer_chat/', async (request, reply) => {
		await admit(instance, request, {})
		const user = userOf(request)
		const { states, ...rest } = page(instance.chatRooms.of(user.uid), null)
		return sendUserPage(instance, request, reply, { ...rest, scripts: [...coreScripts, '/dist/reference-files.mjs', '/dist/chat.mjs'], states: { ...states, ...referenceStates(instance, user) } })
	})

	app.get<{ Params: { token: string } }>('/call/:token', async (request, reply) => {
		const { user } = visitorOf(request)
		const room = instance.chatRooms.enter(request.params.token, user?.uid)
		if (user) {
			await admit(instance, request, {})
			if (!room) {
				return sendNotFoundPage(instance, request, reply, false)
			}
			const { states, ...rest } = page(instance.chatRooms.of(user.uid), room)
			return sendUserPage(instance, request, reply, { ...rest, scripts: [...coreScripts, '/dist/reference-files.mjs', '/dist/chat.mjs'], states: { ...states, ...referenceStates(instance, user) } })
		}
		if (!room) {
			// Only members may know whether there is such a room.
			await admit(instance, request, {})
			return sendNotFoundPage(instance, request, reply, false)
		}
		const { states, ...rest } = page([room], room)
		return sendPage(instance, request, reply, {
			...rest,
			layout: 'public',
			scripts: ['/dist/chat.mjs'],
			styles: shellStyles,
			states: { ...states, 'files_sharing-isPublic': true, 'files_sharing-sharingToken': room.token },
		})
	})
}

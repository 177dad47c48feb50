// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
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
	app.get('/apps/peer_chat/', async (request, reply) => {
		await admit(instance, request, {})
		return sendToUser(request, reply, null)
	})

	app.get<{ Params: { token: string } }>('/call/:token', async (request, reply) => {
		const { user } = visitorOf(request)
		const room = instance.chatRooms.enter(request.params.token, user?.uid)
		if (!room || user) {
			// Guests sign in first: only members may know whether there is such a room.
			await admit(instance, request, {})
			return room ? sendToUser(request, reply, room) : sendNotFoundPage(instance, request, reply, false)
		}
		return sendPage(instance, request, reply, {
			...contentOf(room),
			layout: 'public',
			scripts: ['/dist/chat.mjs'],
			styles: shellStyles,
			states: {
				...statesOf([room], room),
				'files_sharing-isPublic': true,
				'files_sharing-sharingToken': room.token,
			},
		})
	})

	function sendToUser(request: FastifyRequest, reply: FastifyReply, room: ChatRoom | null): FastifyReply {
		const user = userOf(request)
		return sendUserPage(instance, request, reply, {
			...contentOf(room),
			scripts: [...coreScripts, '/dist/reference-files.mjs', '/dist/chat.mjs'],
			states: { ...statesOf(instance.chatRooms.of(user.uid), room), ...referenceStates(instance, user) },
		})
	}
}

function contentOf(room: ChatRoom | null) {
	return { app: 'peer_chat', title: room?.name ?? 'Chat', content: '' }
}

function statesOf(rooms: ChatRoom[], room: ChatRoom | null) {
	return { 'peer_chat-rooms': rooms, 'peer_chat-room': room }
}

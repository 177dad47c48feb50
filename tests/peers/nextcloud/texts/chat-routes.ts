// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OcsCall, OcsRouter } from '../ocs/router.ts'
import type { ChatMessage, ChatRoom } from './chat-rooms.ts'

import { userOf } from '../access.ts'
import { OcsFailure } from '../ocs/envelope.ts'
import { text } from '../parameters.ts'
import { visitorOf } from '../visitor.ts'

const path = '/apps/peer_chat/api/v1/rooms'

/** As many characters as a message may have. */
const longest = 32_000

/** What the page Chat asks for: the rooms of a user; the messages of one, also for guests if it is public. */
export function chatRoutes(ocs: OcsRouter, { chatRooms, users }: Instance): void {
	ocs.add('GET', path, {}, ({ request }) => chatRooms.of(userOf(request).uid))

	ocs.add('GET', `${path}/:token/messages`, { level: 'guest' }, (call) => {
		return chatRooms.messages(roomOf(call).token, Number(call.parameters.after) || 0).map(told)
	})

	ocs.add('POST', `${path}/:token/messages`, { level: 'guest' }, (call) => {
		const room = roomOf(call)
		const message = text(call.parameters, 'message').trim()
		if (message === '' || message.length > longest) {
			throw new OcsFailure(400, message === '' ? 'The message is empty' : 'The message is too long')
		}
		const id = chatRooms.say(room.token, visitorOf(call.request).user?.uid ?? null, message)
		return chatRooms.messages(room.token, id - 1).filter((said) => said.id === id).map(told)[0]
	})

	function roomOf({ request, path: { token } }: OcsCall): ChatRoom {
		const room = chatRooms.enter(token!, visitorOf(request).user?.uid)
		if (!room) {
			throw new OcsFailure(404, 'Room not found')
		}
		return room
	}

	function told({ uid, ...message }: ChatMessage) {
		return { ...message, actorType: uid === null ? 'guests' : 'users', actorId: uid ?? '', actorDisplayName: uid === null ? 'Guest' : users.get(uid)?.displayName ?? uid }
	}
}

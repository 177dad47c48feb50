// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { onBeforeUnmount, onMounted, ref } from 'vue'
import { getOcs, postOcs } from '../ocs.ts'

export interface ChatRoom {
	token: string
	name: string
	public: boolean
}

export interface ChatMessage {
	id: number
	message: string
	/** Seconds since 1970. */
	sentAt: number
	actorType: 'users' | 'guests'
	/** Empty for guests. */
	actorId: string
	actorDisplayName: string
}

/** Milliseconds between two questions for what is new. */
const interval = 2000

/** What is said in a room, asked for again and again while the page is seen. */
export function useMessages({ token }: ChatRoom) {
	const path = `apps/peer_chat/api/v1/rooms/${token}/messages`
	const messages = ref<ChatMessage[]>([])
	const state = ref<'loading' | 'shown' | 'failed'>('loading')
	let timer: ReturnType<typeof setTimeout> | undefined
	let over = false

	function add(more: ChatMessage[]) {
		const known = new Set(messages.value.map(({ id }) => id))
		messages.value = [...messages.value, ...more.filter(({ id }) => !known.has(id))].sort((one, other) => one.id - other.id)
	}

	async function ask() {
		clearTimeout(timer)
		try {
			add(await getOcs<ChatMessage[]>(path, new URLSearchParams({ after: String(messages.value.at(-1)?.id ?? 0) })))
			state.value = 'shown'
		} catch {
			state.value = 'failed'
		}
		if (!over && !document.hidden) {
			timer = setTimeout(ask, interval)
		}
	}

	/** @throws Error if it could not be said */
	async function say(message: string) {
		add([await postOcs<ChatMessage>(path, { message })])
	}

	function onVisibilityChange() {
		if (!document.hidden) {
			void ask()
		}
	}

	onMounted(() => {
		document.addEventListener('visibilitychange', onVisibilityChange)
		void ask()
	})
	onBeforeUnmount(() => {
		over = true
		clearTimeout(timer)
		document.removeEventListener('visibilitychange', onVisibilityChange)
	})

	return { messages, state, say }
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Me } from '../../sidecar/contract/me.ts'
import type { Failure } from './failure.ts'

import { onScopeDispose, readonly, ref } from 'vue'
import { getMe, startConnection } from '../sidecar.ts'
import { failureOf } from './failure.ts'

/** How far the way to Nepenthes, where the user allows the connection, is gone. */
export type Connecting
	= | { step: 'not-begun' }
		| { step: 'under-way' }
		| { step: 'refused', failure: Failure }

/** How the user and Nepenthes stand to each other, as far as the page knows. */
export type Connection
	= | { state: 'loading' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| { state: 'not-set-up', administrator: boolean }
		| { state: 'not-connected', connecting: Connecting }
		| { state: 'connected', nepenthesUrl: string }

/** The last answer. Nextcloud makes the tab anew each time it is opened; what was known is shown at once, and asked again. */
let lastKnown: Me | undefined

function connectionOf({ user, nepenthes }: Me): Connection {
	switch (nepenthes.state) {
		case 'not-set-up':
			return { state: 'not-set-up', administrator: user.administrator }
		case 'unreachable':
			return { state: 'failed', failure: 'nepenthes-unreachable', retrying: false }
		case 'not-connected':
			return { state: 'not-connected', connecting: { step: 'not-begun' } }
		case 'connected':
			return { state: 'connected', nepenthesUrl: nepenthes.url }
	}
}

/**
 * The state of the user's connection, and the verbs that change it. Begins to load at once; ends with the component
 * that uses it.
 *
 * @param leave goes to another address
 */
export function useConnection(leave: (url: string) => void = (url) => window.location.assign(url)): {
	connection: Readonly<Ref<Connection>>
	/** Asks again. What is shown stays until the answer is there. */
	reload: () => Promise<void>
	/** Leads to Nepenthes, or says why it cannot. */
	connect: () => Promise<void>
} {
	const connection = ref<Connection>(lastKnown === undefined ? { state: 'loading' } : connectionOf(lastKnown))
	let asking = new AbortController()

	/** Only the newest question counts; the one before is given up. */
	function ask(): AbortSignal {
		asking.abort()
		asking = new AbortController()
		return asking.signal
	}

	async function reload(): Promise<void> {
		const signal = ask()
		if (connection.value.state === 'failed') {
			connection.value = { ...connection.value, retrying: true }
		}
		try {
			const me = await getMe(signal)
			if (!signal.aborted) {
				lastKnown = me.nepenthes.state === 'unreachable' ? undefined : me
				connection.value = connectionOf(me)
			}
		} catch (error) {
			if (!signal.aborted) {
				lastKnown = undefined
				connection.value = { state: 'failed', failure: failureOf(error), retrying: false }
			}
		}
	}

	async function connect(): Promise<void> {
		if (connection.value.state !== 'not-connected' || connection.value.connecting.step === 'under-way') {
			return
		}
		const signal = ask()
		connection.value = { state: 'not-connected', connecting: { step: 'under-way' } }
		try {
			const { authorizationUrl } = await startConnection(signal)
			if (!signal.aborted) {
				leave(authorizationUrl)
			}
		} catch (error) {
			if (!signal.aborted) {
				connection.value = { state: 'not-connected', connecting: { step: 'refused', failure: failureOf(error) } }
			}
		}
	}

	/** A page that the browser's back button brings out of its memory still waits for the way that was begun. */
	function onPageShow({ persisted }: PageTransitionEvent): void {
		if (persisted) {
			void reload()
		}
	}

	window.addEventListener('pageshow', onPageShow)
	onScopeDispose(() => {
		asking.abort()
		window.removeEventListener('pageshow', onPageShow)
	})
	void reload()
	return { connection: readonly(connection), reload, connect }
}

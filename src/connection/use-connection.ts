// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Me, NepenthesState } from '../../sidecar/contract/me.ts'
import type { Failure } from './failure.ts'

import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { endConnection, getMe } from '../sidecar.ts'
import { failureOf, isHindrance } from './failure.ts'

/** Who the user is in Nepenthes. */
export type Account = Extract<NepenthesState, { state: 'connected' }>['account']

/** How the user and Nepenthes stand to each other, as far as the page knows. */
export type Connection
	= | { state: 'loading' }
		| { state: 'failed', failure: Failure, retrying: boolean }
		| { state: 'not-set-up', missing: 'address' | 'oauth-client', administrator: boolean }
		| { state: 'not-connected' }
		| { state: 'expired', account: Account }
		| { state: 'connected', nepenthesUrl: string, account: Account }

/** How far the end of the connection, which the user asked for, has come. */
export type Disconnecting
	= | { step: 'not-begun' }
		| { step: 'under-way' }
		| { step: 'failed', failure: Failure }
		/** `revoked`: whether Nepenthes knows of it. */
		| { step: 'done', revoked: boolean }

function connectionOf({ user, nepenthes }: Me): Connection {
	switch (nepenthes.state) {
		case 'not-set-up':
			return { state: 'not-set-up', missing: nepenthes.missing, administrator: user.administrator }
		case 'unreachable':
			return { state: 'failed', failure: { kind: 'nepenthes-unreachable', detail: null }, retrying: false }
		case 'not-connected':
			return { state: 'not-connected' }
		case 'expired':
			return { state: 'expired', account: nepenthes.account }
		case 'connected':
			return { state: 'connected', nepenthesUrl: nepenthes.url, account: nepenthes.account }
	}
}

/** What of it keeps the user from everything, in the words of a call that fails for it. */
export function hindranceOf(connection: Connection): Failure | null {
	switch (connection.state) {
		case 'not-set-up':
			return { kind: connection.missing === 'address' ? 'not-set-up' : 'oauth-not-set-up', detail: null }
		case 'not-connected':
			return { kind: 'not-connected', detail: null }
		case 'expired':
			return { kind: 'connection-expired', detail: null }
		case 'failed':
			return isHindrance(connection.failure) ? connection.failure : null
		default:
			return null
	}
}

/** The state of the user's connection, and the verbs that change it. Begins to load at once; ends with the component that uses it. */
export function useConnection(): {
	connection: Readonly<Ref<Connection>>
	disconnecting: Readonly<Ref<Disconnecting>>
	/** Asks again. What is shown stays until the answer is there. */
	reload: () => Promise<void>
	/** Ends the connection. */
	disconnect: () => Promise<void>
} {
	const connection = shallowRef<Connection>({ state: 'loading' })
	const disconnecting = shallowRef<Disconnecting>({ step: 'not-begun' })
	let asking = new AbortController()

	async function reload(): Promise<void> {
		// Only the newest question counts; the one before is given up.
		asking.abort()
		asking = new AbortController()
		const { signal } = asking
		if (connection.value.state === 'failed') {
			connection.value = { ...connection.value, retrying: true }
		}
		try {
			const me = await getMe(signal)
			if (!signal.aborted) {
				connection.value = connectionOf(me)
			}
		} catch (error) {
			if (!signal.aborted) {
				connection.value = { state: 'failed', failure: failureOf(error), retrying: false }
			}
		}
	}

	async function disconnect(): Promise<void> {
		if (disconnecting.value.step === 'under-way') {
			return
		}
		disconnecting.value = { step: 'under-way' }
		try {
			const { revoked } = await endConnection()
			asking.abort()
			disconnecting.value = { step: 'done', revoked }
			connection.value = { state: 'not-connected' }
		} catch (error) {
			disconnecting.value = { step: 'failed', failure: failureOf(error) }
		}
	}

	/** While the page was in the browser's memory, the user was perhaps at Nepenthes. */
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
	return { connection: shallowReadonly(connection), disconnecting: shallowReadonly(disconnecting), reload, disconnect }
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { Failure } from './failure.ts'

import { onScopeDispose, shallowReadonly, shallowRef } from 'vue'
import { startConnection } from '../sidecar.ts'
import { failureOf } from './failure.ts'

/** How far the way to Nepenthes, where the user allows the connection, is gone. */
export type Connecting
	= | { step: 'not-begun' }
		| { step: 'under-way' }
		| { step: 'refused', failure: Failure }

/**
 * The way to Nepenthes, where the user allows the connection.
 *
 * @param leave goes to another address
 */
export function useConnecting(leave: (url: string) => void = (url) => window.location.assign(url)): {
	connecting: Readonly<Ref<Connecting>>
	/** Leads to Nepenthes, or says why it cannot. `returnPath` is where the browser comes back to, web root included. */
	connect: (returnPath: string) => Promise<void>
	/** Says no longer why an attempt could not begin: the user is elsewhere. */
	forget: () => void
} {
	const connecting = shallowRef<Connecting>({ step: 'not-begun' })
	const closing = new AbortController()

	async function connect(returnPath: string): Promise<void> {
		if (connecting.value.step === 'under-way') {
			return
		}
		connecting.value = { step: 'under-way' }
		try {
			const { authorizationUrl } = await startConnection(returnPath, closing.signal)
			if (!closing.signal.aborted) {
				leave(authorizationUrl)
			}
		} catch (error) {
			if (!closing.signal.aborted) {
				connecting.value = { step: 'refused', failure: failureOf(error) }
			}
		}
	}

	function forget(): void {
		if (connecting.value.step === 'refused') {
			connecting.value = { step: 'not-begun' }
		}
	}

	/** A page that the browser's back button brings out of its memory still waits for the way that was begun. */
	function onPageShow({ persisted }: PageTransitionEvent): void {
		if (persisted) {
			connecting.value = { step: 'not-begun' }
		}
	}

	window.addEventListener('pageshow', onPageShow)
	onScopeDispose(() => {
		closing.abort()
		window.removeEventListener('pageshow', onPageShow)
	})
	return { connecting: shallowReadonly(connecting), connect, forget }
}

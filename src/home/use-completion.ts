// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Ref } from 'vue'
import type { ConnectionCompletion } from '../../sidecar/contract/connection.ts'
import type { Failure } from '../connection/failure.ts'

import { shallowReadonly, shallowRef } from 'vue'
import { failureOf } from '../connection/failure.ts'
import { leaveOutcome } from '../connection/outcome.ts'
import { completeConnection } from '../sidecar.ts'

/** How far the end of connecting has come. */
export type Completing
	= | { step: 'under-way' }
		| { step: 'failed', failure: Failure, retrying: boolean }

/**
 * Hands over what Nepenthes sent the browser back with, and leads to where the user came from. Begins at once.
 *
 * @param completion
 * @param leave goes to another address, in the place of this page in the browser's history
 */
export function useCompletion(completion: ConnectionCompletion, leave: (url: string) => void = (url) => window.location.replace(url)): {
	completing: Readonly<Ref<Completing>>
	retry: () => Promise<void>
} {
	const completing = shallowRef<Completing>({ step: 'under-way' })

	async function complete(): Promise<void> {
		try {
			const { outcome, returnTo } = await completeConnection(completion)
			if (/^https?:\/\//.test(returnTo)) {
				// An address of Nepenthes, where the user began; the sidecar vouches for it.
				leave(returnTo)
				return
			}
			leaveOutcome(outcome)
			const target = new URL(returnTo, window.location.href)
			leave(target.origin === window.location.origin ? target.href : window.location.href)
		} catch (error) {
			completing.value = { step: 'failed', failure: failureOf(error), retrying: false }
		}
	}

	function retry(): Promise<void> {
		if (completing.value.step === 'failed') {
			completing.value = { ...completing.value, retrying: true }
		}
		return complete()
	}

	void complete()
	return { completing: shallowReadonly(completing), retry }
}

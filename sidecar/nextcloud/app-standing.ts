// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { RefusedParty } from './errors.ts'
import type { Http, HttpAnswer } from './http.ts'

import { NextcloudUnauthorized } from './errors.ts'

/**
 * Whether Nextcloud still believes this app.
 *
 * Every call with a stale secret counts as an attempt to break in: after ten of them Nextcloud locks the address out,
 * perhaps that of a proxy which others share (nextcloud-contract 1.4). So when Nextcloud refuses the app itself, calls
 * fail at once for a while and only one now and then goes out to see.
 */
export interface AppStanding {
	/**
	 * Runs a call, unless the app is known to be refused.
	 *
	 * @throws {NextcloudUnauthorized} with the party that is refused
	 */
	guard(send: () => Promise<HttpAnswer>): Promise<HttpAnswer>
	/** Nextcloud has just shown that it knows the same secret: calls may go out again. */
	restore(): void
}

// Nextcloud counts each refused call twice and looks back half an hour: these keep below ten.
const FIRST_PAUSE = 5 * 60_000
const LONGEST_PAUSE = 30 * 60_000

const REFUSALS: Record<RefusedParty, string> = {
	secret: 'Nextcloud does not accept the secret of this app: is it registered there, with the same secret?',
	disabled: 'This app is disabled in Nextcloud.',
	user: 'Nextcloud does not know this user.',
}

/**
 * @param http
 * @param now milliseconds
 */
export function createAppStanding(http: Http, now: () => number = () => performance.now()): AppStanding {
	/** Milliseconds; 0 while the app is believed. */
	let pause = 0
	let pausedUntil = 0
	let question: Promise<RefusedParty | null> | undefined

	const restore = () => {
		pause = 0
		pausedUntil = 0
	}

	/** Who is refused, if anybody but a user: the state can be read by the app alone, even while it is disabled. */
	const ask = async (): Promise<RefusedParty | null> => {
		const { status, text } = await http.send({ method: 'GET', path: '/ocs/v2.php/apps/app_api/ex-app/state', userId: null })
		if (status === 401 || status === 429) {
			pause = Math.min(pause === 0 ? FIRST_PAUSE : pause * 2, LONGEST_PAUSE)
			pausedUntil = now() + pause
			return 'secret'
		}
		restore()
		return /"data":\s*0\b/.test(text) ? 'disabled' : null
	}

	/** However many calls want to know at once: one question. */
	const refused = () => question ??= ask().finally(() => {
		question = undefined
	})

	const refusal = (party: RefusedParty) => new NextcloudUnauthorized(party, REFUSALS[party])

	return {
		async guard(send) {
			if (now() < pausedUntil) {
				throw refusal('secret')
			}
			if (pause > 0 && await refused() === 'secret') {
				throw refusal('secret')
			}
			const answer = await send()
			if (answer.status === 401) {
				throw refusal(await refused() ?? 'user')
			}
			return answer
		},
		restore,
	}
}

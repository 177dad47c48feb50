// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { ConnectionOutcome, ConnectionOutcomeCookie } from '../../sidecar/contract/connection.ts'

import { getRootUrl } from '@nextcloud/router'

const COOKIE: ConnectionOutcomeCookie = 'nepenthes_connection'

const OUTCOMES: Record<ConnectionOutcome, true> = {
	connected: true,
	denied: true,
	'out-of-date': true,
	'client-refused': true,
	'nepenthes-unreachable': true,
	'not-stored': true,
	refused: true,
}

function isOutcome(value: string): value is ConnectionOutcome {
	return Object.hasOwn(OUTCOMES, value)
}

/** Where the cookie lies: the sidecar sets it for the whole Nextcloud, at its web root. */
const path = () => getRootUrl() || '/'

/** How an attempt to connect ended that the browser comes back from. Says it once: whoever asks next learns nothing. */
export function takeOutcome(): ConnectionOutcome | null {
	const value = document.cookie.split('; ').find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1)
	if (value === undefined) {
		return null
	}
	document.cookie = `${COOKIE}=; Path=${path()}; Max-Age=-1; SameSite=Lax`
	return isOutcome(value) ? value : null
}

/**
 * Leaves it for the page that the browser goes to now, where it is a page that ended the attempt.
 *
 * @param outcome
 */
export function leaveOutcome(outcome: ConnectionOutcome): void {
	document.cookie = `${COOKIE}=${outcome}; Path=${path()}; Max-Age=60; SameSite=Lax`
}

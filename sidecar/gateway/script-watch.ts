// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'

import { readCookies } from '../api/cookies.ts'

/** Set by a dashboard on which our script did not run; taken away by the script itself when it does (src/dashboard/script-mark.ts). */
const MARK = { name: 'nepenthes_script', value: 'failed' } as const

/** Seconds after which a browser in which it failed gets another chance without it. */
const REMEMBER = 24 * 60 * 60

/**
 * A script without which nobody would know that ours did not run: the dashboard, which has left the widget to it, is then opened
 * anew, once, and draws the widget by itself. Kept to what every browser knows.
 *
 * @param webroot '' or '/nextcloud'
 */
export function scriptWatch(webroot: string): string {
	const mark = `${MARK.name}=${MARK.value}`
	return `addEventListener("load",function(){if(!window._nepenthes_runs&&document.cookie.indexOf("${mark}")<0){document.cookie="${mark}; path=${webroot}/; max-age=${REMEMBER}; samesite=lax";if(document.cookie.indexOf("${mark}")>=0)location.reload()}})`
}

/** Whether our script has failed in the browser that asks. */
export function hasScriptFailed({ headers }: IncomingMessage): boolean {
	return readCookies(headers.cookie).get(MARK.name) === MARK.value
}

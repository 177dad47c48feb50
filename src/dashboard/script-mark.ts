// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** What the gateway has put on the page, and what it looks for in the next one (sidecar/gateway/script-watch.ts). */
const MARK = 'nepenthes_script'

interface MarkedWindow {
	_nepenthes_runs?: boolean
	/** Nextcloud's (nextcloud-contract.md 5.7). */
	_oc_webroot?: string
}

/**
 * Tells the page that our script runs.
 *
 * @return whether this page was made for a browser in which it had failed: then Nextcloud draws the widget by itself, and the next page
 * is one for our script again
 */
export function markScriptRuns(): boolean {
	const page = window as MarkedWindow
	page._nepenthes_runs = true
	const failed = document.cookie.split(';').some((cookie) => cookie.trim() === `${MARK}=failed`)
	if (failed) {
		// Not before: the dashboard may have yet to ask who draws the widget, and gets one answer for one page.
		window.addEventListener('pagehide', () => {
			document.cookie = `${MARK}=; path=${page._oc_webroot ?? ''}/; max-age=0; samesite=lax`
		}, { once: true })
	}
	return failed
}

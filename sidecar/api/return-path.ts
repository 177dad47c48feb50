// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { APP_ID } from '../config.ts'
import { ProblemError } from './problems.ts'

/** Characters: it travels sealed in a cookie, of which browsers keep 4096. */
const MAX_LENGTH = 1500

/**
 * A path of this Nextcloud to which a browser may be sent.
 *
 * @param wanted as the page names it, web root included; undefined for the app's own page
 * @param nextcloudUrl with the web root, without a slash at the end
 * @return as it travels; when that is too long, without query, or the app's own page
 * @throws {ProblemError} invalid-request, for whatever leads or might lead elsewhere
 */
export function returnPathOf(wanted: string | undefined, nextcloudUrl: string): string {
	const { origin, pathname } = new URL(nextcloudUrl)
	const webroot = pathname.replace(/\/+$/, '')
	const ownPage = `${webroot}/index.php/apps/app_api/embedded/${APP_ID}/main`
	if (wanted === undefined) {
		return ownPage
	}
	const url = URL.parse(wanted, origin)
	// One slash and no backslash: browsers take others for the beginning of a host.
	if (!/^\/(?![/\\])/.test(wanted) || url?.origin !== origin || !`${url.pathname}/`.startsWith(`${webroot}/`) || url.pathname.startsWith('//')) {
		throw new ProblemError('invalid-request', { detail: 'returnPath: must be a path of this Nextcloud' })
	}
	// Names in it grow when they are written as they travel. Nearly there is better than not at all.
	return [url.pathname + url.search + url.hash, url.pathname].find(({ length }) => length <= MAX_LENGTH) ?? ownPage
}

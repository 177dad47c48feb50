// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Cookie } from './connecting.ts'

/** Where a cookie goes: the web root of Nextcloud, and whether it is reached by https. */
export interface CookieScope {
	/** With the web root, without a slash at the end. */
	nextcloudUrl: string
	/** Seconds. */
	maxAge: number
	/** Whether scripts of the page may read it. */
	readable: boolean
}

/** A Set-Cookie header. Lax, since the browser comes back from another site with it. */
export function setCookie({ name, value }: Cookie, { nextcloudUrl, maxAge, readable }: CookieScope): string {
	const { protocol, pathname } = new URL(nextcloudUrl)
	return [
		`${name}=${value}`,
		`Path=${pathname}`,
		`Max-Age=${maxAge}`,
		'SameSite=Lax',
		...readable ? [] : ['HttpOnly'],
		...protocol === 'https:' ? ['Secure'] : [],
	].join('; ')
}

/** A Set-Cookie header that takes one away. */
export function clearCookie(name: string, { nextcloudUrl }: Pick<CookieScope, 'nextcloudUrl'>): string {
	return setCookie({ name, value: '' }, { nextcloudUrl, maxAge: 0, readable: false })
}

/** The cookies of a request; of two of one name, the first. */
export function readCookies(header: string | undefined): ReadonlyMap<string, string> {
	const cookies = new Map<string, string>()
	for (const pair of (header ?? '').split(';')) {
		const at = pair.indexOf('=')
		const name = pair.slice(0, at).trim()
		if (at > 0 && !cookies.has(name)) {
			cookies.set(name, pair.slice(at + 1).trim())
		}
	}
	return cookies
}

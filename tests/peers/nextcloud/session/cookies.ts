// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** Reads a Cookie header; values come decoded, as PHP does. */
export function parseCookies(header: string | undefined): Map<string, string> {
	const cookies = new Map<string, string>()
	for (const pair of header?.split(';') ?? []) {
		const at = pair.indexOf('=')
		if (at > 0) {
			const name = pair.slice(0, at).trim()
			// The first of several wins, as in PHP.
			if (!cookies.has(name)) {
				cookies.set(name, decode(pair.slice(at + 1).trim()))
			}
		}
	}
	return cookies
}

function decode(value: string): string {
	try {
		return decodeURIComponent(value.replaceAll('+', ' '))
	} catch {
		return value
	}
}

/** What the Set-Cookie headers of one server have in common. */
export class CookieJar {
	readonly #path: string
	readonly #instanceId: string

	constructor(webroot: string, instanceId: string) {
		this.#path = webroot || '/'
		this.#instanceId = instanceId
	}

	/** The marker cookies are bound to the host where the browser can promise it: with https, and no sub-folder. */
	markerName(kind: 'lax' | 'strict', secure: boolean): string {
		return `${secure && this.#path === '/' ? '__Host-' : ''}nc_sameSiteCookie${kind}`
	}

	markers(secure: boolean): string[] {
		return (['lax', 'strict'] as const).map((kind) => `${this.markerName(kind, secure)}=true; path=${this.#path}; httponly;`
			+ `${secure ? 'secure;' : ''}expires=Fri, 31-Dec-2100 23:59:59 GMT; SameSite=${kind}`)
	}

	session(id: string, secure: boolean): string {
		return `${this.#instanceId}=${id}; path=${this.#path}; ${secure ? 'secure; ' : ''}HttpOnly; SameSite=Lax`
	}

	passphrase(passphrase: string, secure: boolean): string {
		return `oc_sessionPassphrase=${encodeURIComponent(passphrase)}; path=${this.#path}; ${secure ? 'secure; ' : ''}HttpOnly; SameSite=Lax`
	}

	rememberMe(uid: string, token: string, sessionId: string, secure: boolean): string[] {
		const attributes = `Path=${this.#path}; Max-Age=1296000; ${secure ? 'Secure; ' : ''}HttpOnly; SameSite=Lax`
		return Object.entries({ nc_username: uid, nc_token: token, nc_session_id: sessionId })
			.map(([name, value]) => `${name}=${encodeURIComponent(value)}; ${attributes}`)
	}

	/** Twice, without and with path, as the real one does to get rid of cookies of older versions. */
	forgetMe(secure: boolean): string[] {
		return ['', `path=${this.#path}; `].flatMap((path) => ['nc_username', 'nc_token', 'nc_session_id']
			.map((name) => `${name}=deleted; expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0; ${path}${secure ? 'secure; ' : ''}HttpOnly`))
	}
}

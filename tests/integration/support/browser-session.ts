// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { request } from 'undici'

export interface Answer {
	status: number
	headers: Record<string, string | string[] | undefined>
	text: string
}

interface Sending {
	method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
	headers?: Record<string, string>
	body?: string
}

/**
 * A browser without a screen: keeps cookies as one would, and follows no redirect by itself. Not made of `fetch`, which
 * says in each request that it is no navigation.
 */
export class BrowserSession {
	readonly #url: string
	readonly #api: string
	readonly #cookies = new Map<string, string>()

	/**
	 * @param url of Nextcloud as people open it, without a slash at the end
	 * @param api where the app's API is below that
	 */
	constructor(url: string, api = '/apps/integration_nepenthes/api/') {
		this.#url = url
		this.#api = api
	}

	async send(path: string, { method = 'GET', headers = {}, body }: Sending = {}): Promise<Answer> {
		const cookie = this.cookies()
		const response = await request(this.#url + path, { method, headers: { ...cookie === '' ? {} : { cookie }, ...headers }, body: body ?? null })
		for (const header of [response.headers['set-cookie'] ?? []].flat()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
			if (/;\s*(?:max-age=0|expires=thu, 01[ -]jan[ -]1970)/i.test(header) || value === 'deleted' || value === '') {
				this.#cookies.delete(name)
			} else {
				this.#cookies.set(name, value)
			}
		}
		return { status: response.statusCode, headers: response.headers, text: await response.body.text() }
	}

	/** Opens a page; gives its HTML. */
	async open(path: string): Promise<string> {
		return (await this.send(path, { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } })).text
	}

	/** Signs in through the form, to be remembered. */
	async signIn(user: string, password = `${user}-password`): Promise<Answer> {
		const requesttoken = tokenOf(await this.open('/login'))
		return await this.send('/login', {
			method: 'POST',
			headers: { origin: new URL(this.#url).origin, 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({ user, password, rememberme: '1', timezone: 'UTC', timezone_offset: '0', requesttoken }).toString(),
		})
	}

	/** Follows the link "Log out" of a page. */
	async signOut(): Promise<Answer> {
		const requesttoken = tokenOf(await this.open('/apps/dashboard/'))
		return await this.send(`/logout?requesttoken=${encodeURIComponent(requesttoken)}`, { headers: { accept: 'text/html' } })
	}

	async requestToken(): Promise<string> {
		const { token } = JSON.parse((await this.send('/csrftoken')).text) as { token: string }
		return token
	}

	/** A change by the app's API, sent as a page sends it. */
	async change(method: 'POST' | 'PUT' | 'DELETE', path: string, body: object = {}): Promise<{ status: number, headers: Answer['headers'], body: Record<string, unknown> }> {
		return this.api(path, {
			method,
			headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', requesttoken: await this.requestToken() },
			body: JSON.stringify(body),
		})
	}

	/** What the app's API answers. */
	async api(path: string, sending: Sending = {}): Promise<{ status: number, headers: Answer['headers'], body: Record<string, unknown> }> {
		const { status, headers, text } = await this.send(this.#api + path, sending)
		return { status, headers, body: JSON.parse(text) as Record<string, unknown> }
	}

	cookie(name: string): string | undefined {
		return this.#cookies.get(name)
	}

	/** All of them, as a header. */
	cookies(): string {
		return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
	}

	cookieNames(): string[] {
		return [...this.#cookies.keys()]
	}

	dropCookie(name: string): void {
		this.#cookies.delete(name)
	}
}

/** The request token of a page, as scripts read it. */
export function tokenOf(html: string): string {
	return /data-requesttoken="([^"]*)"/.exec(html)?.[1] ?? ''
}

/** The value of an initial state of a page, or undefined if it has none. */
export function stateOf(html: string, id: string): unknown {
	const encoded = new RegExp(`id="initial-state-${id}" value="([^"]*)"`).exec(html)?.[1]
	return encoded === undefined ? undefined : JSON.parse(Buffer.from(encoded, 'base64').toString())
}

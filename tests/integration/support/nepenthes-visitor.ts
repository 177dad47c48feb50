// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

/** A browser's part on the pages of Nepenthes: its cookies, and forms that are sent back as they came. */
export class NepenthesVisitor {
	readonly #url: URL
	readonly #cookies = new Map<string, string>()

	constructor(url: string) {
		this.#url = new URL(url)
	}

	async get(path: string, init: RequestInit = {}) {
		const response = await fetch(new URL(path, this.#url), {
			redirect: 'manual',
			...init,
			headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '), ...init.headers },
		})
		response.headers.getSetCookie().forEach((cookie) => this.#keep(cookie))
		return {
			status: response.status,
			location: response.headers.get('location'),
			policy: response.headers.get('content-security-policy'),
			html: await response.text(),
		}
	}

	#keep(cookie: string): void {
		const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
		const expires = /; *expires=([^;]+)/i.exec(cookie)?.[1]
		if (expires !== undefined && Date.parse(expires) < Date.now()) {
			this.#cookies.delete(name)
		} else {
			this.#cookies.set(name, value)
		}
	}

	async send(form: string, action: string, fields: Record<string, string>) {
		const hidden = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [name!, value!.replaceAll('&#38;', '&')])
		return this.get(action, { method: 'POST', body: new URLSearchParams({ ...Object.fromEntries(hidden), ...fields }) })
	}

	async signIn(path: string, login: string, password = `${login}-password`) {
		const { html } = await this.get(path)
		return this.send(html, `${this.#url.pathname.replace(/\/$/, '')}/login`, { username: login, password })
	}
}

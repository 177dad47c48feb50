// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Stack } from '../../stack.ts'

import { Window } from 'happy-dom'
import { BrowserSession } from './browser-session.ts'

/** Where a browser stands. */
export interface Page {
	/** As the address bar shows it. */
	url: URL
	status: number
	html: string
	/**
	 * The stops on the way here since the last page, this one included: each the method, unless it is GET, and the address
	 * below that of the site, without query, so `nextcloud/login`.
	 */
	way: string[]
}

/** More redirects in a row than any way here has: browsers give up too. */
const MOST_REDIRECTS = 12

const { DOMParser } = new Window()

const elements = (page: Page, selector: string) => [...new DOMParser().parseFromString(page.html, 'text/html').querySelectorAll(selector)]

/** One browser on its way between Nextcloud and Nepenthes: it goes wherever it is led, and does what people do on pages. */
export class Journey {
	readonly nextcloud: BrowserSession
	readonly nepenthes: BrowserSession
	readonly #nepenthesUrl: string
	readonly #sites: { name: string, url: string, browser: BrowserSession }[]

	constructor({ gatewayUrl, nepenthes: { url } }: Stack) {
		this.#nepenthesUrl = url
		this.nextcloud = new BrowserSession(gatewayUrl)
		this.nepenthes = new BrowserSession(url)
		this.#sites = [
			{ name: 'nextcloud', url: gatewayUrl, browser: this.nextcloud },
			{ name: 'nepenthes', url, browser: this.nepenthes },
		]
	}

	/** Goes to an address, and on to where it leads. */
	open(address: string): Promise<Page> {
		return this.#go(address, {})
	}

	/** Follows the link of this text. */
	follow(page: Page, text: string): Promise<Page> {
		const link = elements(page, 'a').find(({ textContent }) => textContent.trim() === text)
		if (!link) {
			throw new Error(`${page.url.href} has no link "${text}": ${page.html.slice(0, 2_000)}`)
		}
		return this.open(new URL(link.getAttribute('href') ?? '', page.url).href)
	}

	/** Presses the button of this text, with what is typed into the fields of its form before. */
	press(page: Page, text: string, typed: Record<string, string> = {}): Promise<Page> {
		const button = elements(page, 'form button').find(({ textContent }) => textContent.trim() === text)
		const form = button?.closest('form')
		if (!button || !form) {
			throw new Error(`${page.url.href} has no button "${text}": ${page.html.slice(0, 2_000)}`)
		}
		const fields = [...form.querySelectorAll('input[type=hidden]'), button].map((field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? ''] as const)
		return this.#go(new URL(form.getAttribute('action') ?? '', page.url).href, {
			method: 'POST',
			headers: { origin: page.url.origin, 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({ ...Object.fromEntries(fields.filter(([name]) => name !== '')), ...typed }).toString(),
		})
	}

	/** Signs in at both, with the accounts of that name. */
	async signIn(user: string): Promise<void> {
		await this.nextcloud.signIn(user)
		const page = await this.open(`${this.#nepenthesUrl}/login`)
		await this.press(page, 'Sign in', { username: user, password: `${user}-password` })
	}

	/** Opens a work package in Nepenthes. */
	openWorkPackage(id: number): Promise<Page> {
		return this.open(`${this.#nepenthesUrl}/work_packages/${id}`)
	}

	async #go(address: string, sending: Parameters<BrowserSession['send']>[1]): Promise<Page> {
		let next = address
		let how = sending
		const way: string[] = []
		for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
			const site = this.#sites.find(({ url }) => `${next}/`.startsWith(`${url}/`))
			if (!site) {
				throw new Error(`${next} is neither Nextcloud nor Nepenthes`)
			}
			const path = next.slice(site.url.length)
			way.push(`${how?.method ? `${how.method} ` : ''}${site.name}${path.replace(/[?#].*/, '')}`)
			const { status, headers, text } = await site.browser.send(path, { ...how, headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', ...how?.headers } })
			const url = new URL(next)
			if (typeof headers.location !== 'string') {
				return { url, status, html: text, way }
			}
			next = new URL(headers.location, url).href
			how = {}
		}
		throw new Error(`Too many redirects, the last to ${next}`)
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage } from 'node:http'
import type { Settings } from './options.ts'

const local = /^(127\.0\.0\.1|localhost|\[::1\])$/

/** How the client reached the server, after what trusted proxies say. */
export interface Origin {
	protocol: 'http' | 'https'
	/** With port. */
	host: string
	/** Address of the client. */
	clientAddress: string
}

/** Entry scripts are always linked as they are; pages go through index.php or not, as the web server is set up. */
export class Addresses {
	readonly #settings: Settings

	constructor(settings: Settings) {
		this.#settings = settings
	}

	get webroot(): string {
		return this.#settings.webroot
	}

	/** A link to a page or route of an app, such as `/apps/files/`. */
	page(path: string): string {
		return `${this.#settings.webroot}${this.#settings.prettyUrls ? '' : '/index.php'}${path}`
	}

	/** A link to a file or an entry script. */
	file(path: string): string {
		return `${this.#settings.webroot}${path}`
	}

	absolute(origin: Origin, link: string): string {
		return `${origin.protocol}://${origin.host}${link}`
	}

	origin(request: IncomingMessage): Origin {
		const peer = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
		const trusted = this.#settings.trustedProxies.includes(peer)
		const forwarded = (name: string) => trusted ? firstOf(request.headers[name]) : undefined
		const chain = (forwarded('x-forwarded-for') ?? '').split(',').map((address) => address.trim()).filter(Boolean)
		return {
			protocol: forwarded('x-forwarded-proto')?.split(',')[0]?.trim() === 'https' ? 'https' : 'http',
			host: forwarded('x-forwarded-host')?.split(',')[0]?.trim() ?? request.headers.host ?? '',
			clientAddress: chain.findLast((address) => !this.#settings.trustedProxies.includes(address)) ?? peer,
		}
	}

	/** This computer is trusted by any port; other hosts as listed, with or without a port. */
	isTrusted(host: string): boolean {
		const name = host.replace(/:\d+$/, '').toLowerCase()
		return local.test(name) || this.#settings.trustedDomains.some((domain) => domain === host || domain === name)
	}

	/** The path that routes are found by: without web root and index.php. `undefined`: not below this server's root. */
	route(url: string): string | undefined {
		const { webroot, prettyUrls } = this.#settings
		if (!url.startsWith(webroot)) {
			return undefined
		}
		const path = url.slice(webroot.length)
		const script = /^\/index\.php(?=[/?]|$)/.exec(path)
		if (script) {
			return path.slice(script[0].length).replace(/^(?!\/)/, '/')
		}
		if (!prettyUrls && !/^\/(ocs\/|remote\.php|public\.php|status\.php|dist\/|core\/(img|css)\/|apps\/[^/]+\/(img|css|js)\/|push\/|$|\?)/.test(path)) {
			return undefined
		}
		return path.replace(/^(?!\/)/, '/')
	}
}

function firstOf(header: string | string[] | undefined): string | undefined {
	return Array.isArray(header) ? header[0] : header
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Addresses } from './addresses.ts'

import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { webServerHeaders } from './answer-headers.ts'
import { guestStyles } from './guest-styles.ts'
import { iconAt } from './icons.ts'

const built = new URL('./page/dist/', import.meta.url)

const types: Record<string, string> = {
	'.css': 'text/css',
	'.js': 'text/javascript',
	'.json': 'application/json',
	'.map': 'application/json',
	'.mjs': 'text/javascript',
	'.png': 'image/png',
	'.svg': 'image/svg+xml',
	'.woff2': 'font/woff2',
}

/** The logo of the header, which pages without scripts show too. */
const logo = new URL('./page/shell/logo.svg', import.meta.url)

/**
 * What the web server answers itself, without asking PHP: files that come with Nextcloud, and folders named without
 * the slash at their end. Gives whether it did.
 */
export async function answerAsWebServer(addresses: Addresses, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
	const path = addresses.route(request.url ?? '')?.replace(/\?.*$/s, '')
	if (path === undefined || (request.method !== 'GET' && request.method !== 'HEAD') || request.url?.startsWith(`${addresses.webroot}/index.php`)) {
		return false
	}
	if (/^\/apps\/(files|dashboard|peer_text|peer_chat)$/.test(path)) {
		response.writeHead(301, { ...webServerHeaders, location: `http://${request.headers.host}${addresses.file(`${path}/`)}` }).end()
		return true
	}
	const content = await fileAt(path)
	if (content === undefined) {
		return false
	}
	const versioned = request.url?.includes('?v=') || path.startsWith('/dist/chunks/')
	response.writeHead(200, {
		...webServerHeaders,
		'content-type': types[extname(path)] ?? 'application/octet-stream',
		'content-length': Buffer.byteLength(content),
		'cache-control': `public, max-age=15778463${versioned ? ', immutable' : ''}`,
	}).end(request.method === 'HEAD' ? undefined : content)
	return true
}

async function fileAt(path: string): Promise<Buffer | string | undefined> {
	if (path === '/core/css/guest.css') {
		return guestStyles
	}
	if (path === '/core/img/logo.svg') {
		return readFile(logo)
	}
	if (path === '/core/img/favicon.svg') {
		// In colour, to be seen on a white tab.
		return (await readFile(logo, 'utf8')).replaceAll('#fff', '#00679e')
	}
	const icon = iconAt(path)
	if (icon !== undefined) {
		return icon
	}
	const name = /^\/dist\/((?:chunks\/)?[\w.-]+)$/.exec(path)?.[1]
	return name === undefined ? undefined : readFile(fileURLToPath(new URL(name, built))).catch(() => undefined)
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import { parseArgs } from 'node:util'
import { REVERSE_PROXIES } from './reverse-proxy.ts'

const { values, positionals: [name = ''] } = parseArgs({
	allowPositionals: true,
	options: {
		gateway: { type: 'string', default: 'http://127.0.0.1:8080' },
		nextcloud: { type: 'string', default: process.env.NEXTCLOUD_UPSTREAM ?? 'http://127.0.0.1:8081' },
		webroot: { type: 'string', default: '' },
	},
})

const isKnown = (proxy: string): proxy is keyof typeof REVERSE_PROXIES => Object.hasOwn(REVERSE_PROXIES, proxy)
if (!isKnown(name)) {
	console.error(`Name a reverse proxy: ${Object.keys(REVERSE_PROXIES).join(', ')}.`)
	process.exit(2)
}
process.stdout.write(REVERSE_PROXIES[name](values))

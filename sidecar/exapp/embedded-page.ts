// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Assets } from '../assets.ts'
import type { CallOptions, Nextcloud } from '../nextcloud/index.ts'

import { APP_ID } from '../config.ts'

/** The entry of Nextcloud's app menu, and the embedded page that it opens. */
const PAGE = 'main'

/** Puts the app into Nextcloud's menu and its script on the page that it opens (nextcloud-contract 3.3). */
export async function registerEmbeddedPage({ topMenu }: Pick<Nextcloud, 'topMenu'>, options: CallOptions): Promise<void> {
	await topMenu.register({ name: PAGE, displayName: 'Nepenthes', icon: 'img/app.svg', administratorsOnly: false }, options)
	await topMenu.addScript(PAGE, 'js/main', options)
}

/** Serves what AppAPI puts on that page: a classic script, since modules it does not know. */
export async function serveEmbeddedPage(app: FastifyInstance, { assets }: { assets: Assets }): Promise<void> {
	const script = loaderOf(assets.entry('main'))

	app.get('/js/main.js', async (_request, reply) => reply
		// It names files of this version of the app, and AppAPI gives it one address for all versions.
		.header('Cache-Control', 'no-cache')
		.type('text/javascript; charset=utf-8')
		.send(script))
}

/**
 * Loads the page's module. With the gateway in front that is on the page already, and so is this initial state.
 *
 * @param entry `assets/main-Bx3….js`
 */
function loaderOf(entry: string): string {
	return `'use strict'
if (document.getElementById('initial-state-${APP_ID}-config') === null) {
	import(new URL(${JSON.stringify(`../${entry}`)}, document.currentScript.src).href)
}
`
}

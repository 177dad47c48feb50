// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { admit, userOf } from '../access.ts'
import { coreScripts } from '../page-scripts.ts'
import { phpJson } from '../php-json.ts'
import { Refusal } from '../refusal.ts'
import { visitorOf } from '../visitor.ts'
import { sendUserPage } from './user-page.ts'

/** The page that an ExApp added to the app menu: AppAPI's frame, the ExApp's scripts, styles and states. */
export function embeddedPage(app: FastifyInstance, instance: Instance): void {
	const { exApps, surfaces } = instance

	for (const url of ['/apps/app_api/embedded/:appId/:name', '/apps/app_api/embedded/:appId/:name/*']) {
		app.get<{ Params: { appId: string, name: string } }>(url, async (request, reply) => {
			await admit(instance, request, {})
			const { appId, name } = request.params
			const exApp = exApps.get(appId)
			const menu = surfaces.get(appId, 'top-menu', name)
			if (!exApp?.enabled || !menu || (menu.admin_required !== 0 && !userOf(request).admin)) {
				throw new Refusal('not-found')
			}
			const ofPage = <Entry extends { appid: string, type: string, name: string }>(entry: Entry) => entry.appid === appId && entry.type === 'top_menu' && entry.name === name
			// The real one forgets the web root here: these addresses always begin with /index.php.
			const proxied = (path: string, extension: string) => `/index.php/apps/app_api/proxy/${appId}/${path}${extension}`
			return sendUserPage(instance, request, reply, {
				app: 'app_api',
				title: menu.display_name,
				activeEntry: `app_api_${appId}_${name}`,
				scripts: [...coreScripts, '/dist/embedded.mjs', ...surfaces.enabled('script').filter(ofPage).map(({ path }) => proxied(path, '.js'))],
				styles: surfaces.enabled('style').filter(ofPage).map(({ path }) => proxied(path, '.css')),
				// Encoded twice: what scripts load is a text of JSON.
				states: Object.fromEntries(surfaces.enabled('initial-state').filter(ofPage).map(({ key, value }) => [`app_api-${key}`, phpJson(value)])),
				policy: { scripts: [visitorOf(request).origin.host, '\'unsafe-eval\'', '\'unsafe-inline\''] },
				content: '<div id="content"></div>\n',
			})
		})
	}
}

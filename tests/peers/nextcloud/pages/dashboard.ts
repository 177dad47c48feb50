// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { admit, userOf } from '../access.ts'
import { widgets } from '../dashboard/widgets.ts'
import { coreScripts } from '../page-scripts.ts'
import { visitorOf } from '../visitor.ts'
import { sendUserPage } from './user-page.ts'

/** The dashboard (section 6.5). Its panels are an object by id, also where the user has not put them on it. */
export function dashboardPage(app: FastifyInstance, instance: Instance): void {
	const { addresses, arrangements } = instance
	app.get('/apps/dashboard/', async (request, reply) => {
		await admit(instance, request, {})
		const { uid } = userOf(request)
		const { origin } = visitorOf(request)
		return sendUserPage(instance, request, reply, {
			app: 'dashboard',
			title: 'Dashboard',
			scripts: [...coreScripts, '/dist/dashboard.mjs', '/dist/recommendations.mjs', '/dist/user-status.mjs'],
			content: '<div id="app-content-vue"></div>\n',
			states: {
				'dashboard-panels': Object.fromEntries(widgets.map(({ id, title, iconClass, icon, url }) => [id, {
					id,
					title,
					iconClass,
					iconUrl: addresses.absolute(origin, addresses.file(icon)),
					url: url && addresses.absolute(origin, addresses.page(url)),
				}])),
				'dashboard-layout': arrangements.layout(uid),
				'dashboard-statuses': arrangements.statuses(uid),
				'dashboard-appStoreEnabled': false,
				'dashboard-firstRun': false,
				'dashboard-birthdate': '',
			},
		})
	})
}

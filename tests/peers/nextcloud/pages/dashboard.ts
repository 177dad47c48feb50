// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { admit } from '../access.ts'
import { coreScripts } from '../page-scripts.ts'
import { sendUserPage } from './user-page.ts'

/** The dashboard, without widgets as yet. */
export function dashboardPage(app: FastifyInstance, instance: Instance): void {
	app.get('/apps/dashboard/', async (request, reply) => {
		await admit(instance, request, {})
		return sendUserPage(instance, request, reply, {
			app: 'dashboard',
			title: 'Dashboard',
			scripts: coreScripts,
			content: '<div id="app-content-vue"></div>\n',
			states: {
				'dashboard-panels': [],
				'dashboard-layout': ['recommendations', 'spreed', 'mail', 'calendar'],
				'dashboard-statuses': [],
				'dashboard-appStoreEnabled': false,
				'dashboard-firstRun': false,
				'dashboard-birthdate': '',
			},
		})
	})
}

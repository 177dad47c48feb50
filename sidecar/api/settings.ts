// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { ApiDependencies } from './index.ts'

import Type from 'typebox'
import { Setting, SettingChange, SettingName, Settings } from '../contract/settings.ts'
import { callerOf } from './caller.ts'

/** What the user switches on and off for themselves. */
export const settings: FastifyPluginAsyncTypebox<ApiDependencies> = async (app, { userSettings }) => {
	app.get('/settings', {
		schema: { summary: 'The user\'s settings, as they count now', response: { 200: Settings } },
	}, (request) => userSettings.of(callerOf(request).userId))

	app.put('/settings/:name', {
		schema: {
			summary: 'Change a setting of the user',
			params: Type.Object({ name: SettingName }),
			body: SettingChange,
			response: { 200: Setting },
		},
	}, (request) => userSettings.change(callerOf(request).userId, request.params.name, request.body.value))
}

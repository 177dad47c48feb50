// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'
import type { OcsRouter } from '../ocs/router.ts'

import { userOf } from '../access.ts'
import { OcsFailure } from '../ocs/envelope.ts'
import { isTheme, themeStyles } from './themes.ts'

/** The style sheets of the themes. */
export function themeRoutes(app: FastifyInstance): void {
	app.get<{ Params: { file: string }, Querystring: { plain?: string } }>('/apps/theming/theme/:file', async (request, reply) => {
		const id = request.params.file.replace(/\.css$/, '')
		if (!isTheme(id)) {
			return reply.callNotFound()
		}
		return reply.headers({ 'cache-control': 'private, max-age=86400, must-revalidate' })
			.type('text/css;charset=UTF-8').send(themeStyles(id, request.query.plain === '1'))
	})
}

/** Choosing a theme, as the appearance settings do. */
export function themeChoiceRoutes(ocs: OcsRouter, instance: Instance): void {
	const choose = (theme: (id: string) => string) => ({ request, path }: Parameters<Parameters<OcsRouter['add']>[3]>[0]) => {
		if (!isTheme(path.id!)) {
			throw new OcsFailure(400, 'Invalid theme id')
		}
		instance.users.change(userOf(request).uid, { theme: theme(path.id) })
		return []
	}
	ocs.add('PUT', '/apps/theming/api/v1/theme/:id/enable', {}, choose((id) => id))
	ocs.add('DELETE', '/apps/theming/api/v1/theme/:id', {}, choose(() => 'default'))
}

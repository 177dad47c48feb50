// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { OcsCall, OcsRouter } from '../ocs/router.ts'
import type { ExApp } from './registry.ts'

import { OcsFailure } from '../ocs/envelope.ts'
import { text } from '../parameters.ts'
import { visitorOf } from '../visitor.ts'

/** The checks of AppAPI's own routes: an ExApp has to speak, and nothing else counts. */
export const byExApp = {
	level: 'guest',
	csrf: false,
	before(request: FastifyRequest) {
		if (visitorOf(request).exApp === undefined) {
			throw new OcsFailure(997, 'AppAPI authentication failed')
		}
	},
} as const

/** The ExApp that sent the request. */
export function exAppOf(call: OcsCall): string {
	return visitorOf(call.request).exApp!
}

const prefix = '/apps/app_api'

/** State, progress, users, log and address of Nextcloud; and the administrators' calls about ExApps. */
export function exAppRoutes(ocs: OcsRouter, instance: Instance): void {
	const { exApps, lifecycle } = instance

	ocs.add('GET', `${prefix}/ex-app/state`, byExApp, (call) => Number(exApps.get(exAppOf(call))?.enabled ?? false))

	const progress = async (call: OcsCall) => {
		const value = Number(call.parameters.progress)
		if (!(value >= 0 && value <= 100)) {
			throw new OcsFailure(996, 'Internal Server Error\n')
		}
		await lifecycle.progress(exAppOf(call), value, text(call.parameters, 'error'))
		return []
	}
	ocs.add('PUT', `${prefix}/ex-app/status`, byExApp, progress)
	ocs.add('PUT', `${prefix}/apps/status/:id`, byExApp, progress)

	ocs.add('GET', `${prefix}/api/v1/users`, byExApp, () => instance.users.list().map((user) => user.uid))

	ocs.add('POST', `${prefix}/api/v1/log`, byExApp, (call) => {
		const level = Number(call.parameters.level)
		if (![0, 1, 2, 3, 4].includes(level)) {
			throw new OcsFailure(400, 'Invalid log level')
		}
		instance.switches.log.push({ app: exAppOf(call), level, message: text(call.parameters, 'message') })
		return []
	})

	ocs.add('GET', `${prefix}/api/v1/info/nextcloud_url/absolute`, byExApp, ({ parameters }) => ({
		absolute_url: `${instance.settings.publicUrl}/${text(parameters, 'url').replace(/^\//, '')}`,
	}))

	const admin = { level: 'admin' } as const
	ocs.add('GET', `${prefix}/api/v1/ex-app/:list`, admin, ({ path }) => exApps.list()
		.filter((app) => path.list === 'all' || app.enabled).map(describe))

	ocs.add('GET', `${prefix}/api/v1/ex-app/info/:id`, admin, ({ path }) => describe(known(exApps.get(path.id!))))

	ocs.add('PUT', `${prefix}/api/v1/ex-app/:id/enabled`, admin, async ({ path, parameters }) => {
		const app = known(exApps.get(path.id!))
		const enable = Number(parameters.enabled) === 1
		if (app.enabled === enable) {
			throw new OcsFailure(400, `ExApp already ${enable ? 'enabled' : 'disabled'}`)
		}
		if (!await (enable ? lifecycle.enable(app) : lifecycle.disable(app))) {
			throw new OcsFailure(400, `Failed to ${enable ? 'enable' : 'disable'} ExApp`)
		}
		return []
	})
}

function known(app: ExApp | undefined): ExApp {
	if (!app) {
		throw new OcsFailure(404, 'ExApp not found')
	}
	return app
}

function describe({ id, name, version, enabled, status }: ExApp) {
	return { id, name, version, enabled, status }
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { ApiDependencies } from '../api/index.ts'
import type { Assets } from '../assets.ts'
import type { Config } from '../config.ts'
import type { Nextcloud } from '../nextcloud/index.ts'

import Fastify, { LogController } from 'fastify'
import { api } from '../api/index.ts'
import { problemErrorHandler, problemNotFoundHandler } from '../api/problems.ts'
import { serveAssets } from '../assets.ts'
import { exAppAuthentication } from './authentication.ts'
import { demandOwnPage } from './cross-site.ts'
import { serveEmbeddedPage } from './embedded-page.ts'
import { fileAction } from './file-action.ts'
import { lifecycle } from './lifecycle.ts'
import { occCommands } from './occ-commands.ts'
import { onlyNextcloud } from './only-nextcloud.ts'
import { proxyManners } from './proxy-manners.ts'

export interface ExAppDependencies {
	config: Config
	nextcloud: Nextcloud
	api: ApiDependencies
	assets: Assets
	log: FastifyBaseLogger
}

/** The private listener: only AppAPI talks to it, for itself or, through its proxy, for users. */
export function createExAppServer({ config, nextcloud, api: apiDependencies, assets, log }: ExAppDependencies): FastifyInstance {
	const app = Fastify({
		loggerInstance: log,
		// Requests carry sessions, secrets and names of files: nothing of them is logged but what is chosen below.
		logController: new LogController({ disableRequestLogging: true }),
		frameworkErrors: problemErrorHandler,
	})
	app.setErrorHandler(problemErrorHandler)
	app.setNotFoundHandler(problemNotFoundHandler)
	app.addHook('onResponse', async ({ method, routeOptions: { url: route }, log }, { statusCode: status, elapsedTime }) => {
		log.debug({ method, route, status, milliseconds: Math.round(elapsedTime) }, 'answered')
	})

	app.register(proxyManners)
	app.register(exAppAuthentication, { secret: config.app.secret, nextcloud })
	app.register(async (scope) => {
		scope.addHook('onRequest', onlyNextcloud)
		await scope.register(lifecycle, { nextcloud })
		await scope.register(occCommands, apiDependencies)
	})
	app.register(serveAssets, { assets })
	app.register(serveEmbeddedPage, { assets })
	app.register(async (scope) => {
		scope.addHook('onRequest', demandOwnPage)
		await scope.register(fileAction)
		await scope.register(api, { ...apiDependencies, prefix: '/api' })
	})
	return app
}

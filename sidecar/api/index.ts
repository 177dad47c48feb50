// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyPluginAsync } from 'fastify'
import type { Nepenthes } from '../nepenthes/index.ts'
import type { Files } from '../nextcloud/index.ts'
import type { BulkLinking } from './bulk-linking.ts'
import type { Connecting } from './connecting.ts'
import type { LinkIds } from './link-ids.ts'
import type { NepenthesSetup } from './nepenthes-setup.ts'
import type { NextcloudAddress } from './nextcloud-address.ts'
import type { OwnStorage } from './own-storage.ts'
import type { Previewing } from './previewing.ts'
import type { Searching } from './searching.ts'
import type { UnreadNotifications } from './unread-notifications.ts'
import type { UserSettings } from './user-settings.ts'

import fastifyRateLimit from '@fastify/rate-limit'
import fastifySwagger from '@fastify/swagger'
import { Problem } from '../contract/problem.ts'
import { avatars } from './avatars.ts'
import { connection } from './connection.ts'
import { creation } from './creation.ts'
import { fileLinks } from './file-links.ts'
import { fileWorkPackages } from './file-work-packages.ts'
import { forms } from './forms.ts'
import { linkPreviews } from './link-previews.ts'
import { me } from './me.ts'
import { notifications } from './notifications.ts'
import { refusePageOfAnother } from './page-user.ts'
import { ProblemError } from './problems.ts'
import { settings } from './settings.ts'
import { workPackages } from './work-packages.ts'

/** What the resources of the API are made of. */
export interface ApiDependencies {
	version: string
	setup: NepenthesSetup
	nextcloudAddress: NextcloudAddress
	nepenthes: Nepenthes
	connecting: Connecting
	ownStorage: OwnStorage
	linkIds: LinkIds
	bulkLinking: BulkLinking
	previewing: Previewing
	searching: Searching
	unreadNotifications: UnreadNotifications
	userSettings: UserSettings
	/** Files of Nextcloud, as users see them. */
	files: Pick<Files, 'find' | 'findAll'>
}

/** Requests that one user may make in a minute, and how they are counted. */
const RATE = { max: 600, timeWindow: 60_000 }

/**
 * The JSON API. Both listeners register it below `/api`, each having decorated `request.caller` in its own way.
 * This page is its table of contents.
 */
export const api: FastifyPluginAsync<ApiDependencies> = async (app, dependencies) => {
	await app.register(fastifySwagger, {
		openapi: {
			openapi: '3.1.0',
			info: {
				title: 'Nepenthes integration',
				version: dependencies.version,
				description: 'What the page of the app asks for. Every error is a problem of RFC 9457 with a stable code.',
				license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
			},
			components: { schemas: { Problem } },
		},
	})
	await app.register(fastifyRateLimit, {
		...RATE,
		keyGenerator: (request) => request.caller?.userId ?? request.ip,
		errorResponseBuilder: (_request, { ttl }) => new ProblemError('rate-limited', { retryAfter: Math.ceil(ttl / 1000) }),
		addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false, 'retry-after': false },
		addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
		hook: 'preHandler',
	})

	// AppAPI's proxy would keep for an hour what does not forbid it (nextcloud-contract 0.2).
	app.addHook('onRequest', async (_request, reply) => {
		reply.header('Cache-Control', 'no-store')
	})
	app.addHook('preHandler', async (request) => refusePageOfAnother(request))
	app.addHook('onRoute', (route) => {
		route.schema = { ...route.schema, response: { ...route.schema?.response as object, '4xx': Problem, '5xx': Problem } }
	})

	const resources = { ...dependencies, prefix: '' }
	await app.register(me, resources)
	await app.register(connection, resources)
	await app.register(workPackages, resources)
	await app.register(fileWorkPackages, resources)
	await app.register(fileLinks, resources)
	await app.register(forms, resources)
	await app.register(creation, resources)
	await app.register(notifications, resources)
	await app.register(linkPreviews, resources)
	await app.register(settings, resources)
	await app.register(avatars, resources)

	app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger())
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Instance } from './instance.ts'

import { setTimeout } from 'node:timers/promises'
import { passesLaxCookieCheck, passesStrictCookieCheck } from './access.ts'
import { addApplicationHeaders } from './answer-headers.ts'
import { version } from './options.ts'
import { sendUntrustedDomainPage } from './pages/errors.ts'
import { identify, openSession, visitorOf } from './visitor.ts'

/** What happens at the start of every request, before its route: headers, host, session, who is there. */
export function startRequests(app: FastifyInstance, instance: Instance): void {
	const { addresses, cookies, settings, switches } = instance

	app.addHook('onRequest', async (request, reply) => {
		addApplicationHeaders(request, reply)
		if (request.url.startsWith('/status.php')) {
			return
		}
		const { origin } = openSession(instance, request, reply)
		if (!addresses.isTrusted(origin.host)) {
			reply.removeHeader('cache-control')
			return sendUntrustedDomainPage(instance, request, reply)
		}
		if (switches.maintenance) {
			return sendMaintenance(reply)
		}
		// Entry scripts other than index.php want the marker cookies from who sends a session.
		if (/^\/(ocs|remote\.php)/.test(request.url) && !passesStrictCookieCheck(instance, request)) {
			return reply.status(412).type('application/json').send({ error: 'Strict Cookie has not been found in request' })
		}
		identify(instance, request, reply)
		if (settings.sessionCheckDelay > 0 && visitorOf(request).by === 'session') {
			await setTimeout(settings.sessionCheckDelay)
		}
		if (isPage(request) && !passesLaxCookieCheck(instance, request)) {
			reply.header('set-cookie', cookies.markers(origin.protocol === 'https'))
			return reply.redirect(request.originalUrl, 302)
		}
	})

	app.get('/status.php', async (request, reply) => {
		const { host } = addresses.origin(request.raw)
		if (!addresses.isTrusted(host)) {
			return reply.status(400).type('application/json').send({ error: 'Trusted domain error.', code: 15 })
		}
		return reply.removeHeader('cache-control').header('access-control-allow-origin', '*').type('application/json').send(Buffer.from(JSON.stringify({
			installed: true,
			maintenance: switches.maintenance,
			needsDbUpgrade: false,
			version: version.full,
			versionstring: version.string,
			edition: '',
			productname: 'Nextcloud',
			extendedSupport: false,
		})))
	})
}

function isPage(request: FastifyRequest): boolean {
	return !/^\/(ocs\/|remote\.php|public\.php|status\.php|push\/)/.test(request.url)
}

function sendMaintenance(reply: FastifyReply): FastifyReply {
	return reply.status(503).headers({ 'x-nextcloud-maintenance-mode': '1', 'retry-after': '120' })
		.type('text/html; charset=UTF-8').send('<!DOCTYPE html>\n<html><head><title>Nextcloud</title></head><body><h1>Maintenance mode</h1><p>This instance is currently in maintenance mode, which may take a while.</p></body></html>\n')
}

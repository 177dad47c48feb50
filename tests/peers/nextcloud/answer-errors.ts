// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Instance } from './instance.ts'

import { DavError } from './dav/dav-error.ts'
import { escapeQuery } from './login.ts'
import { isOcs, OcsFailure, sendOcs, unknownRoute } from './ocs/envelope.ts'
import { sendForbiddenPage, sendNotFoundPage, sendServerErrorPage } from './pages/errors.ts'
import { phpJson } from './php-json.ts'
import { Refusal } from './refusal.ts'
import { visitorOf } from './visitor.ts'

/** Turns what routes throw into answers, in the shape that belongs to what was asked for. */
export function answerErrors(app: FastifyInstance, instance: Instance): void {
	app.setErrorHandler((error, request, reply) => {
		if (error instanceof DavError) {
			return answerDav(request, reply, error)
		}
		if (error instanceof OcsFailure) {
			return sendOcs(request, reply, { statuscode: error.statuscode, message: error.message }, error.data)
		}
		if (error instanceof Refusal) {
			return answerRefusal(instance, request, reply, error)
		}
		instance.switches.log.push({ app: 'core', level: 3, message: error instanceof Error ? error.stack ?? error.message : String(error) })
		return isOcs(request)
			? sendOcs(request, reply, { statuscode: 996, message: 'Internal Server Error\n' }, [])
			: sendServerErrorPage(instance, request, reply)
	})

	app.setNotFoundHandler((request, reply) => {
		if (isOcs(request)) {
			const { statuscode, message } = unknownRoute()
			return sendOcs(request, reply, { statuscode, message }, [])
		}
		return sendNotFoundPage(instance, request, reply, true)
	})
}

function answerDav(request: FastifyRequest, reply: FastifyReply, error: DavError): FastifyReply {
	if (error.status === 401) {
		// A page's own script must not make the browser ask for a password.
		reply.header('www-authenticate', request.headers['x-requested-with'] === 'XMLHttpRequest'
			? 'DummyBasic realm="Nextcloud", charset="UTF-8"'
			: 'Basic realm="Nextcloud", charset="UTF-8"')
	}
	return reply.status(error.status).type('application/xml; charset=utf-8').send(error.body())
}

function answerRefusal(instance: Instance, request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
	const { addresses } = instance
	switch (refusal.kind) {
		case 'strict-cookie':
			return reply.redirect(addresses.file('/'), 303)
		case 'second-factor':
			return reply.redirect(`${addresses.page('/login/selectchallenge')}?redirect_url=${escapeQuery(request.originalUrl)}`, 303)
	}
	if ((request.headers.accept ?? '').includes('html')) {
		switch (refusal.kind) {
			case 'not-logged-in':
				return reply.redirect(`${addresses.page('/login')}?redirect_url=${escapeQuery(request.originalUrl)}`, 303)
			case 'not-found':
				return sendNotFoundPage(instance, request, reply, false)
			default:
				return sendForbiddenPage(instance, request, reply, refusal.status, refusal.message)
		}
	}
	// A failed check of the origin has no envelope even here.
	if (isOcs(request) && refusal.kind !== 'csrf') {
		if (visitorOf(request).badPassword) {
			reply.header('www-authenticate', 'Basic realm="Authorisation Required"')
			return sendOcs(request, reply, { statuscode: 997, message: 'Unauthorised' }, [])
		}
		return sendOcs(request, reply, { statuscode: refusal.kind === 'not-logged-in' ? 997 : refusal.status, message: refusal.message }, [])
	}
	return reply.status(refusal.status).type('application/json; charset=utf-8').send(phpJson({ message: refusal.message }))
}

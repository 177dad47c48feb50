// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'
import type { OAuthApplication } from './applications.ts'
import type { TokenAnswer } from './token-pairs.ts'

import formbody from '@fastify/formbody'
import { authenticateClient } from './client-authentication.ts'
import { redeemCode } from './grants.ts'
import { describeOAuthError, OAuthError } from './oauth-error.ts'
import { issueTokens, refreshTokens, revokePair } from './token-pairs.ts'

type Form = Record<string, string>

type Grant = (instance: Instance, application: OAuthApplication, form: Form) => TokenAnswer | undefined

const grants = new Map<string, Grant>([
	['authorization_code', (instance, application, form) => {
		const userId = redeemCode(instance, {
			application,
			code: required(form, 'code'),
			redirectUri: required(form, 'redirect_uri'),
			codeVerifier: form.code_verifier,
		})
		return userId === undefined ? undefined : issueTokens(instance, application, userId)
	}],
	['refresh_token', (instance, application, form) => refreshTokens(instance, application, required(form, 'refresh_token'))],
])

/** What clients call without a browser: `/oauth/token` and `/oauth/revoke` (sections 1.4, 1.5). */
export function oauthEndpoints(app: FastifyInstance, instance: Instance): void {
	app.removeAllContentTypeParsers()
	app.register(formbody)

	app.addHook('onRequest', async (request, reply) => {
		reply.headers({ 'cache-control': 'no-store', pragma: 'no-cache' })
		if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')) {
			return reply.code(415).send()
		}
	})

	app.setErrorHandler((error, _, reply) => {
		if (!(error instanceof OAuthError)) {
			throw error
		}
		const body = describeOAuthError(error.code)
		if (error.code === 'invalid_client') {
			reply.header('www-authenticate', `Bearer realm="Doorkeeper", error="${body.error}", error_description="${body.error_description}"`)
		}
		return reply.code(error.status).send(body)
	})

	app.post<{ Body: Form | undefined }>('/token', ({ headers, body: form = {} }) => {
		const grant = grants.get(required(form, 'grant_type'))
		if (!grant) {
			throw new OAuthError('unsupported_grant_type')
		}
		const answer = grant(instance, authenticateClient(instance, headers.authorization, form), form)
		if (!answer) {
			throw new OAuthError('invalid_grant')
		}
		return answer
	})

	app.post<{ Body: Form | undefined }>('/revoke', ({ headers, body: form = {} }) => {
		const application = authenticateRevoker(instance, headers.authorization, form)
		if (revokePair(instance, application, form.token ?? '') === 'foreign') {
			throw new OAuthError('unauthorized_client')
		}
		return {}
	})
}

/** At the revocation a wrong client is refused in other words than at the token endpoint. */
function authenticateRevoker(instance: Instance, authorization: string | undefined, form: Form): OAuthApplication {
	try {
		return authenticateClient(instance, authorization, form)
	} catch {
		throw new OAuthError('unauthorized_client')
	}
}

function required(form: Form, field: string): string {
	const value = form[field]
	if (!value) {
		throw new OAuthError('invalid_request')
	}
	return value
}

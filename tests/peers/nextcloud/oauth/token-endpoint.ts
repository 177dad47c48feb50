// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'
import type { Parameters } from '../parameters.ts'
import type { TokenPair } from './tokens.ts'

import { parameters, text } from '../parameters.ts'
import { tokenLifetime } from './tokens.ts'

type TokenError = 'invalid_client' | 'invalid_grant' | 'invalid_request'

/** `/apps/oauth2/api/v1/token`: a code or a refresh token for a new pair of tokens. */
export function tokenEndpoint(app: FastifyInstance, instance: Instance): void {
	app.post('/apps/oauth2/api/v1/token', async (request, reply) => {
		const answer = exchange(instance, await parameters(request), request.headers.authorization)
		reply.type('application/json; charset=utf-8')
		if (typeof answer === 'string') {
			return reply.status(400).send({ error: answer })
		}
		return reply.send({
			access_token: answer.accessToken,
			token_type: 'Bearer',
			expires_in: tokenLifetime,
			refresh_token: answer.refreshToken,
			user_id: answer.uid,
		})
	})
}

/** Checks in the order of the real one: what is asked for, the code, and only then who asks. */
function exchange({ oauthClients, oauthTokens }: Instance, form: Parameters, authorization: string | undefined): TokenPair & { uid: string } | TokenError {
	const type = text(form, 'grant_type')
	if (type !== 'authorization_code' && type !== 'refresh_token') {
		return 'invalid_grant'
	}
	const grant = oauthTokens.byCode(text(form, type === 'refresh_token' ? 'refresh_token' : 'code'))
	if (!grant) {
		return 'invalid_request'
	}
	if (type === 'authorization_code' && grant.redeemed) {
		return 'invalid_request'
	}
	if (type === 'authorization_code' && oauthTokens.isCodeExpired(grant)) {
		oauthTokens.remove(grant)
		return 'invalid_request'
	}
	const client = oauthClients.get(grant.client)
	const { id, secret } = fromHeader(authorization) ?? { id: text(form, 'client_id'), secret: text(form, 'client_secret') }
	if (client?.clientId !== id || client.clientSecret !== secret) {
		return 'invalid_client'
	}
	return { ...oauthTokens.rotate(grant), uid: grant.uid }
}

/** The header wins over the body, as PHP gives it: decoded from Base64 and no further. */
function fromHeader(authorization: string | undefined): { id: string, secret: string } | undefined {
	const encoded = /^basic +(\S+)$/i.exec(authorization ?? '')?.[1]
	if (encoded === undefined) {
		return undefined
	}
	const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
	return { id, secret: secret.join(':') }
}

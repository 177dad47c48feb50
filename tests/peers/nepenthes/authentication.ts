// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from './instance.ts'
import type { Language } from './messages.ts'
import type { User } from './users.ts'

import { ApiError } from './api-error.ts'
import { chooseLanguage } from './messages.ts'
import { useAccessToken } from './oauth/token-pairs.ts'
import { findSession, SESSION_COOKIE } from './sessions.ts'

/** Who calls the API. */
export type Caller
	= | { kind: 'anonymous' }
		| { kind: 'user', user: User }

const CALLER = 'nepenthesCaller'

/** The decorator that `callerOf` reads; to be declared once where the API is set up. */
export const callerDecorator = [CALLER, null] as const

export const setCaller = (request: FastifyRequest, caller: Caller): void => request.setDecorator<Caller>(CALLER, caller)

/** The caller whom `authenticate` found; undefined while nobody was, as in an error of the authentication itself. */
export const callerOf = (request: FastifyRequest): Caller | undefined => request.getDecorator<Caller | null>(CALLER) ?? undefined

/** The user who calls; undefined for the anonymous one. */
export function userOf(request: FastifyRequest): User | undefined {
	const caller = callerOf(request)
	return caller?.kind === 'user' ? caller.user : undefined
}

/** The language in which a caller is answered. */
export function languageOf(request: FastifyRequest): Language {
	return chooseLanguage(userOf(request)?.language, request.headers['accept-language'])
}

/**
 * Finds out who calls the API: by access token, else by the session of a signed-in person (sections 1.6, 1.7).
 *
 * @param instance
 * @param request
 * @throws {ApiError} Unauthenticated, with the header that says why
 */
export function authenticate(instance: Instance, request: FastifyRequest): Caller {
	const token = presentedToken(request.headers.authorization)
	if (token !== undefined) {
		const user = instance.users.byApiToken(token) ?? useAccessToken(instance, token)
		if (!user) {
			throw wrongCredentials(instance, request, ', error="invalid_token"')
		}
		if (user.status === 'locked') {
			throw wrongCredentials(instance, request, ', error="invalid_token", error_description="The user account is locked"')
		}
		return { kind: 'user', user }
	}
	const user = findSession(instance, request.cookies[SESSION_COOKIE])?.user
	// A form of another site can send the cookie, but not this header (section 1.6).
	if (user && (isSafe(request.method) || request.headers['x-requested-with'] === 'XMLHttpRequest')) {
		return { kind: 'user', user }
	}
	if (instance.loginRequired) {
		throw new ApiError('Unauthenticated', 'unauthenticated.missing', { headers: challenge(instance, request, '') })
	}
	return { kind: 'anonymous' }
}

function isSafe(method: string): boolean {
	return method === 'GET' || method === 'HEAD'
}

/** The token of a Bearer header, or of a Basic one whose user name is `apikey`; empty if the header is of no use. */
function presentedToken(authorization: string | undefined): string | undefined {
	if (authorization === undefined) {
		return undefined
	}
	const [scheme = '', credentials = ''] = authorization.split(' ')
	switch (scheme.toLowerCase()) {
		case 'bearer':
			return credentials
		case 'basic': {
			const [name, ...password] = Buffer.from(credentials, 'base64').toString().split(':')
			return name === 'apikey' ? password.join(':') : ''
		}
		default:
			return ''
	}
}

function wrongCredentials(instance: Instance, request: FastifyRequest, reason: string) {
	return new ApiError(
		'Unauthenticated',
		'unauthenticated.wrong',
		{ headers: challenge(instance, request, reason) },
	)
}

function challenge({ basePath }: Instance, request: FastifyRequest, reason: string): Record<string, string> {
	const metadata = `${request.protocol}://${request.host}${basePath}/.well-known/oauth-protected-resource`
	return { 'www-authenticate': `Bearer realm="OpenProject API", resource_metadata="${metadata}", scope="api_v3"${reason}` }
}

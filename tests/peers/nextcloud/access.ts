// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from './instance.ts'
import type { User } from './users.ts'

import { isOcs } from './ocs/envelope.ts'
import { parameters, text } from './parameters.ts'
import { Refusal } from './refusal.ts'
import { isRequestTokenValid } from './session/request-token.ts'
import { visitorOf } from './visitor.ts'

/** What a route demands. */
export interface Access {
	/** `guest`: nobody has to be signed in. Default `user`. */
	level?: 'guest' | 'user' | 'admin'
	/** Whether the request has to prove that it comes from a page of this server. Default false. */
	csrf?: boolean
	/** Said to who is not an administrator. */
	message?: string
}

/** Lets the request pass or throws a Refusal, with the checks in the order in which the real server makes them. */
export async function admit(instance: Instance, request: FastifyRequest, access: Access): Promise<void> {
	const { user, secondFactorPending } = visitorOf(request)
	const level = access.level ?? 'user'
	if (level !== 'guest' && !user) {
		throw new Refusal('not-logged-in')
	}
	if (level === 'admin' && !user?.admin) {
		throw new Refusal('forbidden', access.message)
	}
	if (access.csrf && !passesStrictCookieCheck(instance, request)) {
		throw new Refusal('strict-cookie')
	}
	if (access.csrf && !await passesCsrfCheck(request)) {
		throw new Refusal('csrf')
	}
	if (user && secondFactorPending) {
		throw new Refusal('second-factor')
	}
}

/** The user whom `admit` let pass. */
export function userOf(request: FastifyRequest): User {
	const { user } = visitorOf(request)
	if (!user) {
		throw new Refusal('not-logged-in')
	}
	return user
}

async function passesCsrfCheck(request: FastifyRequest): Promise<boolean> {
	return hasBearerOnOcs(request) || hasValidRequestToken(request) || isTokenValid(request, text(await parameters(request), 'requesttoken'))
}

/** No browser sends such a header by itself; only OCS sees it that way. */
function hasBearerOnOcs(request: FastifyRequest): boolean {
	return isOcs(request) && (request.headers.authorization ?? '').startsWith('Bearer ')
}

/** Whether header or query show that a page of this server sent the request. Leaves the body alone. */
export function hasValidRequestToken(request: FastifyRequest): boolean {
	const header = request.headers.requesttoken
	return Boolean(request.headers['ocs-apirequest'])
		|| isTokenValid(request, typeof header === 'string' ? header : new URL(request.originalUrl, 'http://host').searchParams.get('requesttoken') ?? '')
}

function isTokenValid(request: FastifyRequest, token: string): boolean {
	return token !== '' && isRequestTokenValid(visitorOf(request).session.requestSecret, token)
}

function cookieCheckRequired(instance: Instance, request: FastifyRequest): boolean {
	const { cookies } = visitorOf(request)
	return !request.headers['ocs-apirequest'] && (cookies.has(instance.instanceId) || cookies.has('nc_token'))
}

/** Whether the request carries the marker cookie that a browser sends along from other sites' links too. */
export function passesLaxCookieCheck(instance: Instance, request: FastifyRequest): boolean {
	return !cookieCheckRequired(instance, request) || hasMarker(instance, request, 'lax')
}

/** Whether it carries the one, as well, that a browser sends only from this site. */
export function passesStrictCookieCheck(instance: Instance, request: FastifyRequest): boolean {
	return !cookieCheckRequired(instance, request) || (hasMarker(instance, request, 'strict') && hasMarker(instance, request, 'lax'))
}

function hasMarker(instance: Instance, request: FastifyRequest, kind: 'lax' | 'strict'): boolean {
	const { cookies, origin } = visitorOf(request)
	return cookies.get(instance.cookies.markerName(kind, origin.protocol === 'https')) === 'true'
}

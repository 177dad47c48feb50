// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Origin } from './addresses.ts'
import type { Instance } from './instance.ts'
import type { Session } from './session/sessions.ts'
import type { User } from './users.ts'

import { authenticateExApp } from './appapi/authentication.ts'
import { parseCookies } from './session/cookies.ts'

/** Who sent a request. */
export interface Visitor {
	origin: Origin
	cookies: Map<string, string>
	session: Session
	/** Who is signed in, by whatever means; a login that still lacks its second factor counts (see `secondFactorPending`). */
	user: User | undefined
	secondFactorPending: boolean
	/** By what the user was recognised. */
	by: 'session' | 'remember-me' | 'ex-app' | 'bearer' | 'password' | 'app-password' | undefined
	/** The ExApp that vouches for the user, if it was one. */
	exApp: string | undefined
	/** Whether a name and password were sent that are not good. */
	badPassword: boolean
}

const visitors = new WeakMap<FastifyRequest, Visitor>()

/** Who sent this request; known in every route. */
export function visitorOf(request: FastifyRequest): Visitor {
	const visitor = visitors.get(request)
	if (!visitor) {
		throw new Error('Visitor asked for before they were identified')
	}
	return visitor
}

/** Finds or opens the session, as PHP does at the start of every request. Nobody is signed in by this alone. */
export function openSession(instance: Instance, request: FastifyRequest, reply: FastifyReply): Visitor {
	const origin = instance.addresses.origin(request.raw)
	const secure = origin.protocol === 'https'
	const cookies = parseCookies(request.headers.cookie)
	const known = instance.sessions.find(cookies.get(instance.instanceId), cookies.get('oc_sessionPassphrase'))
	const session = known ?? instance.sessions.create()
	if (!known) {
		reply.header('set-cookie', [
			instance.cookies.passphrase(session.passphrase, secure),
			...cookies.size === 0 ? instance.cookies.markers(secure) : [],
			instance.cookies.session(session.id, secure),
		])
	}
	const visitor: Visitor = { origin, cookies, session, user: undefined, secondFactorPending: false, by: undefined, exApp: undefined, badPassword: false }
	visitors.set(request, visitor)
	return visitor
}

/** Value of the header X-User-Id: the bytes of the id as they are, which Node wants as Latin-1. */
export function userIdHeader(user: User): string {
	return Buffer.from(user.uid).toString('latin1')
}

/** Finds out who the visitor is: session, ExApp, OAuth token, remember-me cookies, name and password; in this order. */
export function identify(instance: Instance, request: FastifyRequest, reply: FastifyReply): void {
	const visitor = visitorOf(request)
	bySession(instance, visitor, reply)
	if (!visitor.user) {
		byExApp(instance, request, visitor)
	}
	if (!visitor.user && visitor.exApp === undefined) {
		byBearer(instance, request, visitor)
	}
	if (!visitor.user && visitor.exApp === undefined) {
		byRememberMe(instance, visitor, reply)
	}
	if (!visitor.user && visitor.exApp === undefined) {
		byAuthorization(instance, request, reply, visitor)
	}
	if (visitor.user && !visitor.secondFactorPending) {
		reply.header('x-user-id', userIdHeader(visitor.user))
	}
}

function bySession(instance: Instance, visitor: Visitor, reply: FastifyReply): void {
	const { session, origin } = visitor
	if (session.uid === undefined) {
		return
	}
	const user = instance.users.get(session.uid)
	const secure = origin.protocol === 'https'
	if (!user?.enabled || !instance.sessions.isLoginKnown(session)) {
		instance.sessions.signOut(session, undefined)
		visitor.session = instance.sessions.create()
		reply.header('set-cookie', [...instance.cookies.forgetMe(secure), instance.cookies.session(visitor.session.id, secure)])
		return
	}
	visitor.user = user
	visitor.by = 'session'
	visitor.secondFactorPending = session.secondFactorPending
	if (session.renewalDue) {
		session.renewalDue = false
		instance.sessions.renew(session, true)
		reply.header('set-cookie', instance.cookies.session(session.id, secure))
	}
}

function byExApp(instance: Instance, request: FastifyRequest, visitor: Visitor): void {
	const authenticated = authenticateExApp(instance, request)
	if (authenticated) {
		visitor.exApp = authenticated.appId
		visitor.user = authenticated.user
		visitor.by = 'ex-app'
	}
}

/** A token that is not good is as good as none. */
function byBearer(instance: Instance, request: FastifyRequest, visitor: Visitor): void {
	const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
	const uid = token === undefined ? undefined : instance.oauthTokens.userOf(token)
	const user = uid === undefined ? undefined : instance.users.get(uid)
	if (user?.enabled) {
		visitor.user = user
		visitor.by = 'bearer'
	}
}

function byRememberMe(instance: Instance, visitor: Visitor, reply: FastifyReply): void {
	const [uid, token, sessionId] = ['nc_username', 'nc_token', 'nc_session_id'].map((name) => visitor.cookies.get(name))
	const user = uid === undefined ? undefined : instance.users.get(uid)
	if (!user?.enabled || token === undefined || sessionId === undefined) {
		return
	}
	const secure = visitor.origin.protocol === 'https'
	const newToken = instance.sessions.remember(visitor.session, user.uid, token, sessionId, instance.settings.rotateRememberMe)
	if (newToken === undefined) {
		return
	}
	visitor.user = user
	visitor.by = 'remember-me'
	reply.header('set-cookie', [
		instance.cookies.session(visitor.session.id, secure),
		...instance.cookies.rememberMe(user.uid, newToken, visitor.session.id, secure),
	])
}

function byAuthorization(instance: Instance, request: FastifyRequest, reply: FastifyReply, visitor: Visitor): void {
	const [scheme, credentials] = request.headers.authorization?.split(' ') ?? []
	if (scheme?.toLowerCase() !== 'basic' || credentials === undefined) {
		return
	}
	const [login, ...password] = Buffer.from(credentials, 'base64').toString().split(':')
	const known = login === undefined ? undefined : authorized(instance, login, password.join(':'))
	visitor.user = known?.user
	visitor.by = known?.by
	if (known) {
		// By this the real one finds out whether the client keeps cookies.
		reply.header('set-cookie', `cookie_test=test; expires=${new Date(Date.now() + 3_600_000).toUTCString()}; Max-Age=3600`)
	}
	visitor.badPassword = known === undefined
}

function authorized(instance: Instance, login: string, password: string): { user: User, by: 'password' | 'app-password' } | undefined {
	const user = instance.users.byPassword(login, password)
	// Who needs a second factor can no more use the password here, only an app password.
	if (user && !user.secondFactor) {
		return { user, by: 'password' }
	}
	const app = instance.users.byAppPassword(login, password)
	return app && { user: app, by: 'app-password' }
}

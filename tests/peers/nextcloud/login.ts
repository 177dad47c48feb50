// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { InitialState } from './initial-state.ts'
import type { Instance } from './instance.ts'

import { admit } from './access.ts'
import { escapeHtml } from './html.ts'
import { sendPage } from './layout.ts'
import { moveFlow } from './oauth/flow.ts'
import { parameters, text } from './parameters.ts'
import { isRequestTokenValid, maskRequestToken } from './session/request-token.ts'
import { userIdHeader, visitorOf } from './visitor.ts'

/** Signing in and out, and fresh request tokens. */
export function loginRoutes(app: FastifyInstance, instance: Instance): void {
	const { addresses, sessions, users } = instance
	const defaultPage = addresses.page('/apps/dashboard/')

	app.get('/', async (request, reply) => {
		const { user, origin } = visitorOf(request)
		return reply.removeHeader('cache-control').redirect(addresses.absolute(origin, user ? defaultPage : addresses.page('/login')), 302)
	})

	app.get('/csrftoken', async (request, reply) => {
		const { session } = visitorOf(request)
		return reply.type('application/json; charset=utf-8').send({ token: maskRequestToken(session.requestSecret).token })
	})

	app.get('/login', async (request, reply) => {
		const { user, origin, secondFactorPending } = visitorOf(request)
		if (user && secondFactorPending) {
			await admit(instance, request, {})
		}
		if (user) {
			return reply.redirect(addresses.absolute(origin, defaultPage), 303)
		}
		return sendLoginPage(instance, request, reply)
	})

	app.post('/login', async (request, reply) => {
		const visitor = visitorOf(request)
		const form = await parameters(request)
		const [login, password, redirectUrl] = ['user', 'password', 'redirect_url'].map((name) => text(form, name)) as [string, string, string]
		const allowed = hasTrustedOrigin(instance, request) && isRequestTokenValid(visitor.session.requestSecret, text(form, 'requesttoken'))
		const user = allowed ? users.byPassword(login, password) : undefined
		const secure = visitor.origin.protocol === 'https'
		if (!user) {
			const old = visitor.session
			sessions.signOut(old, undefined)
			visitor.session = sessions.create()
			// A new session, in the place of the one before it: the passphrase cookie stays.
			visitor.session.passphrase = old.passphrase
			visitor.session.failedLogin = true
			moveFlow(old, visitor.session)
			reply.header('set-cookie', [...instance.cookies.forgetMe(secure), instance.cookies.session(visitor.session.id, secure)])
			const query = `?user=${encodeURIComponent(login)}&direct=1${redirectUrl === '' ? '' : `&redirect_url=${escapeQuery(redirectUrl)}`}`
			return reply.redirect(`${addresses.page('/login')}${query}`, 303)
		}
		sessions.signIn(visitor.session, user.uid, user.secondFactor)
		users.change(user.uid, { lastLogin: visitor.session.lastLogin })
		reply.header('set-cookie', instance.cookies.session(visitor.session.id, secure))
		if (text(form, 'rememberme') === '1') {
			reply.header('set-cookie', instance.cookies.rememberMe(user.uid, sessions.newRememberMeToken(user.uid), visitor.session.id, secure))
		}
		if (user.secondFactor) {
			return reply.redirect(`${addresses.page('/login/challenge/totp')}${redirectUrl === '' ? '' : `?redirect_url=${escapeQuery(redirectUrl)}`}`, 303)
		}
		reply.header('x-user-id', userIdHeader(user))
		return reply.redirect(addresses.absolute(visitor.origin, isLocal(redirectUrl) ? redirectUrl : defaultPage), 303)
	})

	app.get('/logout', async (request, reply) => {
		await admit(instance, request, { csrf: true })
		const visitor = visitorOf(request)
		const secure = visitor.origin.protocol === 'https'
		const passphrase = visitor.session.passphrase
		sessions.signOut(visitor.session, visitor.cookies.get('nc_token'))
		visitor.session = sessions.create()
		visitor.session.passphrase = passphrase
		reply.header('set-cookie', [...instance.cookies.forgetMe(secure), instance.cookies.session(visitor.session.id, secure)]).removeHeader('x-user-id')
		if (secure && !/chrome/i.test(request.headers['user-agent'] ?? '')) {
			reply.header('clear-site-data', '"cache", "storage"')
		}
		return reply.redirect(`${addresses.absolute(visitor.origin, addresses.page('/login'))}?clear=1`, 303)
	})
}

/** A query value as the real one writes it: slashes stay readable. */
export function escapeQuery(value: string): string {
	return encodeURIComponent(value).replaceAll('%2F', '/')
}

/** Only a page of a host that is trusted may send the form. */
function hasTrustedOrigin(instance: Instance, request: FastifyRequest): boolean {
	const origin = URL.parse(request.headers.origin ?? '')
	return origin !== null && instance.addresses.isTrusted(origin.host)
}

/** Whether an address leads to this server and nowhere else. */
export function isLocal(url: string): boolean {
	return url.startsWith('/') && !url.startsWith('//') && !url.includes('\\')
}

function sendLoginPage(instance: Instance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	const query = new URL(request.url, 'http://host').searchParams
	const { session } = visitorOf(request)
	const [user, redirectUrl] = [query.get('user') ?? '', query.get('redirect_url') ?? '']
	const failed = session.failedLogin
	session.failedLogin = false
	const states: InitialState = {
		...failed ? { 'core-loginMessages': [['invalidpassword'], []] } : {},
		'core-loginUsername': user,
		'core-loginAutocomplete': true,
		'core-loginCanRememberme': true,
		...redirectUrl === '' ? {} : { 'core-loginRedirectUrl': redirectUrl },
		'core-loginThrottleDelay': 0,
		'core-loginResetPasswordLink': '',
		'core-loginCanResetPassword': true,
		'core-loginTimeout': 300,
		'core-alternativeLogins': [],
		'core-hideLoginForm': false,
	}
	const { token } = maskRequestToken(session.requestSecret)
	// The real one draws this form by script; here it is in the page, so that signing in needs none.
	return sendPage(instance, request, reply, {
		layout: 'guest',
		app: 'core',
		title: 'Login',
		referrer: 'same-origin',
		states,
		content: `<div>
	<div id="login">
		<h2>Log in to Nextcloud</h2>
		${failed ? '<p class="warning" role="alert">Wrong login or password.</p>' : ''}
		<form method="post" action="${instance.addresses.page('/login')}">
			<label>Account name or email <input name="user" value="${escapeHtml(user)}" autocomplete="username" autocapitalize="none" required ${user === '' ? 'autofocus' : ''}></label>
			<label>Password <input name="password" type="password" autocomplete="current-password" required ${user === '' ? '' : 'autofocus'}></label>
			<label class="checkbox"><input type="checkbox" name="rememberme" value="1" checked> Remember me</label>
			<input type="hidden" name="timezone" value="UTC"><input type="hidden" name="timezone_offset" value="0">
			<input type="hidden" name="requesttoken" value="${escapeHtml(token)}">
			<input type="hidden" name="redirect_url" value="${escapeHtml(redirectUrl)}">
			<button type="submit">Log in</button>
		</form>
	</div>
</div>`,
	})
}

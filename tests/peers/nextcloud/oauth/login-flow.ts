// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { OAuthClient } from './clients.ts'

import { admit, userOf } from '../access.ts'
import { escapeHtml } from '../html.ts'
import { sendPage } from '../layout.ts'
import { sendForbiddenPage } from '../pages/errors.ts'
import { parameters, text } from '../parameters.ts'
import { acceptPassword, demandConfirmedPassword, isPasswordConfirmed } from '../password-confirmation.ts'
import { randomAlphanumeric } from '../random.ts'
import { maskRequestToken } from '../session/request-token.ts'
import { visitorOf } from '../visitor.ts'
import { flowOf } from './flow.ts'

const instanceName = 'Nextcloud'

/** The pages on which a user lets a client in. The real ones are drawn by script; here they are there without. */
export function loginFlowRoutes(app: FastifyInstance, instance: Instance): void {
	const { addresses, oauthClients, oauthTokens } = instance

	app.get('/login/flow', async (request, reply) => {
		const client = askedClient(instance, request)
		if (!client) {
			return sendForbiddenPage(instance, request, reply, 200, 'Invalid request')
		}
		const flow = flowOf(visitorOf(request).session)
		flow.stateToken = randomAlphanumeric(64)
		const query = new URLSearchParams({ stateToken: flow.stateToken, clientIdentifier: client.clientId })
		return sendFlowPage(instance, request, reply, client, 'auth', {
			title: 'Connect to your account',
			state: { loginRedirectUrl: addresses.page(`/login/flow/grant?${query}`) },
			content: `<p>Log in to grant <strong>${escapeHtml(client.name)}</strong> access to your account at ${instanceName}.</p>
		<p class="note" role="note">Did you not just try to connect an app? Then do not go on: someone may be after your files. Tell your administrator.</p>
		<p><a class="button primary" href="${escapeHtml(addresses.page(`/login/flow/grant?${query}`))}">Log in</a></p>`,
		})
	})

	app.get('/login/flow/grant', async (request, reply) => {
		await admit(instance, request, {})
		const client = askedClient(instance, request)
		if (!isStateTokenValid(request, new URL(request.originalUrl, 'http://host').searchParams.get('stateToken') ?? '')) {
			return sendStateMismatch(instance, request, reply)
		}
		if (!client) {
			return sendForbiddenPage(instance, request, reply, 200, 'Invalid request')
		}
		const { uid, displayName } = userOf(request)
		const { session, origin } = visitorOf(request)
		const action = addresses.absolute(origin, addresses.page('/login/flow'))
		return sendFlowPage(instance, request, reply, client, 'grant', {
			title: 'Account access',
			state: { actionUrl: action, userDisplayName: displayName, userId: uid },
			content: `<p>You are logged in as ${escapeHtml(displayName)} (${escapeHtml(uid)}).</p>
		<p><strong>${escapeHtml(client.name)}</strong> will get access to your account at ${instanceName}.</p>
		<form method="post" action="${escapeHtml(action)}">
			<input type="hidden" name="requesttoken" value="${escapeHtml(maskRequestToken(session.requestSecret).token)}">
			<input type="hidden" name="stateToken" value="${escapeHtml(flowOf(session).stateToken ?? '')}">
			<input type="hidden" name="clientIdentifier" value="${escapeHtml(client.clientId)}">
			${isPasswordConfirmed(instance, request) ? '' : '<label>Password <input name="password" type="password" autocomplete="current-password" required autofocus></label>'}
			<button type="submit">Grant access</button>
		</form>`,
		})
	})

	app.post('/login/flow', async (request, reply) => {
		await admit(instance, request, { csrf: true })
		const form = await parameters(request)
		// A dialog of the real page asks for a password that was entered too long ago; here the form has a field.
		acceptPassword(instance, request, text(form, 'password'))
		demandConfirmedPassword(instance, request, 'lax')
		const { session } = visitorOf(request)
		const flow = flowOf(session)
		const valid = isStateTokenValid(request, text(form, 'stateToken'))
		delete flow.stateToken
		const client = oauthClients.byClientId(text(form, 'clientIdentifier'))
		if (!valid) {
			return sendStateMismatch(instance, request, reply)
		}
		if (!client) {
			return sendForbiddenPage(instance, request, reply, 403, 'Invalid request')
		}
		const answer = `state=${phpEncode(flow.oauthState ?? '')}&code=${oauthTokens.grant(client, userOf(request).uid)}`
		delete flow.oauthState
		return reply.redirect(withQuery(client.redirectUri, answer), 303)
	})

	// What the dialog of the real page sends.
	app.post('/login/confirm', async (request, reply) => {
		await admit(instance, request, { csrf: true })
		if (!acceptPassword(instance, request, text(await parameters(request), 'password'))) {
			return reply.status(403).type('application/json; charset=utf-8').send([])
		}
		return reply.type('application/json; charset=utf-8').send({ lastLogin: visitorOf(request).session.lastLogin })
	})
}

function askedClient(instance: Instance, request: FastifyRequest): OAuthClient | undefined {
	return instance.oauthClients.byClientId(new URL(request.originalUrl, 'http://host').searchParams.get('clientIdentifier') ?? '')
}

function isStateTokenValid(request: FastifyRequest, token: string): boolean {
	return token !== '' && flowOf(visitorOf(request).session).stateToken === token
}

function sendStateMismatch(instance: Instance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
	return sendForbiddenPage(instance, request, reply, 403, 'State token does not match')
}

interface FlowPage {
	title: string
	/** What this step tells its script beyond what both do. */
	state: Record<string, unknown>
	content: string
}

function sendFlowPage(instance: Instance, request: FastifyRequest, reply: FastifyReply, client: OAuthClient, step: 'auth' | 'grant', page: FlowPage): FastifyReply {
	const { origin, session } = visitorOf(request)
	const { stateToken, oauthState } = flowOf(session)
	return sendPage(instance, request, reply, {
		layout: 'guest',
		app: 'core',
		title: page.title,
		// Browsers hold the redirect after a form to the same rule as the form.
		policy: { formActions: [client.redirectUri] },
		states: {
			'core-loginFlowState': step,
			[step === 'auth' ? 'core-loginFlowAuth' : 'core-loginFlowGrant']: {
				client: client.name,
				clientIdentifier: client.clientId,
				instanceName,
				stateToken,
				serverHost: instance.addresses.absolute(origin, instance.settings.webroot),
				oauthState: oauthState ?? null,
				direct: false,
				providedRedirectUri: '',
				...page.state,
			},
		},
		content: `<div class="login-flow">
		<h2>${escapeHtml(page.title)}</h2>
		${page.content}
	</div>`,
	})
}

/** The redirect URI as it was entered, with something more in its query. */
function withQuery(uri: string, query: string): string {
	const [, address = '', fragment = ''] = /^([^#]*)(#.*)?$/s.exec(uri) ?? []
	return `${address}${address.includes('?') ? '&' : '?'}${query}${fragment}`
}

/** As PHP's urlencode: a space becomes a plus. */
function phpEncode(value: string): string {
	return new URLSearchParams({ value }).toString().slice('value='.length)
}

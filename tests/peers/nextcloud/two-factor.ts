// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from './instance.ts'

import { escapeHtml } from './html.ts'
import { sendPage } from './layout.ts'
import { isLocal } from './login.ts'
import { parameters, text } from './parameters.ts'
import { isRequestTokenValid, maskRequestToken } from './session/request-token.ts'
import { visitorOf } from './visitor.ts'

/** The code that is always right. */
export const secondFactorCode = '123456'

/** The pages between the password and being signed in, for who needs a second factor. */
export function twoFactorRoutes(app: FastifyInstance, instance: Instance): void {
	const { addresses } = instance

	for (const url of ['/login/selectchallenge', '/login/challenge/:provider']) {
		app.get(url, async (request, reply) => {
			const { user, session, secondFactorPending } = visitorOf(request)
			if (!user || !secondFactorPending) {
				return reply.redirect(addresses.page(user ? '/apps/files/' : '/login'), 303)
			}
			return sendPage(instance, request, reply, {
				layout: 'guest',
				app: 'core',
				title: 'Two-factor authentication',
				content: `<div class="body-login-container update two-factor">
	<h2>Two-factor authentication</h2>
	<form method="post" action="${addresses.page('/login/challenge/totp')}">
		<label>Authentication code <input name="challenge" inputmode="numeric" autocomplete="one-time-code" required autofocus></label>
		<input type="hidden" name="requesttoken" value="${escapeHtml(maskRequestToken(session.requestSecret).token)}">
		<input type="hidden" name="redirect_url" value="${escapeHtml(new URL(request.url, 'http://host').searchParams.get('redirect_url') ?? '')}">
		<button type="submit">Submit</button>
	</form>
</div>`,
			})
		})
	}

	app.post('/login/challenge/:provider', async (request, reply) => {
		const { user, session } = visitorOf(request)
		const form = await parameters(request)
		if (!user || !isRequestTokenValid(session.requestSecret, text(form, 'requesttoken'))) {
			return reply.redirect(addresses.page('/login'), 303)
		}
		if (text(form, 'challenge') !== secondFactorCode) {
			return reply.redirect(addresses.page('/login/challenge/totp'), 303)
		}
		session.secondFactorPending = false
		const redirectUrl = text(form, 'redirect_url')
		return reply.redirect(isLocal(redirectUrl) ? redirectUrl : addresses.page('/apps/dashboard/'), 303)
	})
}

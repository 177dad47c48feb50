// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { MessageKey } from '../messages.ts'
import type { Session } from '../sessions.ts'
import type { Page } from './visit.ts'

import { endSession, SESSION_COOKIE, startSession } from '../sessions.ts'
import { html } from './html.ts'
import { safePath } from './safe-path.ts'
import { Visit } from './visit.ts'

interface SignInForm {
	authenticity_token?: string
	back_url?: string
	username?: string
	password?: string
}

/** The sign-in page, and the way out. */
export const signIn: Page = (app, instance) => {
	app.get<{ Querystring: { back_url?: string } }>('/login', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const back = request.query.back_url
		return visit.session?.user ? reply.redirect(safePath(instance, back)) : form(visit, { back })
	})

	app.post<{ Body: SignInForm | undefined }>('/login', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const { authenticity_token: token, back_url: back, username = '', password = '' } = request.body ?? {}
		if (!visit.session || token !== visit.session.formToken) {
			return form(visit, { back, username, problem: 'page.form-expired' })
		}
		const user = instance.users.byPassword(username, password)
		if (!user) {
			return form(visit, { back, username, problem: 'page.sign-in.wrong' })
		}
		endSession(instance, visit.session.id)
		setCookie(instance, request, reply, startSession(instance, user))
		return reply.redirect(safePath(instance, back), 303)
	})

	app.post<{ Body: SignInForm | undefined }>('/logout', (request, reply) => {
		const { session } = new Visit(instance, request, reply)
		if (session && request.body?.authenticity_token === session.formToken) {
			endSession(instance, session.id)
			reply.clearCookie(SESSION_COOKIE, { path: instance.basePath || '/' })
		}
		return reply.redirect(`${instance.basePath}/`, 303)
	})
}

interface FormState {
	back: string | undefined
	username?: string
	problem?: MessageKey
}

function form(visit: Visit, { back, username = '', problem }: FormState): FastifyReply {
	const { instance, request, reply } = visit
	const session = visit.session ?? startSession(instance)
	setCookie(instance, request, reply, session)
	return visit.page(problem ? 422 : 200, visit.say('page.sign-in'), html`<form class="card narrow" method="post" action="${instance.basePath}/login">
<h1>${visit.say('page.sign-in')}</h1>
${problem && html`<p class="wrong" role="alert">${visit.say(problem)}</p>`}
<input type="hidden" name="authenticity_token" value="${session.formToken}">
<input type="hidden" name="back_url" value="${back}">
<label>${visit.say('page.username')}
<input name="username" autocomplete="username" autocapitalize="none" required autofocus value="${username}"></label>
<label>${visit.say('page.password')}
<input name="password" type="password" autocomplete="current-password" required></label>
<button>${visit.say('page.sign-in')}</button>
</form>`)
}

function setCookie({ basePath }: Instance, request: FastifyRequest, reply: FastifyReply, session: Session): void {
	reply.setCookie(SESSION_COOKIE, session.id, {
		// Without a slash at the end, so that the start page gets it too.
		path: basePath || '/',
		httpOnly: true,
		sameSite: 'lax',
		secure: request.protocol === 'https',
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { Language, MessageKey } from '../messages.ts'
import type { Session } from '../sessions.ts'
import type { Html } from './html.ts'

import { chooseLanguage, message } from '../messages.ts'
import { findSession, SESSION_COOKIE } from '../sessions.ts'
import { html } from './html.ts'
import { layout } from './layout.ts'
import { safePath } from './safe-path.ts'

/** A form as it comes in, with fields of these names. */
export type SentForm<Field extends string = never> = Partial<Record<'authenticity_token' | 'back_url' | Field, string>>

/** What a page is made from: the request, and who looks at it. */
export class Visit {
	readonly instance: Instance
	readonly request: FastifyRequest
	readonly reply: FastifyReply
	readonly session: Session | undefined

	constructor(instance: Instance, request: FastifyRequest, reply: FastifyReply) {
		this.instance = instance
		this.request = request
		this.reply = reply
		this.session = findSession(instance, request.cookies[SESSION_COOKIE])
	}

	get language(): Language {
		return chooseLanguage(this.session?.user?.language, this.request.headers['accept-language'])
	}

	say(key: MessageKey, value?: string): string {
		return message(this.language, key, value)
	}

	page(status: number, title: string, content: Html, session = this.session): FastifyReply {
		const { instance, language } = this
		return this.reply.code(status).type('text/html; charset=utf-8').send(layout({ instance, language, session, title, content }))
	}

	/** A page that says what is the matter and leads back. */
	apology(status: number, title: string, text: string): FastifyReply {
		return this.page(status, title, html`<div class="card">
<h1>${title}</h1>
<p class="quiet">${text}</p>
<p><a href="${this.instance.basePath}/">${this.say('page.back')}</a></p>
</div>`)
	}

	/** What every form holds that a signed-in person sends from here: that it is theirs, and where to lead back to. */
	formFields(): Html {
		return html`<input type="hidden" name="authenticity_token" value="${this.session?.formToken}">
<input type="hidden" name="back_url" value="${this.request.url}">`
	}

	/** Whether a form was sent from a page of this session. */
	isOwnForm(form: SentForm | undefined): boolean {
		return this.session !== undefined && form?.authenticity_token === this.session.formToken
	}

	/** Leads back to the page that a form was sent from. */
	back(form: SentForm | undefined): FastifyReply {
		return this.reply.redirect(safePath(this.instance, form?.back_url), 303)
	}

	/** Leads to the sign-in page, and from there back here. */
	toSignIn(): FastifyReply {
		return this.reply.redirect(`${this.instance.basePath}/login?back_url=${encodeURIComponent(this.request.url)}`)
	}

	/** Sends whoever must sign in first to the sign-in page. */
	signInFirst(): FastifyReply | undefined {
		return this.instance.loginRequired && !this.session?.user ? this.toSignIn() : undefined
	}
}

/** Registers a page; each file of this folder is one. */
export type Page = (app: FastifyInstance, instance: Instance) => void

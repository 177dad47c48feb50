// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { OAuthApplication } from '../oauth/applications.ts'
import type { OAuthErrorCode } from '../oauth/oauth-error.ts'
import type { User } from '../users.ts'
import type { Page } from './visit.ts'

import { findOAuthApplication } from '../oauth/applications.ts'
import { issueCode } from '../oauth/grants.ts'
import { describeOAuthError } from '../oauth/oauth-error.ts'
import { hasLiveToken } from '../oauth/token-pairs.ts'
import { html } from './html.ts'
import { Visit } from './visit.ts'

const FIELDS = ['client_id', 'redirect_uri', 'response_type', 'state', 'scope', 'code_challenge', 'code_challenge_method'] as const

type Demand = Partial<Record<typeof FIELDS[number], string>>

type ConsentForm = Demand & { authenticity_token?: string, decision?: string }

/** What a client asks for: an answer at an address of its own, or nothing that could be answered there. */
type Checked
	= | { kind: 'unanswerable', problem: 'page.authorize.unknown-client' | 'page.authorize.wrong-redirect' }
		| { kind: 'refused', redirectUri: string, error: OAuthErrorCode }
		| { kind: 'askable', redirectUri: string, application: OAuthApplication }

/** Where people let a client act for them (section 1.3). */
export const authorize: Page = (app, instance) => {
	app.get<{ Querystring: Demand }>('/oauth/authorize', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		if (!user) {
			return visit.toSignIn()
		}
		return answer(visit, user, request.query, (application) => hasLiveToken(instance, application, user.id) ? 'approve' : 'ask')
	})

	app.post<{ Body: ConsentForm | undefined }>('/oauth/authorize', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const { authenticity_token: token, decision, ...demand } = request.body ?? {}
		const user = visit.session?.user
		if (!user || token !== visit.session?.formToken) {
			return visit.apology(422, visit.say('page.error'), visit.say('page.form-expired'))
		}
		return answer(visit, user, demand, () => decision === 'approve' ? 'approve' : 'deny')
	})
}

type Decision = 'ask' | 'approve' | 'deny'

function answer(visit: Visit, user: User, demand: Demand, decide: (application: OAuthApplication) => Decision) {
	const { instance, reply } = visit
	const back = (uri: string, parameters: Record<string, string>) => {
		const target = new URL(uri)
		for (const [name, value] of Object.entries({ ...parameters, ...demand.state !== undefined && { state: demand.state } })) {
			target.searchParams.set(name, value)
		}
		return reply.redirect(target.href)
	}

	const checked = check(visit, demand)
	switch (checked.kind) {
		case 'unanswerable':
			return visit.apology(400, visit.say('page.authorize.error'), visit.say(checked.problem))
		case 'refused':
			return back(checked.redirectUri, describeOAuthError(checked.error))
	}
	const { application, redirectUri } = checked
	switch (decide(application)) {
		case 'ask':
			return consent(visit, application, demand)
		case 'deny':
			return back(redirectUri, describeOAuthError('access_denied'))
		case 'approve':
			return back(redirectUri, { code: issueCode(instance, { application, userId: user.id, redirectUri, codeChallenge: demand.code_challenge }) })
	}
}

function check({ instance }: Visit, demand: Demand): Checked {
	const application = findOAuthApplication(instance, demand.client_id ?? '')
	if (!application) {
		return { kind: 'unanswerable', problem: 'page.authorize.unknown-client' }
	}
	const redirectUri = demand.redirect_uri ?? ''
	if (!application.redirectUris.includes(redirectUri)) {
		return { kind: 'unanswerable', problem: 'page.authorize.wrong-redirect' }
	}
	if (demand.response_type !== 'code') {
		return { kind: 'refused', redirectUri, error: demand.response_type ? 'unsupported_response_type' : 'invalid_request' }
	}
	if (demand.scope && demand.scope !== 'api_v3') {
		return { kind: 'refused', redirectUri, error: 'invalid_scope' }
	}
	if (demand.code_challenge !== undefined && demand.code_challenge_method !== 'S256') {
		return { kind: 'refused', redirectUri, error: 'invalid_request' }
	}
	return { kind: 'askable', redirectUri, application }
}

function consent(visit: Visit, application: OAuthApplication, demand: Demand) {
	const hidden = FIELDS.filter((name) => demand[name] !== undefined)
	return visit.page(200, visit.say('page.authorize'), html`<form class="card narrow" method="post" action="${visit.instance.basePath}/oauth/authorize">
<h1>${visit.say('page.authorize')}</h1>
<p>${visit.say('page.authorize.text', application.name)}</p>
<input type="hidden" name="authenticity_token" value="${visit.session?.formToken}">
${hidden.map((name) => html`<input type="hidden" name="${name}" value="${demand[name]}">`)}
<button name="decision" value="approve">${visit.say('page.authorize.approve')}</button>
<button name="decision" value="deny">${visit.say('page.authorize.deny')}</button>
</form>`)
}

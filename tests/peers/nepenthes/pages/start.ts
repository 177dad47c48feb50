// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from './visit.ts'

import { nameOf } from '../users.ts'
import { html } from './html.ts'
import { Visit } from './visit.ts'

/** The start page. */
export const start: Page = (app, instance) => {
	app.get('/', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		return visit.signInFirst() ?? visit.page(200, visit.say('page.start'), html`<div class="card">
<h1>${user ? visit.say('page.welcome', nameOf(user)) : instance.name}</h1>
<p class="quiet">${visit.say('page.start.text')}</p>
${!user && html`<p><a href="${instance.basePath}/login">${visit.say('page.sign-in')}</a></p>`}
</div>`)
	})
}

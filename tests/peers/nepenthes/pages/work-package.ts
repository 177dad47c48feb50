// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Page } from './visit.ts'

import { Visit } from './visit.ts'

/** The page of a work package. */
export const workPackage: Page = (app, instance) => {
	app.get<{ Params: { id: string } }>('/work_packages/:id', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		return visit.signInFirst() ?? visit.apology(
			404,
			visit.say('page.work-package.not-found', `#${request.params.id}`),
			visit.say('page.work-package.not-found.text'),
		)
	})
}

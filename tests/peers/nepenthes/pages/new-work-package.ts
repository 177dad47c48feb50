// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Page } from './visit.ts'

import { draftOf } from '../forms/draft.ts'
import { may } from '../planning/members.ts'
import { findProject } from '../planning/projects.ts'
import { html } from './html.ts'
import { Visit } from './visit.ts'

interface OfProject {
	Params: { project?: string }
	/** Number of the type. */
	Querystring: { type?: string }
}

/**
 * Where a real server has its own form of a new work package: whoever is led here sees for which project and type, and
 * what that form asks for. Here nothing is entered; the API creates.
 */
export const newWorkPackage: Page = (app, instance) => {
	const show = (request: FastifyRequest<OfProject>, reply: FastifyReply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		if (!user) {
			return visit.toSignIn()
		}
		const { project: reference } = request.params
		const project = reference === undefined ? undefined : findProject(instance, reference)
		if (reference !== undefined && (!project || !may(instance, user, project, 'add_work_packages'))) {
			return visit.apology(404, visit.say('page.not-found'), visit.say('page.not-found.text'))
		}
		const type = request.query.type && { type: { href: `${instance.basePath}/api/v3/types/${request.query.type}` } }
		const { properties, chosen } = draftOf(instance, { user, language: visit.language, body: { _links: { ...type } }, ...project && { project } })
		const nameOf = (key: string) => chosen[key]?.[0]?.link.title ?? '–'
		return visit.page(200, visit.say('page.new-work-package'), html`<article class="card">
<h1>${visit.say('page.new-work-package')}</h1>
<dl>
<div><dt>${visit.say('property.project')}</dt><dd>${nameOf('project')}</dd></div>
<div><dt>${visit.say('property.type')}</dt><dd>${nameOf('type')}</dd></div>
</dl>
<h2>${visit.say('page.new-work-package.required')}</h2>
<ul>
${properties.filter(({ required, hasDefault, key }) => required && !hasDefault && !chosen[key]?.[0]).map(({ name }) => html`<li dir="auto">${name}</li>`)}
</ul>
</article>`)
	}
	app.get<OfProject>('/work_packages/new', show)
	app.get<OfProject>('/projects/:project/work_packages/new', show)
}

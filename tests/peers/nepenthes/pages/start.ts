// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Project } from '../planning/projects.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { Html } from './html.ts'
import type { Page, Visit as Visited } from './visit.ts'

import { visibleProjects } from '../planning/projects.ts'
import { visibleWorkPackages } from '../planning/work-packages.ts'
import { nameOf } from '../users.ts'
import { shownId, statusBadge, typeBadge } from './attributes.ts'
import { html } from './html.ts'
import { Visit } from './visit.ts'

/** The start page: the projects of the user, with their work packages. */
export const start: Page = (app, instance) => {
	app.get('/', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		const projects = visibleProjects(instance, user)
		const byProject = Map.groupBy(visibleWorkPackages(instance, user), ({ project }) => project.id)
		return visit.signInFirst() ?? visit.page(200, visit.say('page.start'), html`<div class="card">
<h1>${user ? visit.say('page.welcome', nameOf(user)) : instance.name}</h1>
<p class="quiet">${visit.say(projects.length === 0 ? 'page.start.none' : 'page.start.text')}</p>
${!user && html`<p><a href="${instance.basePath}/login">${visit.say('page.sign-in')}</a></p>`}
</div>
${projects.map((project) => section(visit, project, byProject.get(project.id) ?? []))}`)
	})
}

function section({ instance }: Visited, { name, description }: Project, workPackages: WorkPackage[]): Html {
	return html`<details class="card">
<summary><h2>${name}</h2> <span class="count">${String(workPackages.length)}</span></summary>
<p class="quiet">${description}</p>
<ul class="work-packages">
${workPackages.map((workPackage) => html`<li>
<span class="line">${typeBadge(workPackage)}<span class="quiet">${shownId(workPackage)}</span>${statusBadge(workPackage)}</span>
<a dir="auto" href="${instance.basePath}/work_packages/${workPackage.displayId}">${workPackage.subject}</a></li>`)}
</ul>
</details>`
}

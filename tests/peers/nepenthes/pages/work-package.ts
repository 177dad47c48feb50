// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { Page } from './visit.ts'

import { may } from '../planning/members.ts'
import { visibleNotifications } from '../planning/notifications.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { activitySection } from './activity-section.ts'
import { shownId, statusBadge, typeBadge } from './attributes.ts'
import { changeForm } from './change-form.ts'
import { filesSection } from './files-section.ts'
import { html } from './html.ts'
import { day } from './moments.ts'
import { markForm } from './notifications.ts'
import { Visit } from './visit.ts'

interface OfWorkPackage {
	Params: { id: string, '*'?: string }
}

/** Addresses under which a work package is shown (section 8); whatever follows it names a part of its page. */
const addresses = [
	'/work_packages',
	'/work_packages/details',
	'/notifications/details',
	'/projects/:project/work_packages',
	'/projects/:project/work_packages/details',
]

/** The page of a work package. */
export const workPackage: Page = (app, instance) => {
	const show = async (request: FastifyRequest<OfWorkPackage>, reply: FastifyReply) => {
		const visit = new Visit(instance, request, reply)
		const toSignIn = visit.signInFirst()
		if (toSignIn) {
			return toSignIn
		}
		const { id } = request.params
		const found = findWorkPackage(instance, visit.session?.user, id)
		return found
			? content(visit, found)
			: visit.apology(404, visit.say('page.work-package.not-found', /^\d+$/.test(id) ? `#${id}` : id), visit.say('page.work-package.not-found.text'))
	}
	for (const address of addresses) {
		app.get<OfWorkPackage>(`${address}/:id`, show)
		app.get<OfWorkPackage>(`${address}/:id/*`, show)
	}

	// Short links lead to the long ones.
	const shorten = (request: FastifyRequest<OfWorkPackage>, reply: FastifyReply) => {
		const tail = request.params['*']
		return reply.redirect(`${instance.basePath}/work_packages/${encodeURIComponent(request.params.id)}${tail ? `/${tail}` : ''}`)
	}
	app.get<OfWorkPackage>('/wp/:id', shorten)
	app.get<OfWorkPackage>('/wp/:id/*', shorten)
}

async function content(visit: Visit, shown: WorkPackage): Promise<FastifyReply> {
	const { subject, project, assignee, author, startDate, dueDate, priority, description } = shown
	const { instance } = visit
	const user = visit.session?.user
	const files = user && may(instance, user, project, 'view_file_links') ? await filesSection(visit, shown, user) : undefined
	const unread = user && visibleNotifications(instance, user).some(({ workPackageId, read }) => workPackageId === shown.id && !read)
	return visit.page(200, `${shownId(shown)} ${subject}`, html`<article class="card">
${unread && html`<div class="told line between"><a href="${instance.basePath}/notifications">${visit.say('page.notifications.unread-here')}</a>${markForm(visit, visit.say('page.notifications.mark'), shown)}</div>`}
<p class="line">${typeBadge(shown)}<span class="quiet">${shownId(shown)}</span>${statusBadge(shown)}</p>
<h1 dir="auto">${subject}</h1>
${description !== '' && html`<p dir="auto">${description}</p>`}
<dl>
<div><dt>${visit.say('page.project')}</dt><dd>${project.name}</dd></div>
<div><dt>${visit.say('page.assignee')}</dt><dd>${assignee?.name ?? '–'}</dd></div>
<div><dt>${visit.say('page.start-date')}</dt><dd>${day(visit, startDate)}</dd></div>
<div><dt>${visit.say('page.due-date')}</dt><dd>${day(visit, dueDate)}</dd></div>
<div><dt>${visit.say('page.priority')}</dt><dd>${priority.name}</dd></div>
<div><dt>${visit.say('page.author')}</dt><dd>${author.name}</dd></div>
</dl>
${user && changeForm(visit, shown, user)}
</article>
${files}
${user && activitySection(visit, shown, user)}`)
}

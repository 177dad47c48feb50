// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { VisibleNotification } from '../planning/notifications.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { Html } from './html.ts'
import type { Page, SentForm, Visit as Visited } from './visit.ts'

import { isMessageKey } from '../messages.ts'
import { markNotifications, visibleNotifications } from '../planning/notifications.ts'
import { nameOf } from '../users.ts'
import { shownId, statusBadge, typeBadge } from './attributes.ts'
import { html } from './html.ts'
import { day, moment } from './moments.ts'
import { Visit } from './visit.ts'

/** The notification centre: what the user was told, work package by work package, the newest first. */
export const notifications: Page = (app, instance) => {
	app.get<{ Querystring: { show?: string } }>('/notifications', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		if (!user) {
			return visit.toSignIn()
		}
		const all = visibleNotifications(instance, user)
		const everything = request.query.show === 'all'
		const shown = everything ? all : all.filter(({ read }) => !read)
		const unread = all.filter(({ read }) => !read).length
		const address = `${instance.basePath}/notifications`
		return visit.page(200, visit.say('page.notifications'), html`<section class="card">
<h1>${visit.say('page.notifications')}</h1>
<div class="line between">
<nav class="line" aria-label="${visit.say('page.notifications.shown')}">
<a href="${address}"${!everything && html` aria-current="page"`}>${visit.say('page.notifications.unread')}</a>
<a href="${address}?show=all"${everything && html` aria-current="page"`}>${visit.say('page.notifications.all')}</a>
</nav>
${unread > 0 && markForm(visit, visit.say('page.notifications.mark-all'))}
</div>
${shown.length === 0
	? html`<p class="quiet">${visit.say('page.notifications.none')}</p>`
	: html`<ul class="work-packages">
${[...Map.groupBy(shown, ({ workPackage }) => workPackage.id).values()].map((group) => entry(visit, group))}
</ul>`}
</section>`)
	})

	app.post<{ Body: SentForm<'work_package'> | undefined }>('/notifications/read', (request, reply) => {
		const visit = new Visit(instance, request, reply)
		const user = visit.session?.user
		if (!user) {
			return visit.toSignIn()
		}
		if (!visit.isOwnForm(request.body)) {
			return visit.apology(422, visit.say('page.error'), visit.say('page.form-expired'))
		}
		const wanted = request.body?.work_package
		markNotifications(instance, visibleNotifications(instance, user).filter(({ workPackageId }) => wanted === undefined || String(workPackageId) === wanted), true)
		return visit.back(request.body)
	})
}

/** A button that marks as read what is about one work package, or all. */
export function markForm(visit: Visited, label: string, workPackage?: WorkPackage): Html {
	return html`<form method="post" action="${visit.instance.basePath}/notifications/read">
${visit.formFields()}
${workPackage && html`<input type="hidden" name="work_package" value="${String(workPackage.id)}">`}
<button class="plain"${workPackage && html` aria-label="${`${label}: ${workPackage.subject}`}"`}>${label}</button>
</form>`
}

function entry(visit: Visited, group: VisibleNotification[]): Html {
	const { workPackage } = group[0]!
	return html`<li>
<div class="line between"><span class="line">${typeBadge(workPackage)}<span class="quiet">${shownId(workPackage)} · ${workPackage.project.name}</span>${statusBadge(workPackage)}</span>
${group.some(({ read }) => !read) && markForm(visit, visit.say('page.notifications.mark'), workPackage)}</div>
<a dir="auto" href="${visit.instance.basePath}/notifications/details/${String(workPackage.id)}/activity">${workPackage.subject}</a>
<ul class="reasons">
${group.map((notification) => html`<li class="${notification.read ? 'quiet' : ''}">${telling(visit, notification)}</li>`)}
</ul></li>`
}

/** Why, who, when; and the date of an alert. That it was read is said in words too. */
function telling(visit: Visited, { reason, actor, date, read, createdAt }: VisibleNotification): Html {
	const key = `reason.${reason}`
	const parts = [
		visit.say(isMessageKey(key) ? key : 'reason.other'),
		date && `${visit.say(`property.${date.property}`)} ${day(visit, date.value)}`,
		actor && nameOf(actor),
		read && visit.say('page.notifications.read'),
	].filter(Boolean).join(' · ')
	return html`${parts} · ${moment(visit, createdAt)}`
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Activity } from '../planning/activities.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'
import type { Html } from './html.ts'
import type { Visit } from './visit.ts'

import { activitiesOf, describeChange } from '../planning/activities.ts'
import { may } from '../planning/members.ts'
import { splitAtMentions } from '../planning/mentions.ts'
import { nameOf } from '../users.ts'
import { html } from './html.ts'
import { moment } from './moments.ts'

/** What happened to a work package, the newest last, and room for a comment. */
export function activitySection(visit: Visit, workPackage: WorkPackage, user: User): Html {
	const mayComment = may(visit.instance, user, workPackage.project, 'add_work_package_comments')
	return html`<section class="card" aria-labelledby="activity">
<h2 id="activity">${visit.say('page.activity')}</h2>
<ol class="activities">
${activitiesOf(visit.instance, workPackage.id).map((activity) => entry(visit, activity))}
</ol>
${mayComment && html`<form class="stacked" method="post" action="${visit.instance.basePath}/work_packages/${String(workPackage.id)}/comments">
${visit.formFields()}
<label>${visit.say('property.comment')}
<textarea name="comment" rows="3" required></textarea></label>
<p class="quiet">${visit.say('page.comment.hint')}</p>
<button>${visit.say('page.comment.send')}</button>
</form>`}
</section>`
}

function entry(visit: Visit, activity: Activity): Html {
	const { id, version, user, comment, changes, createdAt } = activity
	return html`<li id="activity-${String(version)}" data-activity="${String(id)}">
<p class="line"><b>${user ? nameOf(user) : visit.say('page.activity.deleted-account')}</b> <span class="quiet">${moment(visit, createdAt)}</span></p>
${comment !== '' && html`<p class="comment" dir="auto">${splitAtMentions(comment).map(({ text, userId }) => userId === undefined ? html`${text}` : html`<b class="mention">${text}</b>`)}</p>`}
${version === 1 && html`<p class="quiet">${visit.say('page.activity.created')}</p>`}
${changes.map((change) => {
	const { name, from, to } = describeChange(change, visit.language)
	return html`<p class="quiet"><span dir="auto">${name}</span>: <bdi>${from}</bdi> → <bdi>${to}</bdi></p>`
})}</li>`
}

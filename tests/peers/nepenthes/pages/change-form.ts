// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'
import type { Html } from './html.ts'
import type { Visit } from './visit.ts'

import { memberOptions, statusesOf } from '../forms/choices.ts'
import { may } from '../planning/members.ts'
import { html } from './html.ts'

/** What can be changed on the page of a work package; nothing for those who may not. */
export function changeForm(visit: Visit, workPackage: WorkPackage, user: User): Html | undefined {
	const { instance } = visit
	const { id, lockVersion, project, assignee, status } = workPackage
	if (!may(instance, user, project, 'edit_work_packages')) {
		return undefined
	}
	const option = ({ id: value, link }: { id: number, link: { href: string | null, title?: string } }, chosen: number | undefined) => html`<option value="${link.href ?? ''}"${value === chosen && html` selected`}>${link.title}</option>`
	return html`<form class="changes" method="post" action="${instance.basePath}/work_packages/${String(id)}/changes">
${visit.formFields()}
<input type="hidden" name="lock_version" value="${String(lockVersion)}">
<label>${visit.say('property.assignee')}
<select name="assignee"><option value="">${visit.say('page.nobody')}</option>${memberOptions(instance, user, project).map((member) => option(member, assignee?.id))}</select></label>
<label>${visit.say('property.status')}
<select name="status">${statusesOf(instance, undefined).options.map((choice) => option(choice, status.id))}</select></label>
<button>${visit.say('page.save')}</button>
</form>`
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Activity, Change } from '../planning/activities.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'

import { formattable, resource } from '../hal.ts'
import { describeChange } from '../planning/activities.ts'
import { splitAtMentions } from '../planning/mentions.ts'
import { userLink } from './users.ts'
import { renderWorkPackage, workPackageLink } from './work-package.ts'

interface Context {
	workPackage: WorkPackage
	user: User
	/** Whether it stands alone, with all that belongs to it. */
	single?: boolean
}

/** What happened to a work package: a comment, or a change that nobody commented. */
export function renderActivity(instance: Instance, { id, version, user: author, comment, changes, createdAt }: Activity, { workPackage, user, single = false }: Context): Record<string, unknown> {
	const href = `${instance.basePath}/api/v3/activities/${id}`
	return resource(comment === '' ? 'Activity' : 'Activity::Comment', {
		id,
		version,
		comment: { ...formattable(comment), html: htmlOf(instance, comment) },
		details: changes.map((change) => renderChange(change, user)),
		internal: false,
		createdAt,
		updatedAt: createdAt,
	}, {
		...single && { embedded: { workPackage: renderWorkPackage(instance, workPackage, user) } },
		links: {
			self: { href },
			workPackage: workPackageLink(instance, workPackage),
			...author && { user: userLink(instance, author) },
		},
	})
}

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

function htmlOf({ basePath }: Instance, comment: string): string {
	const parts = splitAtMentions(comment).map(({ text, userId }) => userId === undefined
		? escaped(text)
		: `<a class="user-mention" href="${basePath}/users/${userId}">${escaped(text)}</a>`)
	return parts.length === 0 ? '' : `<p class="op-uc-p">${parts.join('')}</p>`
}

function renderChange(change: Change, { language }: User): Record<string, unknown> {
	const { name, from, to } = describeChange(change, language)
	return { format: 'custom', raw: `${name}: ${from} → ${to}`, html: `<strong>${escaped(name)}</strong>: <i>${escaped(from)}</i> → <i>${escaped(to)}</i>` }
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Project } from './projects.ts'

import { nameOf } from '../users.ts'
import { may } from './members.ts'

const MENTION = /<mention\b[^>]*>([^<]*)<\/mention>/g

const attribute = (mention: string, name: string) => new RegExp(`\\bdata-${name}="([^"]*)"`).exec(mention)?.[1]

/** How a text names somebody who is to hear of it. */
export const mentionOf = (user: User): string => `<mention class="mention" data-id="${user.id}" data-type="user" data-text="@${nameOf(user)}">@${nameOf(user)}</mention>`

/** A text in which people are named by an @ and their login, with those who see the project named as the editor of a real server does. */
export function withMentions(instance: Instance, project: Project, text: string): string {
	return text.replace(/(?<![\w@])@([\w-]+)/g, (written, login: string) => {
		const user = instance.users.byLogin(login)
		return user && may(instance, user, project, 'view_work_packages') ? mentionOf(user) : written
	})
}

/** The users whom a text mentions, by id. */
export function mentionedIn(text: string): Set<number> {
	return new Set([...text.matchAll(MENTION)]
		.filter(([mention]) => attribute(mention, 'type') === 'user')
		.map(([mention]) => Number(attribute(mention, 'id'))))
}

/** Cuts a text into what is a mention and what is not, in order. */
export function splitAtMentions(text: string): { text: string, userId?: number }[] {
	const parts: { text: string, userId?: number }[] = []
	let end = 0
	for (const match of text.matchAll(MENTION)) {
		const id = Number(attribute(match[0], 'id'))
		parts.push({ text: text.slice(end, match.index) }, { text: match[1]!, ...Number.isInteger(id) && { userId: id } })
		end = match.index + match[0].length
	}
	return [...parts, { text: text.slice(end) }].filter((part) => part.text !== '')
}

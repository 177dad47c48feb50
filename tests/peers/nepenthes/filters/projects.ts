// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Permission } from '../planning/members.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Condition, FilterTable } from './operators.ts'

import { may } from '../planning/members.ts'
import { findStorage, findStorageByHost, isActiveIn } from '../storages/storages.ts'
import { containing, oneOf, within, words } from './operators.ts'
import { decodeOnceMore } from './storage-url.ts'

/** What the filter `userAction` calls permissions. */
const actions: Record<string, Permission> = {
	'work_packages/view': 'view_work_packages',
	'work_packages/create': 'add_work_packages',
	'file_links/view': 'view_file_links',
	'file_links/manage': 'manage_file_links',
}

/** The filters of projects, as far as they are needed here (section 3.5). */
export function projectFilters(instance: Instance, user: User | undefined): FilterTable<Project> {
	const active = (find: (value: string) => { id: number } | undefined) => within<Project>((values) => {
		const storages = values.map(find).filter((storage) => storage !== undefined)
		return (project) => storages.some(({ id }) => isActiveIn(instance, id, project))
	})
	const mayDo = (action: string): Condition<Project> => {
		const permission = actions[action]
		return (project) => permission !== undefined && may(instance, user, project, permission)
	}

	return {
		active: oneOf(() => 't'),
		id: oneOf(({ id }) => id),
		parentId: oneOf(({ parentId }) => parentId),
		nameAndIdentifier: { ...containing(({ name, identifier }) => `${name} ${identifier}`), ...words(({ name, identifier }) => [name, identifier]) },
		typeahead: words(({ name, identifier }) => [name, identifier]),
		storageId: active((value) => findStorage(instance, Number(value))),
		storageUrl: active((value) => findStorageByHost(instance, decodeOnceMore(value))),
		userAction: {
			'=': { values: [1, Infinity], condition: (values) => (project) => values.some((action) => mayDo(action)(project)) },
			'&=': { values: [1, Infinity], condition: (values) => (project) => values.every((action) => mayDo(action)(project)) },
		},
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Permission } from '../planning/members.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Condition, FilterTable } from './operators.ts'

import { projectsWhere } from '../planning/members.ts'
import { ancestorsOf } from '../planning/projects.ts'
import { findStorage, findStorageByHost, projectsWithStorage } from '../storages/storages.ts'
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
		return anyOf(storages.map(({ id: storageId }) => {
			const projects = projectsWithStorage(instance, storageId)
			return ({ id }) => projects.has(id)
		}))
	})
	const mayDo = (action: string): Condition<Project> => {
		const permission = actions[action]
		const permitted = permission && projectsWhere(instance, user, permission)
		return ({ id }) => permitted?.has(id) ?? false
	}

	return {
		active: oneOf(() => 't'),
		id: oneOf(({ id }) => id),
		ancestor: within((values) => (project) => ancestorsOf(instance, project).some(({ id }) => values.includes(String(id)))),
		parentId: oneOf(({ parentId }) => parentId),
		nameAndIdentifier: { ...containing(({ name, identifier }) => `${name} ${identifier}`), ...words(({ name, identifier }) => [name, identifier]) },
		typeahead: words(({ name, identifier }) => [name, identifier]),
		storageId: active((value) => findStorage(instance, Number(value))),
		storageUrl: active((value) => findStorageByHost(instance, decodeOnceMore(value))),
		userAction: {
			'=': { values: [1, Infinity], condition: (values) => anyOf(values.map(mayDo)) },
			'&=': { values: [1, Infinity], condition: (values) => allOf(values.map(mayDo)) },
		},
	}
}

function anyOf(conditions: Condition<Project>[]): Condition<Project> {
	return (project) => conditions.some((condition) => condition(project))
}

function allOf(conditions: Condition<Project>[]): Condition<Project> {
	return (project) => conditions.every((condition) => condition(project))
}

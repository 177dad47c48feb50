// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'
import type { FilterDemand } from './demands.ts'
import type { Condition, FilterTable } from './operators.ts'

import { may } from '../planning/members.ts'
import { watcherIds } from '../planning/watchers.ts'
import { linkedWorkPackages } from '../storages/file-links.ts'
import { findStorage, findStorageByHost, isActiveIn } from '../storages/storages.ts'
import { onDays } from './dates.ts'
import { containing, flag, oneOf, present, within, words } from './operators.ts'
import { decodeOnceMore } from './storage-url.ts'

/** What applies when the caller says nothing about filters at all. */
export const DEFAULT_FILTERS: FilterDemand[] = [{ name: 'status', operator: 'o', values: [] }]

/** The filters of work packages, as far as they are needed here (section 3.2). */
export function workPackageFilters(instance: Instance, user: User | undefined): FilterTable<WorkPackage> {
	const now = instance.clock()
	const me = (value: string) => value === 'me' ? String(user?.id) : value
	const viewsLinks = ({ project }: WorkPackage) => may(instance, user, project, 'view_file_links')

	const storagesById = (values: string[]) => values.map((value) => findStorage(instance, Number(value)))
	const storagesByUrl = (values: string[]) => values.map((value) => findStorageByHost(instance, decodeOnceMore(value)))
	type Lookup = typeof storagesById

	const linkedAt = (lookup: Lookup) => within<WorkPackage>((values) => anyOf(lookup(values).filter((storage) => storage !== undefined).map(({ id: storageId }) => {
		const linked = linkedWorkPackages(instance, { storageId })
		return (workPackage) => linked.has(workPackage.id) && isActiveIn(instance, storageId, workPackage.project) && viewsLinks(workPackage)
	})))
	const linkableAt = (lookup: Lookup) => within<WorkPackage>((values) => anyOf(lookup(values).filter((storage) => storage !== undefined)
		.map(({ id }) => ({ project }) => isActiveIn(instance, id, project) && may(instance, user, project, 'manage_file_links'))))

	return {
		typeahead: words(({ id, displayId, subject, project, type, status }) => [subject, project.name, `#${id}`, displayId, type.name, status.name]),
		subjectOrId: words(({ id, subject }) => [subject, `#${id}`]),
		search: words(({ subject, description }) => [subject, description]),
		id: oneOf(({ id }) => id),
		subject: { ...containing(({ subject }) => subject), ...words(({ subject }) => [subject]) },
		status: {
			...oneOf(({ status }) => status.id),
			o: flag(({ status }) => !status.isClosed),
			c: flag(({ status }) => status.isClosed),
		},
		type: oneOf(({ type }) => type.id),
		priority: oneOf(({ priority }) => priority.id),
		project: oneOf(({ project }) => project.id),
		assignee: { ...oneOf(({ assignee }) => assignee?.id, me), ...present(({ assignee }) => assignee) },
		responsible: { ...oneOf(({ responsible }) => responsible?.id, me), ...present(({ responsible }) => responsible) },
		watcher: within((values) => anyOf(values.map(me).map((id) => ({ id: workPackageId }) => watcherIds(instance, workPackageId).has(Number(id))))),
		version: { ...oneOf(({ version }) => version?.id), ...present(({ version }) => version) },
		author: oneOf(({ author }) => author.id, me),
		parent: { ...oneOf(({ parentId }) => parentId), ...present(({ parentId }) => parentId) },
		createdAt: onDays('createdAt', ({ createdAt }) => createdAt.toISOString().slice(0, 10), now),
		updatedAt: onDays('updatedAt', ({ updatedAt }) => updatedAt.toISOString().slice(0, 10), now),
		startDate: { ...onDays('startDate', ({ startDate }) => startDate, now), ...present(({ startDate }) => startDate) },
		dueDate: { ...onDays('dueDate', ({ dueDate }) => dueDate, now), ...present(({ dueDate }) => dueDate) },
		fileLinkOriginId: within((values) => anyOf(values.map((originId) => {
			const linked = linkedWorkPackages(instance, { originId })
			return (workPackage) => linked.has(workPackage.id) && viewsLinks(workPackage)
		}))),
		storageId: linkedAt(storagesById),
		storageUrl: linkedAt(storagesByUrl),
		linkableToStorageId: linkableAt(storagesById),
		linkableToStorageUrl: linkableAt(storagesByUrl),
	}
}

function anyOf(conditions: Condition<WorkPackage>[]): Condition<WorkPackage> {
	return (workPackage) => conditions.some((condition) => condition(workPackage))
}

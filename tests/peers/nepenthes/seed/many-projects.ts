// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Project } from '../planning/projects.ts'

import { allTypes } from '../planning/attributes.ts'
import { addMember, addRole } from '../planning/members.ts'
import { addProject, allProjects, findProject } from '../planning/projects.ts'
import { attachStorage } from '../storages/project-storages.ts'
import { allStorages } from '../storages/storages.ts'

const landscapes = ['Heath', 'Bog', 'Cloud forest', 'Savanna', 'Marsh', 'Rock face', 'Rainforest']
const plots = ['beds', 'paths', 'pools', 'trials', 'nursery']

/** A project with those below it. */
const FAMILY = 10
/** Each so many-th family stands below a project that none of its members sees. */
const HIDDEN = 5

/**
 * Adds projects in families of ten, each a project with others below it; users become members who may do everything
 * there. Some families stand below a project that they may not see. All storages are active in them.
 */
export function addManyProjects(instance: Instance, count: number, memberIds: number[]): Project[] {
	const { database } = instance
	const typeIds = allTypes(instance).map(({ id }) => id)
	const storages = allStorages(instance)
	const roleId = addRole(database, 'Member of many projects', ['view_work_packages', 'add_work_packages', 'edit_work_packages', 'delete_work_packages', 'add_work_package_comments', 'view_file_links', 'manage_file_links'])
	const before = allProjects(instance).length

	let topId: number | null = null
	return Array.from({ length: count }, (_, index) => {
		const number = String(before + index + 1).padStart(5, '0')
		const first = index % FAMILY === 0
		if (first) {
			topId = index / FAMILY % HIDDEN === HIDDEN - 1 ? addProject(instance, { identifier: `hidden-${number}`, name: `Hidden area ${number}`, typeIds }) : null
		}
		const name = `${landscapes[index % landscapes.length]} ${plots[index % plots.length]} ${number}`
		const id = addProject(instance, { identifier: `area-${number}`, name, parentId: topId, typeIds })
		if (first) {
			topId = id
		}
		memberIds.forEach((userId) => addMember(database, { projectId: id, userId, roleId }))
		storages.forEach((storage) => attachStorage(instance, { projectId: id, storageId: storage.id, creatorId: storage.creatorId }))
		return findProject(instance, id)!
	})
}

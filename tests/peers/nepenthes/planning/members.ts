// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'
import type { Project } from './projects.ts'

export type Permission
	= | 'view_work_packages'
		| 'add_work_packages'
		| 'edit_work_packages'
		| 'delete_work_packages'
		| 'add_work_package_comments'
		| 'view_file_links'
		| 'manage_file_links'

/** Those that nobody has where the module of storages is off (section 4.1). */
const OF_STORAGES: Permission[] = ['view_file_links', 'manage_file_links']

/** Members see a project; administrators see all. */
export function isMember({ database }: Instance, user: User | undefined, { id }: Project): boolean {
	return user !== undefined
		&& (user.admin || database.get('SELECT 1 FROM members WHERE project_id = ? AND user_id = ?', id, user.id) !== undefined)
}

export function may({ database }: Instance, user: User | undefined, project: Project, permission: Permission): boolean {
	if (!user || (!project.storagesModule && OF_STORAGES.includes(permission))) {
		return false
	}
	if (user.admin) {
		return true
	}
	const role = database.get<{ permissions: string }>(
		'SELECT permissions FROM members JOIN roles ON roles.id = role_id WHERE project_id = ? AND user_id = ?',
		project.id,
		user.id,
	)
	return role !== undefined && (JSON.parse(role.permissions) as Permission[]).includes(permission)
}

/** The projects in which a user has a permission, by id: one question where `may` would ask for each project. */
export function projectsWhere({ database }: Instance, user: User | undefined, permission: Permission): Set<number> {
	if (!user) {
		return new Set()
	}
	const rows = database.all<{ id: number }>(
		`SELECT id FROM projects WHERE (storages_module OR NOT ?1) AND (?2 OR id IN (
			SELECT project_id FROM members JOIN roles ON roles.id = role_id, json_each(permissions) WHERE user_id = ?3 AND value = ?4
		))`,
		Number(OF_STORAGES.includes(permission)),
		Number(user.admin),
		user.id,
		permission,
	)
	return new Set(rows.map(({ id }) => id))
}

/** Makes a user a member of a project with exactly these permissions; `null` makes them no member any more. */
export function setPermissions({ database }: Instance, userId: number, projectId: number, permissions: Permission[] | null): void {
	database.run('DELETE FROM members WHERE project_id = ? AND user_id = ?', projectId, userId)
	if (permissions !== null) {
		addMember(database, { projectId, userId, roleId: addRole(database, `Role of user ${userId} in project ${projectId}`, permissions) })
	}
}

/** Gives the id of the new role. */
export function addRole(database: Instance['database'], name: string, permissions: Permission[]): number {
	return database.run('INSERT INTO roles (name, permissions) VALUES (?, ?)', name, JSON.stringify(permissions))
}

interface Membership {
	projectId: number
	userId: number
	roleId: number
}

export function addMember(database: Instance['database'], { projectId, userId, roleId }: Membership): void {
	database.run('INSERT INTO members (project_id, user_id, role_id) VALUES (?, ?, ?)', projectId, userId, roleId)
}

/** Makes a group or a placeholder a member; once is enough. */
export function addOtherMember(database: Instance['database'], projectId: number, principalId: number): void {
	database.run('INSERT OR IGNORE INTO other_members (project_id, principal_id) VALUES (?, ?)', projectId, principalId)
}

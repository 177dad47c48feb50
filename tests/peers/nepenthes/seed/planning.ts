// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Permission } from '../planning/members.ts'

import { addMember } from '../planning/members.ts'

/** Ids of what work packages are made of. */
export const TYPES = { Task: 1, Milestone: 2, Bug: 3, Feature: 4, Note: 5 }
export const STATUSES = { New: 1, 'In progress': 7, 'On hold': 9, 'To be tested': 10, Closed: 12, Rejected: 14 }
export const PRIORITIES = { Low: 7, Normal: 8, High: 9 }
export const PROJECTS = { conservatory: 1, garden: 2, seedlings: 3, expedition: 4, office: 5, vault: 6 }
export const TEAM = 101
export const VACANCY = 102

const roles: Record<'member' | 'reader', Permission[]> = {
	member: ['view_work_packages', 'add_work_packages', 'edit_work_packages', 'delete_work_packages', 'view_file_links', 'manage_file_links'],
	reader: ['view_work_packages', 'view_file_links'],
}

interface Project {
	id: number
	identifier: string
	name: string
	description: string
	parentId?: number
	semanticIds?: boolean
	storagesModule?: boolean
	members: Record<string, keyof typeof roles>
}

/** What each may see differs: the parent of Seedlings is hidden from Bob, the vault from Alice too. */
const projects: Project[] = [
	{ id: PROJECTS.conservatory, identifier: 'conservatory', name: 'Conservatory', description: 'Everything under glass.', members: { alice: 'member' } },
	{ id: PROJECTS.garden, identifier: 'garden', name: 'Garden', description: 'Bog beds, paths and pitchers.', members: { alice: 'member', bob: 'reader' } },
	{ id: PROJECTS.seedlings, identifier: 'seedlings', name: 'Seedlings', description: 'From seed to first pitcher.', parentId: PROJECTS.conservatory, members: { alice: 'member', bob: 'reader' } },
	{ id: PROJECTS.expedition, identifier: 'NEP', name: 'Nepenthes expedition', description: 'Three weeks on Mount Kinabalu.', semanticIds: true, members: { alice: 'member', bob: 'reader' } },
	{ id: PROJECTS.office, identifier: 'office', name: 'Garden office', description: 'Paper, permits and prices.', storagesModule: false, members: { alice: 'member', bob: 'reader' } },
	{ id: PROJECTS.vault, identifier: 'vault', name: 'Seed vault', description: 'Only for administrators.', members: {} },
]

/** The projects, who is in them, and what work packages are made of. */
export function seedPlanning({ database, users, clock }: Instance): void {
	const now = clock().getTime()
	const roleIds = Object.fromEntries(Object.entries(roles).map(([name, permissions]) => [name, database.run('INSERT INTO roles (name, permissions) VALUES (?, ?)', name, JSON.stringify(permissions))]))
	for (const { id, identifier, name, description, parentId = null, semanticIds = false, storagesModule = true, members } of projects) {
		database.run(
			'INSERT INTO projects (id, identifier, name, description, parent_id, semantic_ids, storages_module, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
			id,
			identifier,
			name,
			description,
			parentId,
			Number(semanticIds),
			Number(storagesModule),
			now,
			now,
		)
		for (const [login, role] of Object.entries(members)) {
			addMember(database, { projectId: id, userId: users.byLogin(login)!.id, roleId: roleIds[role]! })
		}
	}

	const insertStatus = 'INSERT INTO statuses (id, name, position, color, is_closed, is_default) VALUES (?, ?, ?, ?, ?, ?)'
	database.run(insertStatus, STATUSES.New, 'New', 1, '#1098AD', 0, 1)
	database.run(insertStatus, STATUSES['In progress'], 'In progress', 2, '#CC5DE8', 0, 0)
	database.run(insertStatus, STATUSES['On hold'], 'On hold', 3, null, 0, 0)
	database.run(insertStatus, STATUSES['To be tested'], 'To be tested', 4, '#FC3', 0, 0)
	database.run(insertStatus, STATUSES.Closed, 'Closed', 5, '#868E96', 1, 0)
	database.run(insertStatus, STATUSES.Rejected, 'Rejected', 6, '#C92A2A', 1, 0)

	const insertType = 'INSERT INTO types (id, name, position, color, is_default, is_milestone, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)'
	database.run(insertType, TYPES.Task, 'Task', 1, '#1A67A3', 1, 0, now)
	database.run(insertType, TYPES.Milestone, 'Milestone', 2, '#35C53F', 0, 1, now)
	database.run(insertType, TYPES.Bug, 'Bug', 3, '#E03131', 0, 0, now)
	database.run(insertType, TYPES.Feature, 'Feature', 4, '#7950F2', 0, 0, now)
	database.run(insertType, TYPES.Note, 'Note', 5, null, 0, 0, now)

	const insertPriority = 'INSERT INTO priorities (id, name, position, color, is_default) VALUES (?, ?, ?, ?, ?)'
	database.run(insertPriority, PRIORITIES.Low, 'Low', 1, '#DEE2E6', 0)
	database.run(insertPriority, PRIORITIES.Normal, 'Normal', 2, '#40C057', 1)
	database.run(insertPriority, PRIORITIES.High, 'High', 3, '#FD7E14', 0)

	const insertPrincipal = 'INSERT INTO other_principals (id, kind, name, created_at) VALUES (?, ?, ?, ?)'
	database.run(insertPrincipal, TEAM, 'group', 'Greenhouse team', now)
	database.run(insertPrincipal, VACANCY, 'placeholder', 'Gardener (vacant)', now)
}

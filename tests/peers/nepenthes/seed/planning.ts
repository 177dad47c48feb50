// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Permission } from '../planning/members.ts'
import type { NewProject } from '../planning/projects.ts'

import { addMember, addOtherMember, addRole } from '../planning/members.ts'
import { addProject } from '../planning/projects.ts'

/** Ids of what work packages are made of. */
export const TYPES = { Task: 1, Milestone: 2, Bug: 3, Feature: 4, Note: 5 }
export const STATUSES = { New: 1, 'In progress': 7, 'On hold': 9, 'To be tested': 10, Closed: 12, Rejected: 14 }
export const PRIORITIES = { Low: 7, Normal: 8, High: 9 }
export const PROJECTS = { conservatory: 1, garden: 2, seedlings: 3, expedition: 4, office: 5, vault: 6 }
export const TEAM = 101
export const VACANCY = 102

const roles: Record<'member' | 'reader', Permission[]> = {
	member: ['view_work_packages', 'add_work_packages', 'edit_work_packages', 'delete_work_packages', 'add_work_package_comments', 'view_file_links', 'manage_file_links'],
	reader: ['view_work_packages', 'add_work_package_comments', 'view_file_links'],
}

interface Project extends Omit<NewProject, 'typeIds'> {
	members: Record<string, keyof typeof roles>
	/** Whether groups and placeholders work in it, too. */
	others?: boolean
	types: (keyof typeof TYPES)[]
}

const everyType = Object.keys(TYPES) as (keyof typeof TYPES)[]

/** What each may see differs: the parent of Seedlings is hidden from Bob, the vault from Alice too. */
const projects: Project[] = [
	{ id: PROJECTS.conservatory, identifier: 'conservatory', name: 'Conservatory', description: 'Everything under glass.', members: { alice: 'member' }, others: true, types: everyType },
	{ id: PROJECTS.garden, identifier: 'garden', name: 'Garden', description: 'Bog beds, paths and pitchers.', members: { alice: 'member', bob: 'reader' }, others: true, types: everyType },
	{ id: PROJECTS.seedlings, identifier: 'seedlings', name: 'Seedlings', description: 'From seed to first pitcher.', parentId: PROJECTS.conservatory, members: { alice: 'member', bob: 'reader' }, others: true, types: everyType },
	{ id: PROJECTS.expedition, identifier: 'NEP', name: 'Nepenthes expedition', description: 'Three weeks on Mount Kinabalu.', semanticIds: true, members: { alice: 'member', bob: 'reader' }, others: true, types: everyType },
	{ id: PROJECTS.office, identifier: 'office', name: 'Garden office', description: 'Paper, permits and prices.', storagesModule: false, members: { alice: 'member', bob: 'reader' }, types: ['Task', 'Bug', 'Feature', 'Note'] },
	{ id: PROJECTS.vault, identifier: 'vault', name: 'Seed vault', description: 'Only for administrators.', members: {}, types: ['Task', 'Note'] },
]

/** In which statuses a new work package may begin: the first, and what else makes sense. */
const beginnings: Record<keyof typeof TYPES, (keyof typeof STATUSES)[]> = {
	Task: ['New', 'In progress', 'On hold'],
	Milestone: ['New', 'Closed'],
	Bug: ['New', 'In progress', 'To be tested'],
	Feature: ['New', 'On hold'],
	Note: ['New', 'Closed'],
}

const BUG_TEMPLATE = '**What happens**\n\n\n**What should happen**\n\n\n**Where to look**\n'
const FEATURE_TEMPLATE = '**Who needs it, and what for**\n\n'

/** The projects, who is in them, and what work packages are made of. */
export function seedPlanning(instance: Instance): void {
	const { database, users, clock } = instance
	const now = clock().getTime()
	const insertStatus = 'INSERT INTO statuses (id, name, position, color, is_closed, is_default) VALUES (?, ?, ?, ?, ?, ?)'
	database.run(insertStatus, STATUSES.New, 'New', 1, '#1098AD', 0, 1)
	database.run(insertStatus, STATUSES['In progress'], 'In progress', 2, '#CC5DE8', 0, 0)
	database.run(insertStatus, STATUSES['On hold'], 'On hold', 3, null, 0, 0)
	database.run(insertStatus, STATUSES['To be tested'], 'To be tested', 4, '#FC3', 0, 0)
	database.run(insertStatus, STATUSES.Closed, 'Closed', 5, '#868E96', 1, 0)
	database.run(insertStatus, STATUSES.Rejected, 'Rejected', 6, '#C92A2A', 1, 0)

	const insertType = 'INSERT INTO types (id, name, position, color, is_default, is_milestone, description_template, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
	database.run(insertType, TYPES.Task, 'Task', 1, '#1A67A3', 1, 0, '', now)
	database.run(insertType, TYPES.Milestone, 'Milestone', 2, '#35C53F', 0, 1, '', now)
	database.run(insertType, TYPES.Bug, 'Bug', 3, '#E03131', 0, 0, BUG_TEMPLATE, now)
	database.run(insertType, TYPES.Feature, 'Feature', 4, '#7950F2', 0, 0, FEATURE_TEMPLATE, now)
	database.run(insertType, TYPES.Note, 'Note', 5, null, 0, 0, '', now)
	for (const [type, statuses] of Object.entries(beginnings)) {
		statuses.forEach((status) => database.run('INSERT INTO type_statuses (type_id, status_id) VALUES (?, ?)', TYPES[type as keyof typeof TYPES], STATUSES[status]))
	}

	const insertPriority = 'INSERT INTO priorities (id, name, position, color, is_default) VALUES (?, ?, ?, ?, ?)'
	database.run(insertPriority, PRIORITIES.Low, 'Low', 1, '#DEE2E6', 0)
	database.run(insertPriority, PRIORITIES.Normal, 'Normal', 2, '#40C057', 1)
	database.run(insertPriority, PRIORITIES.High, 'High', 3, '#FD7E14', 0)

	const insertPrincipal = 'INSERT INTO other_principals (id, kind, name, created_at) VALUES (?, ?, ?, ?)'
	database.run(insertPrincipal, TEAM, 'group', 'Greenhouse team', now)
	database.run(insertPrincipal, VACANCY, 'placeholder', 'Gardener (vacant)', now)

	const roleIds = Object.fromEntries(Object.entries(roles).map(([name, permissions]) => [name, addRole(database, name, permissions)]))
	for (const { members, others = false, types, ...project } of projects) {
		const projectId = addProject(instance, { ...project, typeIds: types.map((name) => TYPES[name]) })
		for (const [login, role] of Object.entries(members)) {
			addMember(database, { projectId, userId: users.byLogin(login)!.id, roleId: roleIds[role]! })
		}
		for (const principalId of others ? [TEAM, VACANCY] : []) {
			addOtherMember(database, projectId, principalId)
		}
	}
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Storage } from './storages.ts'

import { may } from '../planning/members.ts'
import { allProjects } from '../planning/projects.ts'
import { allStorages } from './storages.ts'

/** That a storage is active in a project (section 4.7). */
export interface ProjectStorage {
	id: number
	project: Project
	storage: Storage
	creatorId: number
	createdAt: Date
}

interface Row {
	id: number
	project_id: number
	storage_id: number
	creator_id: number
	created_at: number
}

/** Those of projects where the user may see links of files. */
export function visibleProjectStorages(instance: Instance, user: User | undefined): ProjectStorage[] {
	const projects = allProjects(instance).filter((project) => may(instance, user, project, 'view_file_links'))
	const storages = allStorages(instance)
	return instance.database.all<Row>('SELECT * FROM project_storages ORDER BY id').flatMap((row) => {
		const project = projects.find(({ id }) => id === row.project_id)
		const storage = storages.find(({ id }) => id === row.storage_id)
		return project && storage ? [{ id: row.id, project, storage, creatorId: row.creator_id, createdAt: new Date(row.created_at) }] : []
	})
}

/** Makes a storage active in a project; once is enough. */
export function attachStorage({ database, clock }: Instance, { projectId, storageId, creatorId }: { projectId: number, storageId: number, creatorId: number }): void {
	database.run(
		'INSERT OR IGNORE INTO project_storages (project_id, storage_id, creator_id, created_at) VALUES (?, ?, ?, ?)',
		projectId,
		storageId,
		creatorId,
		clock().getTime(),
	)
}

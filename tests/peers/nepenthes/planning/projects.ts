// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

import { isMember } from './members.ts'

export interface Project {
	id: number
	/** Its name in addresses; with semantic ids also the prefix of its work packages. */
	identifier: string
	name: string
	description: string
	parentId: number | null
	semanticIds: boolean
	/** Whether files can be linked in it at all. */
	storagesModule: boolean
	createdAt: Date
	updatedAt: Date
}

interface Row {
	id: number
	identifier: string
	name: string
	description: string
	parent_id: number | null
	semantic_ids: number
	storages_module: number
	created_at: number
	updated_at: number
}

function project(row: Row): Project {
	return {
		id: row.id,
		identifier: row.identifier,
		name: row.name,
		description: row.description,
		parentId: row.parent_id,
		semanticIds: row.semantic_ids === 1,
		storagesModule: row.storages_module === 1,
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
	}
}

export function allProjects({ database }: Instance): Project[] {
	return database.all<Row>('SELECT * FROM projects ORDER BY id').map(project)
}

/** By its number or its identifier, whoever asks. */
export function findProject({ database }: Instance, reference: string | number): Project | undefined {
	const row = database.get<Row>('SELECT * FROM projects WHERE id = ? OR identifier = ?', Number(reference), String(reference))
	return row && project(row)
}

export function visibleProjects(instance: Instance, user: User | undefined): Project[] {
	return allProjects(instance).filter((candidate) => isMember(instance, user, candidate))
}

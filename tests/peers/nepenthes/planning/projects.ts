// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

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

export function visibleProjects({ database }: Instance, user: User | undefined): Project[] {
	if (!user) {
		return []
	}
	const rows = user.admin
		? database.all<Row>('SELECT * FROM projects ORDER BY id')
		: database.all<Row>('SELECT projects.* FROM projects JOIN members ON project_id = id WHERE user_id = ? ORDER BY id', user.id)
	return rows.map(project)
}

/** From the top down to the parent. */
export function ancestorsOf(instance: Instance, { parentId }: Project): Project[] {
	const parent = parentId === null ? undefined : findProject(instance, parentId)
	return parent ? [...ancestorsOf(instance, parent), parent] : []
}

const byName = new Intl.Collator('en')

/** The place of each project in the tree of all, by id: every project right before those below it, siblings by name. */
export function placesInTree({ database }: Instance): Map<number, number> {
	const children = Map.groupBy(database.all<Row>('SELECT * FROM projects').toSorted((one, other) => byName.compare(one.name, other.name)), (row) => row.parent_id)
	const places = new Map<number, number>()
	const visit = (parentId: number | null) => children.get(parentId)?.forEach(({ id }) => {
		places.set(id, places.size)
		visit(id)
	})
	visit(null)
	return places
}

export interface NewProject {
	/** Of its own where none is given. */
	id?: number
	identifier: string
	name: string
	description?: string
	parentId?: number | null
	semanticIds?: boolean
	storagesModule?: boolean
	/** What its work packages can be of. */
	typeIds: number[]
}

/** Gives the id of the new project. */
export function addProject({ database, clock }: Instance, { id, identifier, name, description = '', parentId = null, semanticIds = false, storagesModule = true, typeIds }: NewProject): number {
	const now = clock().getTime()
	const projectId = database.run(
		'INSERT INTO projects (id, identifier, name, description, parent_id, semantic_ids, storages_module, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
		id ?? null,
		identifier,
		name,
		description,
		parentId,
		Number(semanticIds),
		Number(storagesModule),
		now,
		now,
	)
	typeIds.forEach((typeId) => database.run('INSERT INTO project_types (project_id, type_id) VALUES (?, ?)', projectId, typeId))
	return projectId
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'

/** What statuses, types and priorities have in common. Their ids count each on their own. */
interface Attribute {
	id: number
	name: string
	position: number
	/** `#RRGGBB` or `#RGB`; null if nobody chose one. */
	color: string | null
	isDefault: boolean
}

export interface Status extends Attribute {
	isClosed: boolean
}

export interface Type extends Attribute {
	/** Has one date instead of a start and an end. */
	isMilestone: boolean
	/** What the description of a new work package begins as; Markdown. */
	descriptionTemplate: string
	createdAt: Date
}

export type Priority = Attribute

interface Row {
	id: number
	name: string
	position: number
	color: string | null
	is_default: number
}

const attribute = ({ id, name, position, color, is_default: isDefault }: Row): Attribute => ({ id, name, position, color, isDefault: isDefault === 1 })

export function allStatuses({ database }: Instance): Status[] {
	return database.all<Row & { is_closed: number }>('SELECT * FROM statuses ORDER BY position')
		.map((row) => ({ ...attribute(row), isClosed: row.is_closed === 1 }))
}

export function allTypes({ database }: Instance): Type[] {
	return database.all<Row & { is_milestone: number, description_template: string, created_at: number }>('SELECT * FROM types ORDER BY position')
		.map((row) => ({ ...attribute(row), isMilestone: row.is_milestone === 1, descriptionTemplate: row.description_template, createdAt: new Date(row.created_at) }))
}

/** Those that work packages of a project can be of. */
export function typesOf(instance: Instance, projectId: number): Type[] {
	const ids = new Set(instance.database.all<{ id: number }>('SELECT type_id AS id FROM project_types WHERE project_id = ?', projectId).map(({ id }) => id))
	return allTypes(instance).filter(({ id }) => ids.has(id))
}

/** The statuses in which a work package of a type may begin. */
export function startingStatusesOf(instance: Instance, typeId: number): Status[] {
	const ids = new Set(instance.database.all<{ id: number }>('SELECT status_id AS id FROM type_statuses WHERE type_id = ?', typeId).map(({ id }) => id))
	return allStatuses(instance).filter(({ id }) => ids.has(id))
}

export function allPriorities({ database }: Instance): Priority[] {
	return database.all<Row>('SELECT * FROM priorities ORDER BY position').map(attribute)
}

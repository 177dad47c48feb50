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
	return database.all<Row & { is_milestone: number, created_at: number }>('SELECT * FROM types ORDER BY position')
		.map((row) => ({ ...attribute(row), isMilestone: row.is_milestone === 1, createdAt: new Date(row.created_at) }))
}

export function allPriorities({ database }: Instance): Priority[] {
	return database.all<Row>('SELECT * FROM priorities ORDER BY position').map(attribute)
}

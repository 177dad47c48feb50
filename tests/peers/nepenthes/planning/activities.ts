// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Language } from '../messages.ts'
import type { User } from '../users.ts'

import { isMessageKey, message } from '../messages.ts'

/** One property of a work package, before and after; null is no value. */
export interface Change {
	/** Name of the property as the API has it, or of a custom field as people know it. */
	property: string
	from: string | null
	to: string | null
}

/** What happened to a work package at one time. */
export interface Activity {
	id: number
	workPackageId: number
	/** Counts within the work package. */
	version: number
	/** Undefined: their account is deleted. */
	user: User | undefined
	/** Markdown; empty if nobody said anything. */
	comment: string
	changes: Change[]
	createdAt: Date
}

interface Row {
	id: number
	work_package_id: number
	version: number
	user_id: number | null
	comment: string
	changes: string
	created_at: number
}

function activity({ users }: Instance, row: Row): Activity {
	return {
		id: row.id,
		workPackageId: row.work_package_id,
		version: row.version,
		user: row.user_id === null ? undefined : users.byId(row.user_id),
		comment: row.comment,
		changes: JSON.parse(row.changes) as Change[],
		createdAt: new Date(row.created_at),
	}
}

/** A change in words of a language; what is not there is a dash. */
export function describeChange({ property, from, to }: Change, language: Language): { name: string, from: string, to: string } {
	const key = `property.${property}`
	return { name: isMessageKey(key) ? message(language, key) : property, from: from ?? '–', to: to ?? '–' }
}

/** All of a work package, the oldest first. */
export function activitiesOf(instance: Instance, workPackageId: number): Activity[] {
	return instance.database.all<Row>('SELECT * FROM activities WHERE work_package_id = ? ORDER BY version', workPackageId)
		.map((row) => activity(instance, row))
}

export function findActivity(instance: Instance, id: number): Activity | undefined {
	const row = instance.database.get<Row>('SELECT * FROM activities WHERE id = ?', id)
	return row && activity(instance, row)
}

export interface NewActivity {
	workPackageId: number
	/** Null: a person whose account is deleted. */
	userId: number | null
	comment?: string
	changes?: Change[]
	/** Default is now. */
	at?: Date
}

export function addActivity(instance: Instance, { workPackageId, userId, comment = '', changes = [], at = instance.clock() }: NewActivity): Activity {
	const id = instance.database.run(
		`INSERT INTO activities (work_package_id, version, user_id, comment, changes, created_at)
		SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3, ?4, ?5 FROM activities WHERE work_package_id = ?1`,
		workPackageId,
		userId,
		comment,
		JSON.stringify(changes),
		at.getTime(),
	)
	return findActivity(instance, id)!
}

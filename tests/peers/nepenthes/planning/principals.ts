// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { User } from '../users.ts'

import { nameOf } from '../users.ts'

/** Whom work can be assigned to (section 3.3). */
export type Principal
	= | { kind: 'user', id: number, name: string, user: User }
		| { kind: 'group' | 'placeholder', id: number, name: string, createdAt: Date }

interface Row {
	id: number
	kind: 'group' | 'placeholder'
	name: string
	created_at: number
}

const other = ({ id, kind, name, created_at: createdAt }: Row): Principal => ({ id, kind, name, createdAt: new Date(createdAt) })

export const asPrincipal = (user: User): Principal => ({ kind: 'user', id: user.id, name: nameOf(user), user })

export function allPrincipals({ database, users }: Instance): Principal[] {
	return [...users.all().map(asPrincipal), ...database.all<Row>('SELECT * FROM other_principals').map(other)]
}

export function findOtherPrincipal({ database }: Instance, kind: Row['kind'], id: number): Principal | undefined {
	const row = database.get<Row>('SELECT * FROM other_principals WHERE kind = ? AND id = ?', kind, id)
	return row && other(row)
}

/** Whether they can be given work: people who have left cannot. */
export const isActive = (principal: Principal): boolean => principal.kind !== 'user' || principal.user.status === 'active'

/** Users who can sign in, groups and placeholders that are members of a project, by name: whom its work can be assigned to. */
export function membersOf(instance: Instance, projectId: number): Principal[] {
	const ids = memberIds(instance, [projectId])
	return allPrincipals(instance)
		.filter((principal) => ids.has(principal.id) && isActive(principal))
		.toSorted((one, other) => one.name.localeCompare(other.name, 'en'))
}

/** The members of any of these projects, by id. */
export function memberIds({ database }: Instance, projectIds: Iterable<number>): Set<number> {
	const rows = database.all<{ id: number }>(
		`SELECT user_id AS id FROM members WHERE project_id IN (SELECT value FROM json_each(?1))
		UNION SELECT principal_id FROM other_members WHERE project_id IN (SELECT value FROM json_each(?1))`,
		JSON.stringify([...projectIds]),
	)
	return new Set(rows.map(({ id }) => id))
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { Project } from './projects.ts'

import { ancestorsOf } from './projects.ts'

/** What work packages are planned for. */
export interface Version {
	id: number
	/** The project that defines it; others may have it too. */
	projectId: number
	name: string
	/** Only open ones can be chosen. */
	status: 'open' | 'locked' | 'closed'
	sharing: 'none' | 'descendants' | 'system'
	createdAt: Date
}

type Row = Omit<Version, 'createdAt'> & { createdAt: number }

export function allVersions({ database }: Instance): Version[] {
	return database.all<Row>('SELECT id, project_id AS projectId, name, status, sharing, created_at AS createdAt FROM versions ORDER BY id')
		.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }))
}

/** Those that a project has: its own and those that others share with it. */
export function versionsOf(instance: Instance, project: Project): Version[] {
	const above = new Set(ancestorsOf(instance, project).map(({ id }) => id))
	return allVersions(instance).filter(({ projectId, sharing }) => projectId === project.id || sharing === 'system' || (sharing === 'descendants' && above.has(projectId)))
}

export interface NewVersion {
	projectId: number
	name: string
	/** Default `open`. */
	status?: Version['status']
	/** Default `none`. */
	sharing?: Version['sharing']
}

/** Gives the id of the new version. */
export function addVersion({ database, clock }: Instance, { projectId, name, status = 'open', sharing = 'none' }: NewVersion): number {
	return database.run('INSERT INTO versions (project_id, name, status, sharing, created_at) VALUES (?, ?, ?, ?, ?)', projectId, name, status, sharing, clock().getTime())
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { OAuthCredentials } from '../oauth/applications.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'

import { createOAuthApplication, findOAuthApplication } from '../oauth/applications.ts'
import { may } from '../planning/members.ts'
import { allProjects } from '../planning/projects.ts'

/** A Nextcloud whose files can be linked (section 4.5). */
export interface Storage {
	id: number
	name: string
	/** Its address, with a slash at the end. */
	host: string
	creatorId: number
	applicationId: number
	applicationPassword: string | null
	/** The client that this Nepenthes is at that Nextcloud; undefined until an administrator entered it. */
	client: OAuthCredentials | undefined
	createdAt: Date
	updatedAt: Date
}

interface Row {
	id: number
	name: string
	host: string
	creator_id: number
	application_id: number
	application_password: string | null
	nextcloud_client_id: string | null
	nextcloud_client_secret: string | null
	created_at: number
	updated_at: number
}

function storage(row: Row): Storage {
	return {
		id: row.id,
		name: row.name,
		host: row.host,
		creatorId: row.creator_id,
		applicationId: row.application_id,
		applicationPassword: row.application_password,
		client: row.nextcloud_client_id === null || row.nextcloud_client_secret === null
			? undefined
			: { clientId: row.nextcloud_client_id, clientSecret: row.nextcloud_client_secret },
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
	}
}

/** An address as it is stored and compared: whether it ends in a slash makes no difference. */
export const asHost = (address: string): string => `${address.replace(/\/+$/, '')}/`

export function allStorages({ database }: Instance): Storage[] {
	return database.all<Row>('SELECT * FROM storages ORDER BY id').map(storage)
}

export function findStorage({ database }: Instance, id: number): Storage | undefined {
	const row = database.get<Row>('SELECT * FROM storages WHERE id = ?', id)
	return row && storage(row)
}

export function findStorageByHost(instance: Instance, address: string): Storage | undefined {
	return allStorages(instance)
		.find(({ host }) => host === asHost(address))
}

/** The one to which this Nepenthes is a client of that id. */
export function findStorageByClient(instance: Instance, clientId: string): Storage | undefined {
	return allStorages(instance)
		.find(({ client }) => client?.clientId === clientId)
}

export function storagesOf({ database }: Instance, projectId: number): Storage[] {
	return database.all<Row>('SELECT storages.* FROM storages JOIN project_storages ON storage_id = storages.id WHERE project_id = ? ORDER BY storages.id', projectId).map(storage)
}

/** Whether files of the storage can be linked in the project. */
export function isActiveIn({ database }: Instance, storageId: number, project: Project): boolean {
	return project.storagesModule
		&& database.get('SELECT 1 FROM project_storages WHERE storage_id = ? AND project_id = ?', storageId, project.id) !== undefined
}

/** The projects in which files of the storage can be linked, by id: one question where `isActiveIn` would ask for each project. */
export function projectsWithStorage({ database }: Instance, storageId: number): Set<number> {
	const rows = database.all<{ id: number }>('SELECT project_id AS id FROM project_storages JOIN projects ON projects.id = project_id WHERE storage_id = ? AND storages_module', storageId)
	return new Set(rows.map(({ id }) => id))
}

/** What a user may see: storages of projects where they may see links of files. */
export function visibleStorages(instance: Instance, user: User | undefined): Storage[] {
	const projects = allProjects(instance).filter((project) => may(instance, user, project, 'view_file_links'))
	return allStorages(instance).filter(({ id }) => user?.admin || projects.some((project) => isActiveIn(instance, id, project)))
}

export function findVisibleStorage(instance: Instance, user: User | undefined, id: number): Storage | undefined {
	return visibleStorages(instance, user)
		.find((candidate) => candidate.id === id)
}

interface NewStorage {
	name: string
	/** Address of the Nextcloud. */
	host: string
	creatorId: number
	applicationPassword?: string | null
}

/**
 * Adds a storage and the client that its Nextcloud is here (section 1.2).
 *
 * @throws if the name or the host is taken
 */
export function createStorage(instance: Instance, { name, host: address, creatorId, applicationPassword = null }: NewStorage): { storage: Storage, application: OAuthCredentials, redirectUri: string } {
	const host = asHost(address)
	const redirectUri = `${host}index.php/apps/integration_openproject/oauth-redirect`
	const application = createOAuthApplication(instance, { name: `${name} (Nextcloud)`, redirectUris: [redirectUri] })
	const now = instance.clock().getTime()
	const id = instance.database.run(
		'INSERT INTO storages (name, host, creator_id, application_id, application_password, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
		name,
		host,
		creatorId,
		findOAuthApplication(instance, application.clientId)!.id,
		applicationPassword,
		now,
		now,
	)
	return { storage: findStorage(instance, id)!, application, redirectUri }
}

export function updateStorage({ database, clock }: Instance, { id }: Storage, { name, host, applicationPassword }: { name: string, host: string, applicationPassword: string | null }): void {
	database.run('UPDATE storages SET name = ?, host = ?, application_password = ?, updated_at = ? WHERE id = ?', name, asHost(host), applicationPassword, clock().getTime(), id)
}

/** Enters the client that this Nepenthes is at the Nextcloud. What users gave an earlier client is worth nothing now. */
export function setNextcloudClient({ database, clock }: Instance, storageId: number, { clientId, clientSecret }: OAuthCredentials): void {
	database.run('DELETE FROM nextcloud_tokens WHERE storage_id = ?', storageId)
	database.run('UPDATE storages SET nextcloud_client_id = ?, nextcloud_client_secret = ?, updated_at = ? WHERE id = ?', clientId, clientSecret, clock().getTime(), storageId)
}

/** Deletes a storage, its links of files and all that Nextcloud and Nepenthes had agreed on. */
export function deleteStorage({ database }: Instance, { id, applicationId }: Storage): void {
	database.run('DELETE FROM storages WHERE id = ?', id)
	database.run('DELETE FROM oauth_applications WHERE id = ?', applicationId)
}

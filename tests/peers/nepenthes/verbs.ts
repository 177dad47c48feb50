// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { NewAvatar } from './avatars.ts'
import type { Instance } from './instance.ts'
import type { NotificationVerbs } from './notification-verbs.ts'
import type { OAuthCredentials } from './oauth/applications.ts'
import type { CustomField, NewCustomField } from './planning/custom-fields.ts'
import type { Permission } from './planning/members.ts'
import type { Project } from './planning/projects.ts'
import type { NewVersion } from './planning/versions.ts'
import type { WorkPackage } from './planning/work-packages.ts'
import type { FieldsOfEveryKind } from './seed/fields-of-every-kind.ts'
import type { FileLink, OriginData } from './storages/file-links.ts'
import type { User } from './users.ts'

import { setAvatar } from './avatars.ts'
import { notificationVerbsOf } from './notification-verbs.ts'
import { allTypes } from './planning/attributes.ts'
import { addCategory } from './planning/categories.ts'
import { addCustomField } from './planning/custom-fields.ts'
import { customValuesOf } from './planning/custom-values.ts'
import { setPermissions } from './planning/members.ts'
import { allProjects, findProject } from './planning/projects.ts'
import { addVersion } from './planning/versions.ts'
import { deleteWorkPackage, visibleWorkPackages } from './planning/work-packages.ts'
import { addFieldsOfEveryKind } from './seed/fields-of-every-kind.ts'
import { addManyProjects } from './seed/many-projects.ts'
import { deleteFileLink, fileLinksOf, linkFile } from './storages/file-links.ts'
import { attachStorage } from './storages/project-storages.ts'
import { createStorage, deleteStorage, findStorage, setNextcloudClient } from './storages/storages.ts'

export interface AddedStorage extends OAuthCredentials {
	id: number
	/** Where the Nextcloud wants people to come back to, as a real server enters it. */
	redirectUri: string
}

/** To which work packages a custom field belongs. */
interface Scope {
	types?: string[] | undefined
	projects?: string[] | undefined
}

/** What a test or a demo does without going through the API. */
export interface Verbs extends NotificationVerbs {
	/**
	 * Adds a Nextcloud, and the client that it is here, as an administrator does.
	 *
	 * `host` is its public address; it becomes active in these projects (by identifier), by default in all that have
	 * the module of storages. Throws if name or host are taken.
	 */
	addStorage(storage: { name: string, host: string, projects?: string[] }): AddedStorage
	/** Enters the client that this Nepenthes is at the Nextcloud; without it, nobody can log in there. */
	connectStorage(storageId: number, client: OAuthCredentials): void
	/** Deletes a Nextcloud with all links to its files and the client that it is here, as an administrator does. */
	removeStorage(storageId: number): void
	/** The first work package of exactly this subject, whoever may see it. Throws if there is none. */
	workPackageBySubject(subject: string): WorkPackage
	/** Deletes a work package, with its links. */
	deleteWorkPackage(id: number): void
	/** Makes the user a member of the project (by identifier) with exactly these permissions; `null`: no member. */
	setPermissions(login: string, project: string, permissions: Permission[] | null): void
	/** Adds a custom field to work packages of these types (by name, default all) in these projects (by identifier, default all). Its name in the API is `customField` and its id. */
	addCustomField(field: Omit<NewCustomField, 'typeIds' | 'projectIds'> & Scope): CustomField
	/** One of every kind that there is, in the same way, and one of a kind that no client knows; required ones if wanted, the unknown one never. */
	addCustomFieldsOfEveryKind(scope?: Scope & { required?: boolean }): FieldsOfEveryKind
	/** Adds a version to a project (by identifier); open and its own by default. Gives its id. */
	addVersion(project: string, version: Omit<NewVersion, 'projectId'>): number
	/** Adds a category to a project (by identifier). Gives its id. */
	addCategory(project: string, name: string): number
	/**
	 * Adds this many projects, in families of ten, in which these people (default Alice) may do everything, with all
	 * storages active. Each fifth family stands below a further project that they may not see.
	 */
	addProjects(count: number, logins?: string[]): Project[]
	/** The work packages that a user has created, in the order of their numbers. */
	workPackagesBy(login: string): WorkPackage[]
	/** What a work package holds in a custom field: a value, or the ids of what is chosen. */
	customValueOf(workPackageId: number, field: CustomField): unknown
	fileLinksOf(workPackageId: number): FileLink[]
	/** From now on files of which this is true cannot be linked: a request that names one is refused whole. Files that are linked stay so. */
	refuseFileLinks(refuses: Instance['refusesFileLink']): void
	/** Links a file as the administrator, without asking anybody; `id` is its number in the Nextcloud. */
	linkFile(workPackageId: number, storageId: number, file: Pick<OriginData, 'id' | 'name'> & Partial<OriginData>): FileLink
	deleteFileLink(id: number): void
	/** Gives a user a picture of any content type and size, or none. */
	setAvatar(login: string, avatar: NewAvatar | null): void
}

export function verbsOf(instance: Instance): Verbs {
	const user = (login: string): User => found(instance.users.byLogin(login), `user ${login}`)
	const project = (identifier: string): Project => found(findProject(instance, identifier), `project ${identifier}`)
	const administrator = (): User => found(instance.users.all().find(({ admin }) => admin), 'administrator')

	const placesOf = ({ types, projects }: Scope) => ({
		typeIds: types?.map((wanted) => found(allTypes(instance).find(({ name }) => name === wanted), `type ${wanted}`).id) ?? allTypes(instance).map(({ id }) => id),
		projectIds: projects?.map((identifier) => project(identifier).id) ?? null,
	})

	return {
		...notificationVerbsOf(instance),
		addStorage({ name, host, projects }) {
			const creatorId = administrator().id
			const chosen = projects?.map(project) ?? allProjects(instance).filter(({ storagesModule }) => storagesModule)
			const { storage, application, redirectUri } = createStorage(instance, { name, host, creatorId })
			chosen.forEach(({ id: projectId }) => attachStorage(instance, { projectId, storageId: storage.id, creatorId }))
			return { id: storage.id, redirectUri, ...application }
		},
		connectStorage: (storageId, client) => setNextcloudClient(instance, storageId, client),
		removeStorage: (id) => deleteStorage(instance, found(findStorage(instance, id), `storage ${id}`)),
		deleteWorkPackage: (id) => deleteWorkPackage(instance, id),
		workPackageBySubject: (wanted) => found(visibleWorkPackages(instance, administrator()).find(({ subject }) => subject === wanted), `work package "${wanted}"`),
		setPermissions: (login, identifier, permissions) => setPermissions(instance, user(login).id, project(identifier).id, permissions),
		addCustomField: ({ types, projects, ...field }) => addCustomField(instance, { ...field, ...placesOf({ types, projects }) }),
		addCustomFieldsOfEveryKind: ({ required = false, ...scope } = {}) => addFieldsOfEveryKind(instance, { required, ...placesOf(scope) }),
		addVersion: (identifier, version) => addVersion(instance, { projectId: project(identifier).id, ...version }),
		addCategory: (identifier, name) => addCategory(instance, { projectId: project(identifier).id, name }),
		addProjects: (count, logins = ['alice']) => addManyProjects(instance, count, logins.map((login) => user(login).id)),
		workPackagesBy: (login) => visibleWorkPackages(instance, administrator()).filter(({ author }) => author.id === user(login).id),
		customValueOf: (workPackageId, { id }) => customValuesOf(instance, workPackageId).get(id),
		refuseFileLinks(refuses) {
			instance.refusesFileLink = refuses
		},
		fileLinksOf: (workPackageId) => fileLinksOf(instance, workPackageId),
		linkFile: (workPackageId, storageId, file) => linkFile(instance, {
			workPackageId,
			storageId,
			creatorId: administrator().id,
			origin: { mimeType: '', createdAt: null, lastModifiedAt: null, createdByName: '', lastModifiedByName: '', ...file },
		}),
		deleteFileLink: (id) => deleteFileLink(instance, id),
		setAvatar: (login, avatar) => setAvatar(instance, user(login).id, avatar),
	}
}

function found<Thing>(thing: Thing | undefined, name: string): Thing {
	if (thing === undefined) {
		throw new Error(`There is no ${name}`)
	}
	return thing
}

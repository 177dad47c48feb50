// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyInstance } from 'fastify'
import type { Instance } from '../instance.ts'

import { activities } from './activities.ts'
import { attributes } from './attributes.ts'
import { availableAssignees } from './available-assignees.ts'
import { avatars } from './avatars.ts'
import { categories } from './categories.ts'
import { changedWorkPackages } from './changed-work-packages.ts'
import { configuration } from './configuration.ts'
import { customOptions } from './custom-options.ts'
import { fileLinks } from './file-links.ts'
import { hierarchyItems } from './hierarchy-items.ts'
import { myPreferences } from './my-preferences.ts'
import { newWorkPackages } from './new-work-packages.ts'
import { notifications } from './notifications.ts'
import { principals } from './principals.ts'
import { projectStorages } from './project-storages.ts'
import { projects } from './projects.ts'
import { root } from './root.ts'
import { storages } from './storages.ts'
import { users } from './users.ts'
import { versions } from './versions.ts'
import { workPackageForms } from './work-package-forms.ts'
import { workPackages } from './work-packages.ts'

/** A resource registers its routes below `/api/v3`. */
export type Resource = (app: FastifyInstance, instance: Instance) => void

/** The table of the API. */
const resources: Resource[] = [
	root,
	configuration,
	users,
	avatars,
	principals,
	myPreferences,
	projects,
	attributes,
	versions,
	categories,
	customOptions,
	hierarchyItems,
	workPackages,
	workPackageForms,
	newWorkPackages,
	changedWorkPackages,
	activities,
	availableAssignees,
	notifications,
	fileLinks,
	storages,
	projectStorages,
]

export function registerResources(app: FastifyInstance, instance: Instance): void {
	resources.forEach((register) => register(app, instance))
}

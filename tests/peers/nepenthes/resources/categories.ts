// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Link } from '../hal.ts'
import type { Instance } from '../instance.ts'
import type { Category } from '../planning/categories.ts'
import type { Resource } from './index.ts'

import { notFound } from '../api-error.ts'
import { userOf } from '../authentication.ts'
import { collection } from '../collections.ts'
import { resource } from '../hal.ts'
import { allCategories, categoriesOf } from '../planning/categories.ts'
import { findProject } from '../planning/projects.ts'
import { projectLink, visibleProject } from './projects.ts'

export const categoryLink = ({ basePath }: Instance, { id, name }: Category): Link => ({ href: `${basePath}/api/v3/categories/${id}`, title: name })

export function renderCategory(instance: Instance, category: Category): Record<string, unknown> {
	const { id, name, projectId } = category
	return resource('Category', { id, name }, {
		links: {
			self: categoryLink(instance, category),
			project: projectLink(instance, findProject(instance, projectId)!),
		},
	})
}

/** `/api/v3/categories/{id}` and the categories of a project. */
export const categories: Resource = (app, instance) => {
	app.get<{ Params: { id: string } }>('/categories/:id', (request) => {
		const category = allCategories(instance).find(({ id }) => String(id) === request.params.id)
		if (!category) {
			throw notFound()
		}
		visibleProject(instance, userOf(request), String(category.projectId))
		return renderCategory(instance, category)
	})

	for (const name of ['projects', 'workspaces']) {
		app.get<{ Params: { id: string } }>(`/${name}/:id/categories`, (request) => {
			const { id } = visibleProject(instance, userOf(request), request.params.id)
			return collection(`${instance.basePath}/api/v3/${name}/${id}/categories`, categoriesOf(instance, id).map((category) => renderCategory(instance, category)))
		})
	}
}

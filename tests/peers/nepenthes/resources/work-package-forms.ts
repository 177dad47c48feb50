// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { Project } from '../planning/projects.ts'
import type { Resource } from './index.ts'

import { missingPermission } from '../api-error.ts'
import { languageOf, userOf } from '../authentication.ts'
import { draftOf } from '../forms/draft.ts'
import { renderPayload } from '../forms/payload.ts'
import { renderSchema } from '../forms/schema.ts'
import { renderError, resource } from '../hal.ts'
import { may, projectsWhere } from '../planning/members.ts'
import { visibleProject } from './projects.ts'

/**
 * The form of a new work package, as a whole or in a project (section 3.6). Whoever may create one is answered 200,
 * whatever is wrong with what they say so far.
 */
export const workPackageForms: Resource = (app, instance) => {
	app.post('/work_packages/form', (request) => {
		if (projectsWhere(instance, userOf(request), 'add_work_packages').size === 0) {
			throw missingPermission()
		}
		return form(instance, request, '/work_packages')
	})

	for (const name of ['projects', 'workspaces']) {
		app.post<{ Params: { id: string } }>(`/${name}/:id/work_packages/form`, (request) => {
			const user = userOf(request)
			const project = visibleProject(instance, user, request.params.id)
			if (!may(instance, user, project, 'add_work_packages')) {
				throw missingPermission()
			}
			return form(instance, request, `/${name}/${project.id}/work_packages`, project)
		})
	}
}

function form(instance: Instance, request: FastifyRequest, path: string, project?: Project): Record<string, unknown> {
	const user = userOf(request)!
	const language = languageOf(request)
	const draft = draftOf(instance, { user, language, body: request.body, ...project && { project } })
	const at = (address: string) => ({ href: `${instance.basePath}${address}` })
	const settings = draft.project && `/projects/${draft.project.identifier}/settings/custom_fields`
	return resource('Form', {}, {
		embedded: {
			payload: renderPayload(draft),
			schema: renderSchema(draft.properties, language),
			validationErrors: Object.fromEntries(draft.errors.map((error) => [error.attribute!, renderError(error, language)])),
		},
		links: {
			self: { ...at(`/api/v3${path}/form`), method: 'post' },
			validate: { ...at(`/api/v3${path}/form`), method: 'post' },
			previewMarkup: { ...at('/api/v3/render/markdown'), method: 'post' },
			...draft.errors.length === 0 && { commit: { ...at('/api/v3/work_packages'), method: 'post' } },
			...settings !== undefined && { customFields: { ...at(settings), type: 'text/html' } },
			...user.admin && draft.chosen.type?.[0] && { configureForm: { ...at(`/types/${draft.chosen.type[0].id}/edit?tab=form_configuration`), type: 'text/html' } },
		},
	})
}

// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Instance } from '../instance.ts'
import type { Project } from '../planning/projects.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { missingPermission, notFound, refuseFor } from '../api-error.ts'
import { languageOf, userOf } from '../authentication.ts'
import { projectAt } from '../forms/choices.ts'
import { createFrom } from '../forms/creation.ts'
import { draftOf } from '../forms/draft.ts'
import { activitiesOf } from '../planning/activities.ts'
import { announce } from '../planning/announcements.ts'
import { may, projectsWhere } from '../planning/members.ts'
import { mentionedIn } from '../planning/mentions.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { visibleProject } from './projects.ts'
import { renderWholeWorkPackage } from './whole-work-package.ts'

/**
 * `POST /api/v3/work_packages` and the same in a project (section 3.7). Those whom it concerns are told, unless the
 * query parameter `notify` is `false`.
 */
export const newWorkPackages: Resource = (app, instance) => {
	app.post('/work_packages', (request, reply) => {
		const user = userOf(request)
		if (!user || projectsWhere(instance, user, 'add_work_packages').size === 0) {
			throw missingPermission()
		}
		checkProject(instance, user, request.body)
		return create(instance, request, reply)
	})

	for (const name of ['projects', 'workspaces']) {
		app.post<{ Params: { id: string } }>(`/${name}/:id/work_packages`, (request, reply) => {
			const user = userOf(request)
			const project = visibleProject(instance, user, request.params.id)
			if (!may(instance, user, project, 'add_work_packages')) {
				throw missingPermission()
			}
			return create(instance, request, reply, project)
		})
	}
}

/** What is wrong with the project comes before all else: nobody learns of one that they may not see. */
function checkProject(instance: Instance, user: User, body: unknown): void {
	const { _links: links } = Object(body) as { _links?: unknown }
	const { project: link } = Object(links) as { project?: unknown }
	const { href } = Object(link) as { href?: unknown }
	if (typeof href !== 'string') {
		return
	}
	const project = projectAt(instance, user, href)
	if (!project) {
		throw notFound()
	}
	if (!may(instance, user, project, 'add_work_packages')) {
		throw missingPermission()
	}
}

async function create(instance: Instance, request: FastifyRequest, reply: FastifyReply, project?: Project): Promise<FastifyReply> {
	const user = userOf(request)!
	const draft = draftOf(instance, { user, language: languageOf(request), body: request.body, ...project && { project } })
	refuseFor(draft.errors)
	const created = findWorkPackage(instance, user, createFrom(instance, user, draft))!
	const { notify } = request.query as { notify?: string }
	if (notify !== 'false') {
		announce(instance, activitiesOf(instance, created.id)[0]!, created, { mentioned: mentionedIn(created.description), created: true })
	}
	return reply.code(201).send(await renderWholeWorkPackage(instance, created, user))
}

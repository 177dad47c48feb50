// SPDX-FileCopyrightText: integration_nepenthes contributors
// SPDX-License-Identifier: AGPL-3.0-or-later

import type { Instance } from '../instance.ts'
import type { WorkPackage } from '../planning/work-packages.ts'
import type { User } from '../users.ts'
import type { Resource } from './index.ts'

import { ApiError, missingPermission, notFound } from '../api-error.ts'
import { languageOf, userOf } from '../authentication.ts'
import { collection } from '../collections.ts'
import { message } from '../messages.ts'
import { activitiesOf, findActivity } from '../planning/activities.ts'
import { commentOn } from '../planning/changes.ts'
import { may } from '../planning/members.ts'
import { findWorkPackage } from '../planning/work-packages.ts'
import { renderActivity } from './activity.ts'

interface OfId {
	Params: { id: string }
}

/** `/api/v3/work_packages/{id}/activities`: what happened to a work package, and what people say of it; and `/activities/{id}`. */
export const activities: Resource = (app, instance) => {
	app.get<OfId>('/work_packages/:id/activities', (request) => {
		const { user, workPackage } = visible(instance, userOf(request), request.params.id)
		const path = `${instance.basePath}/api/v3/work_packages/${workPackage.id}/activities`
		return collection(path, activitiesOf(instance, workPackage.id).map((activity) => renderActivity(instance, activity, { workPackage, user })))
	})

	app.post<OfId & { Querystring: { notify?: string } }>('/work_packages/:id/activities', (request, reply) => {
		const { user, workPackage } = visible(instance, userOf(request), request.params.id)
		if (!may(instance, user, workPackage.project, 'add_work_package_comments')) {
			throw missingPermission()
		}
		const comment = readComment(request.body, message(languageOf(request), 'property.comment'))
		const activity = commentOn(instance, workPackage, { author: user, comment, notify: request.query.notify !== 'false' })
		return reply.code(201).send(renderActivity(instance, activity, { ...visible(instance, user, workPackage.id), single: true }))
	})

	app.get<OfId>('/activities/:id', (request) => {
		const activity = findActivity(instance, Number(request.params.id))
		if (!activity) {
			throw notFound()
		}
		return renderActivity(instance, activity, { ...visible(instance, userOf(request), activity.workPackageId), single: true })
	})
}

function visible(instance: Instance, user: User | undefined, reference: string | number): { user: User, workPackage: WorkPackage } {
	const workPackage = findWorkPackage(instance, user, reference)
	if (!user || !workPackage) {
		throw notFound()
	}
	return { user, workPackage }
}

function readComment(body: unknown, name: string): string {
	const { comment } = Object(body) as { comment?: unknown }
	const { raw = '' } = Object(comment) as { raw?: unknown }
	if (typeof raw !== 'string') {
		throw new ApiError('PropertyFormatError', 'body.format', { value: 'comment', attribute: 'comment' })
	}
	if (raw.trim() === '') {
		throw new ApiError('PropertyConstraintViolation', 'work-package.blank', { value: name, attribute: 'comment' })
	}
	return raw
}
